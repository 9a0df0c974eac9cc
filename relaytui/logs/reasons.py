"""Classes of reasons, by words of Postfix's own texts and of common policy services."""

from functools import lru_cache

# The first that stands in the text counts.
_CLASSES = (
    ("relay access denied", "relay_denied"),
    ("relaying denied", "relay_denied"),
    ("user unknown", "unknown_user"),
    ("unknown user", "unknown_user"),
    ("undeliverable address", "unknown_user"),
    ("blocked using", "dnsbl"),
    ("helo command rejected", "helo"),
    ("not owned by user", "sender_login_mismatch"),
    ("not logged in", "sender_login_mismatch"),
    ("greylist", "greylisted"),
    ("graylist", "greylisted"),
    ("cannot find your", "dns"),
    ("domain not found", "dns"),
    ("malformed dns", "dns"),
    ("host or domain name not found", "dns"),
    ("size exceeds", "size"),
    ("message too large", "size"),
    ("must issue a starttls", "tls_required"),
    ("tls is required", "tls_required"),
    ("certificate not verified", "tls_required"),
    ("certificate not trusted", "tls_required"),
    ("encryption required", "tls_required"),
    ("insufficient system storage", "capacity"),
    ("server ports busy", "capacity"),
    ("too many connections", "capacity"),
    ("lookup failure", "lookup_error"),
    ("lookup error", "lookup_error"),
    ("loops back to myself", "loop"),
    ("forwarding loop", "loop"),
    ("too many hops", "loop"),
    ("access denied", "access_denied"),
)
_LIMITS = ("quota limit", "rate limit", "ratelimit", "rate-limit", "limit exceeded", "limit reach")


@lru_cache(maxsize=4096)
def reason_class(text: str) -> str | None:
    """The class of a reason, or None."""
    lower = text.lower()
    for words, name in _CLASSES:
        if words in lower:
            return name
    return None


def is_policy_limit(text: str) -> bool:
    """Whether a refusal says that a limit of a policy service of ours was hit."""
    lower = text.lower()
    return any(words in lower for words in _LIMITS)


def blocklist_of(text: str) -> str | None:
    """The list named behind `blocked using`."""
    at = text.find("blocked using ")
    if at < 0:
        return None
    name = text[at + 14 :]
    for end in (";", " ", ","):
        name = name.partition(end)[0]
    return name or None

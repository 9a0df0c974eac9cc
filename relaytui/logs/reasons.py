"""Classes of reasons, by words of Postfix's own texts and of common policy services."""

from functools import lru_cache

# The first that stands in the text counts.
_CLASSES = (
    ("relay access denied", "relay_denied"),
    ("relaying denied", "relay_denied"),
    ("relay not permitted", "relay_denied"),
    ("relaying not permitted", "relay_denied"),
    ("not permitted to relay", "relay_denied"),
    ("user unknown", "unknown_user"),
    ("unknown user", "unknown_user"),
    ("undeliverable address", "unknown_user"),
    ("unrouteable address", "unknown_user"),
    ("unroutable address", "unknown_user"),
    ("no such user", "unknown_user"),
    ("no such recipient", "unknown_user"),
    ("invalid recipient", "unknown_user"),
    ("recipient not ok", "unknown_user"),
    ("mailbox unavailable", "unknown_user"),
    ("blocked using", "dnsbl"),
    ("black list at", "dnsbl"),
    ("blacklisted at", "dnsbl"),
    ("listed at", "dnsbl"),
    ("listed in", "dnsbl"),
    ("found in dnsbl", "dnsbl"),
    ("dnsbl", "dnsbl"),
    (" rbl", "dnsbl"),
    ("blacklist, see", "dnsbl"),
    ("spamhaus pbl", "dnsbl"),
    ("helo command rejected", "helo"),
    ("not owned by user", "sender_login_mismatch"),
    ("not logged in", "sender_login_mismatch"),
    ("greylist", "greylisted"),
    ("graylist", "greylisted"),
    ("cannot find your", "dns"),
    ("domain not found", "dns"),
    ("malformed dns", "dns"),
    ("domain of sender address", "dns"),
    ("does not resolve", "dns"),
    ("point to non-existent hosts", "dns"),
    ("ip name lookup failed", "dns"),
    ("host or domain name not found", "dns"),
    ("size exceeds", "size"),
    ("message too large", "size"),
    ("message too big", "size"),
    ("message size exceeds", "size"),
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

"""Cyrus IMAP: logins at its servers, `badlogin: NAME [ADDRESS] METHOD USER WHY`."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat

_WHY = (" SASL(", " [SASL(", " invalid user", " User logged in", " authentication fail")


def parse(event: Event, message: str) -> bool:
    """Fill an event; whether the line is a login of Cyrus (other programs share its names)."""
    verb, _, rest = message.partition(": ")
    if verb not in ("badlogin", "login"):
        return False
    name, bracket, behind = rest.partition("[")
    address, close, words = behind.partition("]")
    if not bracket or not close:
        return False
    event.client_name, event.client_ip = name.strip() or None, canonical_address(address)
    event.kind = "auth_failed" if verb == "badlogin" else "auth_ok"
    first, _, second = words.strip().partition(" ")
    if verb == "login":  # USER METHOD[+TLS] User logged in …
        event.user, event.sasl_method = first or None, second.partition(" ")[0] or None
        return True
    event.sasl_method = first.upper() or None
    # A name may imitate the reason: the last one counts.
    places = [f" {second}".rfind(start) for start in _WHY]
    at = next((place for place in places if place >= 0), -1)
    event.user = (second[: at - 1] if at > 0 else None) or None
    event.reason = second[max(at, 0) :].strip("[]") or None
    return True


FORMAT = LogFormat(
    "cyrus",
    frozenset({"imap", "imaps", "imapd", "pop3", "pop3s", "pop3d", "timsieved", "sieve", "lmtpd",
               "lmtpunix", "nntpd"}),
    parse,
)  # fmt: skip

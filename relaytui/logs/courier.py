"""Courier: esmtpd's refusals, and logins at its IMAP, POP3 and SMTP servers."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.reasons import reason_class
from relaytui.logs.scan import between

_VERBS = {
    "LOGIN FAILED, ": "auth_failed",
    "LOGIN, ": "auth_ok",
    "LOGOUT, ": "disconnect",
    "TIMEOUT, ": "lost",
    "DISCONNECTED, ": "lost",
    "Connection, ": "connect",
    "Disconnected, ": "lost",
}
_PLACES = ("started,ip=[", "error,relay=")


def parse(event: Event, message: str) -> bool:
    """Fill an event; whether the line is Courier's (other programs share its names)."""
    if message.startswith(_PLACES):
        _esmtpd(event, message)
        return True
    for verb, kind in _VERBS.items():
        if message.startswith(verb):
            _login(event, message, kind)
            return True
    return False


def _login(event: Event, text: str, kind: str) -> None:
    """`LOGIN FAILED, user=U, ip=[::ffff:192.0.2.1], port=[4711]`; a name may hold `ip=[`."""
    event.kind = kind
    at = text.rfind("ip=[")
    event.client_ip = canonical_address(text[at + 4 :].partition("]")[0])
    event.user = between(text[:at], "user=", ", ") or None
    begin = text.find(" user=")
    if begin >= 0:
        event.user = text[begin + 6 : at].removesuffix(", ") or None
    event.sasl_method = between(text, "method=", ",")


def _esmtpd(event: Event, text: str) -> None:
    """`error,relay=A[,ident=I][,from=<F>,to=<T>]: 550 WHY` and `…,msg="535 …",cmd: C`."""
    if text.startswith("started,"):
        event.kind = "connect"
        event.client_ip = canonical_address(text[12:].partition("]")[0])
        return
    relay = text[12:].partition(",")[0].partition(":  ")[0]
    event.client_ip = canonical_address(relay)
    at = text.find(',msg="', 12)
    if at > 0:
        event.reason = text[at + 6 :].partition('"')[0]
        _verdict(event, event.reason)
    else:
        _envelope(event, text)
    if event.code == 535 or "Authentication failed" in (event.reason or ""):
        event.kind = "auth_failed"


def _envelope(event: Event, text: str) -> None:
    begin, middle, end = text.find(",from=<"), text.rfind(">,to=<"), text.rfind(">: ")
    if 0 <= begin < middle < end:
        event.sender, event.recipient = text[begin + 7 : middle], text[middle + 6 : end]
        event.reason = text[end + 3 :]
    _verdict(event, event.reason or "")


def _verdict(event: Event, words: str) -> None:
    event.kind = "reject"
    if words[:3].isdecimal():
        event.code = int(words[:3])
        event.temporary = event.code < 500
    event.reason_class = reason_class(words)


FORMAT = LogFormat(
    "courier",
    frozenset({"courieresmtpd", "courieresmtpd-ssl", "courierpop3login", "courierpop3d",
               "courierimapd", "imapd", "imapd-ssl", "pop3d", "pop3d-ssl", "imaplogin"}),
    parse,
)  # fmt: skip

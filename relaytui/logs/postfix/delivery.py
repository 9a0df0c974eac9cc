"""Deliveries: smtp, lmtp, local, virtual, pipe, error, discard."""

import re
from functools import lru_cache

from relaytui.domain.event import Event
from relaytui.logs.postfix.tls import tls_line
from relaytui.logs.reasons import reason_class
from relaytui.logs.scan import number_at, peer_at, remote_at

_STATES = frozenset({"sent", "deferred", "bounced", "expired"})
_NUMBERS = ("delay", "delays", "conn_use")
# As most are; others, and those with words of a later version, are taken field by field.
_USUAL = re.compile(
    r"relay=([^\s,]+), (?:conn_use=(\d{1,9}), )?delay=([\d.]{1,15}), "
    r"delays=([\d.]{1,15})/([\d.]{1,15})/([\d.]{1,15})/([\d.]{1,15}), dsn=([\d.]+), status="
)
_REMOTE_LIMITS = ("rate limited", "unusual rate", "too many messages", "throttl", "rate limit")


def delivery_line(event: Event, text: str) -> None:
    """`to=<>, [orig_to=<>,] relay=, [conn_use=,] delay=, delays=, [tls=,] dsn=, status=S (…)`."""
    if not text.startswith("to="):
        return
    status = text.find(", status=")
    at = _recipient(event, text)
    if status < 0 or at < 0 or at > status:
        return
    if usual := _USUAL.match(text, at, status + 9):
        _usual(event, usual)
    else:
        _fields(event, text[at:status])
    word, _, rest = text[status + 9 :].partition(" ")
    event.status = word
    if word in _STATES:
        event.kind = word
    elif word == "SOFTBOUNCE":  # soft_bounce = yes: it is tried again
        event.kind = "deferred"
    if rest.startswith("("):
        end = rest.rfind(")")
        event.reason = rest[1:end] if end > 0 else rest[1:]
        _reason(event, event.reason)
    if event.daemon == "discard" and word == "sent":
        event.discarded = True


def _recipient(event: Event, text: str) -> int:
    """Take the recipients; where the next field begins, or -1."""
    relay = text.find(", relay=")
    if relay < 0:
        return -1
    head = text[3:relay]
    recipient, _, original = head.partition(", orig_to=")
    event.recipient = _plain(recipient)
    event.orig_recipient = _plain(original) if original else None
    return relay + 2


def _plain(text: str) -> str:
    return text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text


def _usual(event: Event, found: re.Match[str]) -> None:
    relay, uses, delay, first, second, third, fourth, dsn = found.groups()
    event.relay, event.dsn = relay, dsn
    event.peer_name, event.peer_ip, event.peer_port = _next_hop(relay)
    if uses:
        event.conn_use = int(uses)
    try:
        event.delay = float(delay)
        event.delays = [float(first), float(second), float(third), float(fourth)]
    except ValueError:
        pass


@lru_cache(maxsize=8192)
def _next_hop(relay: str) -> tuple[str | None, str | None, int | None]:
    peer = peer_at(relay, 0)
    return peer[:3] if peer else (None, None, None)


def _fields(event: Event, text: str) -> None:
    for field in text.split(", "):
        name, _, value = field.partition("=")
        if name == "relay":
            event.relay = value
            remote_at(event, value, 0)
        elif name == "dsn":
            event.dsn = value
        elif name == "tls":
            event.tls_status = value
            event.plaintext = value == "none" or value.endswith(":none")
        elif name in _NUMBERS:
            _number(event, name, value)


def _number(event: Event, name: str, value: str) -> None:
    try:
        if name == "delay":
            event.delay = float(value)
        elif name == "delays":
            event.delays = [float(one) for one in value.split("/")]
        else:
            event.conn_use = int(value)
    except ValueError:
        pass


def _reason(event: Event, reason: str) -> None:
    said = reason.find(" said: ")
    if said >= 0:
        event.remote_code = _code_at(reason, said + 7)
    at = reason.rfind("(in reply to ")
    if at >= 0:
        event.remote_stage = reason[at + 13 :].partition(")")[0]
    if event.kind == "sent":
        at = reason.rfind("queued as ")
        if at >= 0:
            event.remote_queue_id = reason[at + 10 :].partition(" ")[0].rstrip(")")
        return
    event.reason_class = reason_class(reason)
    if event.reason_class == "tls_required":
        event.also = ["tls_failed"]
    _rate(event, reason)


def _code_at(text: str, start: int) -> int | None:
    word = text[start : start + 3]
    return int(word) if len(word) == 3 and word.isdecimal() else None


def _rate(event: Event, text: str) -> None:
    lower = text.lower()
    event.remote_rate_limited = any(words in lower for words in _REMOTE_LIMITS)


def smtp_line(event: Event, text: str) -> None:
    """What smtp and lmtp say beside deliveries."""
    if text.startswith("to="):
        delivery_line(event, text)
    elif text.startswith("host "):
        _host_said(event, text)
    elif text.startswith("connect to "):
        event.kind = "warning"
        end = remote_at(event, text, 11)
        event.reason = text[end + 2 :] if end > 0 and text.startswith(": ", end) else None
    elif not (_conversation(event, text) or _login(event, text)):
        tls_line(event, text, "out")


def _host_said(event: Event, text: str) -> None:
    """`host H said: …` and `host H refused to talk to me: …`."""
    event.kind = "warning"
    end = remote_at(event, text, 5)
    if end < 0:
        return
    for words in (" said: ", " refused to talk to me: "):
        if text.startswith(words, end):
            event.reason = text[end + len(words) :]
            event.remote_code = _code_at(event.reason, 0)
            _rate(event, event.reason)
            stage = event.reason.rfind("(in reply to ")
            if stage >= 0:
                event.remote_stage = event.reason[stage + 13 :].partition(")")[0]


def _conversation(event: Event, text: str) -> bool:
    for words in ("lost connection with ", "conversation with "):
        if text.startswith(words):
            event.kind = "warning"
            end = remote_at(event, text, len(words))
            event.reason = text[end + 1 :] if end > 0 else None
            return True
    return False


def _login(event: Event, text: str) -> bool:
    """Our own login at a smarthost: our trouble, nobody's attack."""
    if not text.startswith("SASL authentication fail"):
        return False
    event.kind, event.direction = "auth_error", "out"
    at = text.find(" server ")
    if at >= 0:
        end = remote_at(event, text, at + 8)
        if end > 0 and text.startswith(" said: ", end):
            event.reason = text[end + 7 :]
            event.remote_code = number_at(event.reason[:3], 0)
    return True

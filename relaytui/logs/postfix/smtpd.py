"""smtpd: sessions, accepted mail, refusals."""

from functools import lru_cache

from relaytui.domain.event import Event
from relaytui.logs.postfix.reject import reject_line
from relaytui.logs.postfix.tail import user_name
from relaytui.logs.postfix.tls import tls_line
from relaytui.logs.scan import client_at, number_at

_LOST = {
    "lost connection after ": "lost connection",
    "lost connection from ": "lost connection",
    "timeout after ": "timeout",
    "too many errors after ": "too many errors",
    "bare <LF> received after ": "bare newline",
}
#: First letters of Anonymous, Untrusted, Trusted, Verified, and of SSL_accept.
_TLS_STARTS = frozenset("AUTVS")
_CLIENT_KEYS = (
    ", sasl_method=", ", sasl_username=", ", sasl_sender=", ", orig_queue_id=", ", orig_client=",
    ", forward=",
)  # fmt: skip


def smtpd_line(event: Event, text: str) -> None:
    """Fill an event for one smtpd line without a severity word."""
    if text.startswith("connect from "):
        event.kind = "connect"
        client_at(event, text, 13)
    elif text.startswith("disconnect from "):
        _disconnect(event, text)
    elif text.startswith("client="):
        _accepted(event, text)
    elif text[:1] in _TLS_STARTS and tls_line(event, text, "in"):
        pass
    elif text.startswith("improper command pipelining after "):
        event.kind, event.offence = "offence", "pipelining"
        _after_stage(event, text, 34)
    elif not (_lost(event, text) or reject_line(event, text)):
        tls_line(event, text, "in")


def _disconnect(event: Event, text: str) -> None:
    event.kind = "disconnect"
    end = client_at(event, text, 16)
    if end < 0:
        return
    event.counters = _counters(text[end + 1 :])
    if event.counters and "auth" in event.counters:
        accepted, total = event.counters["auth"]
        if accepted < total:
            event.also = ["auth_failed_summary"]


@lru_cache(maxsize=4096)
def _counters(words: str) -> dict[str, tuple[int, int]] | None:
    """`ehlo=2 rcpt=0/1 commands=2/3`: accepted and all; shared between equal sessions."""
    counters: dict[str, tuple[int, int]] = {}
    for word in words.split(" "):
        command, _, counts = word.partition("=")
        accepted, _, total = counts.partition("/")
        if accepted.isdecimal() and (total.isdecimal() or not total):
            counters[command] = (int(accepted[:9]), int((total or accepted)[:9]))
    return counters or None


def _accepted(event: Event, text: str) -> None:
    """`client=CLIENT[, sasl_method=M, sasl_username=U…]`; a name may hold commas."""
    event.kind = "queued"
    end = client_at(event, text, 7)
    if end < 0:
        return
    rest = text[end:]
    if not rest:
        return
    starts = sorted((at, key) for key in _CLIENT_KEYS if (at := rest.find(key)) >= 0)
    for number, (at, key) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else len(rest)
        value = rest[at + len(key) : stop]
        if key == ", sasl_method=":
            event.sasl_method = value.upper()
        elif key == ", sasl_username=":
            event.user = user_name(value)
            event.also = ["auth_ok"] if event.user else None
        elif key == ", orig_queue_id=":
            event.orig_queue_id = value
        elif key == ", orig_client=":
            origin = Event()
            client_at(origin, value, 0)
            event.orig_client_ip = origin.client_ip


def _lost(event: Event, text: str) -> bool:
    if text[:1] not in "ltb":
        return False
    for start, cause in _LOST.items():
        if text.startswith(start):
            event.kind = "lost"
            event.cause = cause
            if start.endswith(" from "):
                client_at(event, text, len(start))
                return True
            _after_stage(event, text, len(start))
            if cause == "too many errors":
                event.also = ["offence"]
            elif cause == "bare newline":
                event.kind, event.offence, event.cause = "offence", "bare-newline", None
            return True
    return False


def _after_stage(event: Event, text: str, start: int) -> None:
    """`STAGE[ (N bytes)] from CLIENT`."""
    at = text.find(" from ", start)
    if at < 0:
        return
    stage = text[start:at]
    if stage.endswith(" bytes)"):
        stage, _, count = stage.partition(" (")
        event.bytes = number_at(count, 0)
    event.stage = stage
    client_at(event, text, at + 6)

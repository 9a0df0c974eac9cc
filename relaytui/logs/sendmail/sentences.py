"""Sendmail: sentences about a client, and about itself."""

from relaytui.domain.event import Event
from relaytui.logs.reasons import reason_class
from relaytui.logs.scan import number_at
from relaytui.logs.sendmail.fields import plain, take_client

_STATES = (
    ("starting daemon (", "start"),
    ("started as: ", None),
    ("restarting ", "reload"),
    ("stopping daemon", "stop"),
    ("accepting connections again", None),
    ("alias database ", "map_reload"),
)
_REFUSING = ("rejecting connections on daemon", "deferring connections on daemon",
             "low on space", "Too many open files", "No space left on device")  # fmt: skip
_NO_MAIL = " did not issue MAIL/EXPN/VRFY/ETRN during connection to "


def sentence(event: Event, text: str) -> None:
    """Fill an event; what is not known stays `other`."""
    if not (_of_client(event, text) or _lost(event, text)):
        _of_itself(event, text)


def _of_client(event: Event, text: str) -> bool:
    """`N [A] did not issue MAIL…`, `rejecting commands from N [A] due to …`, `N [A]: EXPN x …`."""
    if text.startswith("rejecting commands from "):
        event.kind, event.offence = "offence", "pregreet"
        take_client(event, text[24:])
        return True
    if text.startswith("connect from "):
        event.kind = "connect"
        take_client(event, text[13:])
        return True
    at = text.find(_NO_MAIL)
    if at > 0:
        event.kind = "disconnect"
        take_client(event, text[:at])
        return True
    bracket = text.find("]", 0, 320)
    end = bracket + 1 if bracket > 0 else -1
    if text.startswith(" (may be forged)", end):
        end += 16
    if end < 0 or not text.startswith(": ", end) or not take_client(event, text[:end]):
        event.client_name = None
        return _refused_address(event, text)
    _act(event, text[end + 2 :])
    return True


def _act(event: Event, words: str) -> None:
    event.reason = words
    if words.startswith("possible SMTP attack: command="):
        event.kind, event.offence = "offence", "command-count-limit"
        event.stage = words[30:].partition(",")[0]
        at = words.find("count=")
        event.count = number_at(words, at + 6) if at >= 0 else None
    elif words.endswith("[rejected]"):
        event.kind, event.stage = "reject", words.partition(" ")[0].upper()
    elif words.startswith(("VRFY ", "EXPN ", "vrfy ", "expn ")):
        event.kind = "offence"


def _refused_address(event: Event, text: str) -> bool:
    """`<R>... User unknown`."""
    address, dots, words = text.partition("... ")
    if not dots or not address.startswith("<"):
        return False
    event.kind, event.stage = "reject", "RCPT"
    event.recipient, event.reason = plain(address), words
    event.reason_class = reason_class(words)
    if event.reason_class is None and "no such user" in words.lower():
        event.reason_class = "unknown_user"
    return True


def _lost(event: Event, text: str) -> bool:
    """`lost input channel from N [A] to MTA after rcpt`, `timeout waiting for input from N …`."""
    for start, cause in (
        ("lost input channel from ", "lost connection"),
        ("timeout waiting for input from ", "timeout"),
        ("timeout writing message to ", "timeout"),
        ("collect: unexpected close on connection from ", "lost connection"),
        ("collect: premature EOM: ", "lost connection"),
        ("collect: I/O error on connection from ", "lost connection"),
    ):
        if not text.startswith(start):
            continue
        event.kind, event.cause = "lost", cause
        if "writing" in start:
            event.kind, event.reason = "warning", text
            return True
        rest = text[len(start) :]
        take_client(event, rest)
        after = rest.find(" after ")
        if start[0] == "c":
            event.stage = "DATA"
            sender = rest.find(", sender=")
            event.sender = plain(rest[sender + 9 :]) if sender >= 0 else None
            if event.client_ip is None:
                event.client_name = None
        elif after >= 0:
            event.stage = rest[after + 7 :].upper()
        return True
    return False


def _of_itself(event: Event, text: str) -> None:
    for start, action in _STATES:
        if text.startswith(start):
            event.kind, event.action = "service", action
            if action == "start":
                event.version = text[len(start) :].partition(")")[0]
            return
    if text.startswith(_REFUSING) or any(words in text for words in _REFUSING):
        event.kind, event.capacity, event.reason = "warning", True, text
    elif text.startswith(("SYSERR(", "SYSERR: ", "Losing ", "savemail panic")):
        event.kind, event.reason = "error", text
    elif text in ("discarded", "done") or text.startswith("done; delay="):
        event.kind = "removed"
    elif text.startswith(("WARNING", "Warning", "warning")):
        event.kind, event.reason = "warning", text

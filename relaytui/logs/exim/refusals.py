"""What Exim refused, and whom: by ACL, by host list, by number of connections."""

from relaytui.domain.event import Event
from relaytui.logs.exim.fields import Seen, take_fields
from relaytui.logs.exim.hosts import address_at, take_client, take_client_behind
from relaytui.logs.exim.rates import take_rate
from relaytui.logs.reasons import reason_class
from relaytui.logs.scan import say

#: What was rejected, and at which stage of a session.
_STAGES = (
    ("RCPT ", "RCPT"),
    ("MAIL ", "MAIL"),
    ("VRFY ", "VRFY"),
    ("EXPN ", "EXPN"),
    ("ETRN ", "ETRN"),
    ("EHLO or HELO ", "EHLO"),
    ("EHLO ", "EHLO"),
    ("HELO ", "EHLO"),
    ("connection in ", "CONNECT"),
    ("after DATA", "END-OF-MESSAGE"),
    ("after end of data", "END-OF-MESSAGE"),
    ("during MIME ACL", "END-OF-MESSAGE"),
    ("by local_scan()", "END-OF-MESSAGE"),
    ("by non-SMTP ACL", "END-OF-MESSAGE"),
    ("DKIM ", "END-OF-MESSAGE"),
    ("PRDR ", "END-OF-MESSAGE"),
    ("PREDATA", "DATA"),
    ("DATA", "DATA"),
    ("AUTH", "AUTH"),
    ("STARTTLS", "STARTTLS"),
)


def client_line(event: Event, text: str) -> bool:
    """`H=HOST[ fields] [F=<S> ]{rejected|temporarily rejected|dropped by|Warning:|…} …`."""
    end = take_client(event, text, 2)
    if end == 2:
        # Several places look like the client: what was done is told all the same.
        end = max(text.find(" F=<"), text.find(" I=["))
        if end < 0:
            end = next((at for word in _VERBS if (at := text.find(word)) > 0), len(text))
    at = _fields(event, text, end, Seen("H"))
    return _verdict(event, text[at:].lstrip(" "))


_VERBS = (" rejected ", " temporarily rejected ", " dropped by ", " Warning: ", " sender verify ")


def local_line(event: Event, text: str) -> bool:
    """`U=USER F=<S> rejected …`, and `F=S H=HOST P=esmtp rejected by local_scan(): …`."""
    text = f" {text}"
    at = _fields(event, text, 0, Seen())
    if text.count(" H=") > 1:  # a sender that imitates a host
        event.client_ip = event.client_name = event.client_port = event.helo = None
    return _verdict(event, text[at:].lstrip(" "))


def _fields(event: Event, text: str, at: int, seen: Seen) -> int:
    """Fields between the client and the verdict; a sender may stand without `<>`."""
    while True:
        before = at
        at = take_fields(event, text, at, seen)
        if text.startswith(" Ci=", at):
            end = text.find(" ", at + 1)
            at = end if end > 0 else len(text)
        if at == before:
            return at


def _verdict(event: Event, words: str) -> bool:
    if words.startswith(("rejected ", "temporarily rejected ")):
        event.kind = "reject"
        event.temporary = words.startswith("t")
        _rejected(event, words[words.index("rejected ") + 9 :])
    elif words.startswith("discarded "):
        event.kind, event.action = "policy", "discard"
        _rejected(event, words[10:])
        event.kind = "policy"
    elif words.startswith(("dropped by ", "dropped ")):
        event.kind = "blocked"
        _, _, event.reason = words.partition(": ")
        event.list = "acl"
    elif words.startswith("Warning: "):
        event.kind, event.action, event.reason = "policy", "warn", words[9:]
        if take_rate(event, words[9:]):
            event.action = None
            say(event, enforced=False)
    elif words.startswith(("sender verify fail for ", "sender verify defer for ")):
        _sender_verify(event, words)
    elif words.startswith("incomplete transaction "):
        event.kind = "other"
        at = words.find(" from ")
        event.sender = address_at(words, at + 6)[0] if at > 0 else None
    elif words.startswith("TLS "):
        event.kind, event.direction, event.reason = "tls_failed", "in", words
    else:
        return event.client_ip is not None
    return True


def _sender_verify(event: Event, words: str) -> None:
    """The refusal itself stands in a line of its own, if one follows."""
    event.kind, event.part, event.duplicate_of_next = "reject", True, True
    event.temporary = words.startswith("sender verify defer")
    event.stage = "RCPT"
    event.sender, at = address_at(words, words.index(" for ") + 5)
    event.reason = words[at:].lstrip(": ") or None
    if reason_class(event.reason or "") == "dns":
        event.reason_class = "dns"


def _rejected(event: Event, what: str) -> None:
    """`RCPT <R>: WHY`, `connection in "connect" ACL: WHY`, `after DATA: WHY`."""
    for start, stage in _STAGES:
        if what.startswith(start):
            event.stage = stage
            break
    at = len(start) if event.stage else 0
    if event.stage in ("RCPT", "MAIL", "VRFY", "EXPN", "ETRN") and what[at - 1] == " ":
        address, at = address_at(what, at)
        address = address.removesuffix(":")
        if event.stage == "RCPT":
            event.recipient = address
        elif event.stage == "MAIL" and event.sender is None:
            event.sender = address
    colon = what.find(": ", max(at - 1, 0))
    event.reason = what[colon + 2 :].strip('"') if colon >= 0 else None
    _judge(event)


def _judge(event: Event) -> None:
    reason = event.reason or ""
    if take_rate(event, reason):
        return
    event.reason_class = reason_class(reason)
    if event.reason_class is None and event.stage == "EHLO":
        event.reason_class = "helo"
    elif event.reason_class is None and event.stage == "END-OF-MESSAGE" and not event.temporary:
        event.reason_class = "content"
    elif event.stage == "CONNECT":
        event.also = ["blocked"]


def rejected_command(event: Event, text: str) -> bool:
    """`rejected EHLO from HOST: WHY`, `rejected MAIL FROM:<S> H=HOST: WHY`."""
    event.kind = "reject"
    verb, _, rest = text[9:].partition(" ")
    event.stage = {"HELO": "EHLO", "from": "END-OF-MESSAGE"}.get(verb, verb)
    if verb == "from":  # `rejected from <S> H=HOST: message too big: read=1 max=0`
        event.sender, _ = address_at(rest, 0)
        end = take_client_behind(event, text, " H=")
    elif rest.startswith("from "):
        end = take_client(event, text, len(verb) + 15)
    else:
        if verb == "MAIL" and rest[:5].upper() == "FROM:":
            event.sender, _ = address_at(rest, 5)
        elif verb == "RCPT" and rest[:3].upper() == "TO:":
            event.recipient, _ = address_at(rest, 3)
        end = take_client_behind(event, text, " H=")
    colon = text.find(": ", end) if end > 0 else text.find(": ")
    event.reason = text[colon + 2 :] if colon >= 0 else None
    _judge(event)
    if "HELO" in (event.reason or ""):
        event.reason_class = "helo"
    return True


def refused(event: Event, text: str) -> bool:
    """`refused connection from HOST (host_reject_connection)`, `… (tcp wrappers)`."""
    event.kind = "blocked"
    end = take_client(event, text, text.index(" from ") + 6)
    event.temporary = True if text.startswith("temporarily") else None
    event.list = text[end:].strip(" ()") or None
    return True


def connection_refused(event: Event, text: str) -> bool:
    """`Connection from HOST refused: too many connections[ from that IP address]`."""
    end = take_client(event, text, 16)
    words = text[end:].lstrip(" ")
    event.reason = words.partition(": ")[2] or words
    if "too many connections" in words:
        event.kind, event.limit, event.temporary = "rate_limited", "connection_concurrency", True
    elif "refused" in words or "load average" in words:
        event.kind, event.capacity = "reject", "load" in words
        event.reason_class = "capacity" if event.capacity else None
        event.stage, event.temporary = "CONNECT", True
    return True


def verify_failed(event: Event, text: str) -> bool:
    """`VRFY failed for ADDRESS H=HOST`."""
    event.kind, event.stage = "reject", "VRFY"
    event.recipient, _ = address_at(text, 16)
    event.reason_class = "unknown_user"
    take_client_behind(event, text, " H=")
    return True


def unqualified(event: Event, text: str) -> bool:
    """`unqualified {sender|recipient} rejected: <A> H=HOST`."""
    what = text.partition(" ")[2]
    if not what.startswith(("sender rejected: ", "recipient rejected: ")):
        return False
    event.kind, event.reason = "reject", "unqualified address"
    address, at = address_at(what, what.index(": ") + 2)
    if what[0] == "s":
        event.sender, event.stage = address, "MAIL"
    else:
        event.recipient, event.stage = address, "RCPT"
    take_client_behind(event, what[at:], " H=")
    return True

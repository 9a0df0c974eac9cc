"""cleanup, pickup, qmgr and bounce: a message on its way in, and out of the queue."""

import re
from email.errors import MessageError
from email.header import decode_header, make_header

from relaytui.domain.event import Event
from relaytui.domain.text import safe
from relaytui.logs.postfix.delivery import delivery_line
from relaytui.logs.postfix.reject import is_enhanced, reject_line
from relaytui.logs.postfix.tail import take_tail
from relaytui.logs.scan import client_at, number_at

#: What a header or body check did, and what that is.
_CHECKS = {
    "reject": ("reject", None),
    "hold": ("held", None),
    "warning": ("policy", "warn"),
    "discard": ("policy", "discard"),
    "filter": ("policy", "filter"),
    "redirect": ("policy", "redirect"),
    "prepend": ("policy", "prepend"),
    "replace": ("policy", "replace"),
    "strip": ("policy", "strip"),
    "pass": ("policy", "pass"),
    "bcc": ("policy", "bcc"),
    "info": ("other", None),
}
_CLIENT = re.compile(r" from (local|[^\s\[\]]{0,255}\[[^\s\[\]]{0,64}\](?::\d{1,5})?)(?=; from=<)")
_PARTS = ("header ", "body ", "content ", "mime-header ", "nested-header ", "mime-error ")


def cleanup_line(event: Event, text: str) -> None:
    """Fill an event for one cleanup line."""
    if text.startswith(("message-id=", "resent-message-id=")):
        event.kind, event.part = "queued", True
        value = text[text.index("=") + 1 :]
        event.message_id = value[1:-1] if value[:1] == "<" and value[-1:] == ">" else value
    elif text == "canceled" or text.startswith("canceled "):
        event.kind = "removed"
    elif not reject_line(event, text):
        _check(event, text)


def _check(event: Event, text: str) -> None:
    """`ACTION: header NAME: VALUE from CLIENT; from=<> to=<>[ proto= helo=<>][: WORDS]`."""
    action, _, rest = text.partition(": ")
    if action not in _CHECKS or not rest.startswith(_PARTS):
        return
    event.kind, event.action = _CHECKS[action]
    # The header's text is a stranger's, and so are sender and HELO: with several places that
    # look like the client, none is believed.
    clients = list(_CLIENT.finditer(rest))
    end = rest.rfind("; from=<")
    begin = end
    if len(clients) == 1:
        begin, end = clients[0].start(), clients[0].end(1)
        if clients[0][1] == "local":
            event.client_name = "local"
        else:
            client_at(event, clients[0][1], 0)
    if rest.lower().startswith("header subject: ") and begin > 0:
        event.subject = _decoded(rest[16:begin])
    if end >= 0:
        tail, words = _words_behind(rest[end + 2 :])
        take_tail(event, tail)
        _say(event, words)


def _words_behind(tail: str) -> tuple[str, str]:
    """The tail up to `helo=<…>`, and the words of the rule behind it."""
    end = tail.rfind(">: ")
    return (tail[: end + 1], tail[end + 3 :]) if end >= 0 else (tail, "")


def _say(event: Event, words: str) -> None:
    if event.kind == "reject":
        event.reason_class = "content"
        event.stage = event.stage or "END-OF-MESSAGE"
        dsn, _, rest = words.partition(" ")
        if is_enhanced(dsn):
            event.dsn, words = dsn, rest
            event.temporary = dsn[0] == "4"
    event.reason = words or None


def _decoded(text: str) -> str:
    """A subject as people read it (RFC 2047); as it is where it can't be decoded."""
    if "=?" not in text:
        return text
    try:
        return safe(str(make_header(decode_header(text))))
    except (MessageError, LookupError, ValueError):
        return text


def pickup_line(event: Event, text: str) -> None:
    """`uid=33 from=<www-data>`; of a mail that was requeued also `orig_id=4104E3D`."""
    if text.startswith("uid="):
        event.kind = "queued"
        event.uid = number_at(text, 4)
        at = text.find(" from=<")
        if at >= 0:
            sender, _, requeued = text[at + 7 :].partition("> orig_id=")
            event.sender = sender.removesuffix(">")
            event.orig_queue_id = requeued.partition(" ")[0] or None


def qmgr_line(event: Event, text: str) -> None:
    """`from=<>, size=, nrcpt= (queue active)`, `removed`, `from=<>, status=expired, …`."""
    if text == "removed":
        event.kind = "removed"
        return
    if text.startswith("to=<"):  # mail that no transport would take
        delivery_line(event, text)
    if not text.startswith("from=<"):
        return
    size = text.rfind(">, size=")
    status = text.rfind(">, status=")
    if status >= 0 and status > size:
        event.sender = text[6:status]
        word = text[status + 10 :].partition(",")[0]
        if word in ("expired", "force-expired"):
            event.kind = "expired"
            event.forced = word == "force-expired"
        event.status = word
    elif size >= 0:
        event.kind, event.part = "queued", True
        event.sender = text[6:size]
        event.size = number_at(text, size + 8)
        at = text.find(" nrcpt=", size)
        event.nrcpt = number_at(text, at + 7) if at > 0 else None


def bounce_line(event: Event, text: str) -> None:
    """`sender non-delivery notification: ID`."""
    if " notification failed to " in text:
        event.kind, event.reason = "warning", text
    what, _, identity = text.partition(" notification: ")
    if identity and what.startswith(("sender ", "postmaster ")):
        event.kind = "notified"
        event.notification = what
        event.notification_id = identity

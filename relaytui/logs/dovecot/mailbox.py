"""Dovecot's deliveries (lmtp, lda, sieve) and the ends of mailbox sessions."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.dovecot.process import Process
from relaytui.logs.scan import between, first_word

_STORED = ("stored mail into mailbox ", "saved mail to ")
_REFUSED = ("rejected", "marked message to be rejected")
_DELIVERERS = frozenset({"lmtp", "lda", "deliver"})
_ENDED = ("Disconnected", "Connection closed", "Logged out", "Disconnect ", "Server shutting down")


def mailbox_line(event: Event, process: Process, text: str) -> None:
    """Fill an event for one line of a process that works for a user."""
    if process.name in _DELIVERERS:
        _delivery(event, process, text)
        return
    event.user = process.inside or None
    if text.startswith(_ENDED):
        event.kind = "disconnect"
    elif "Maximum number of connections" in text:
        event.kind, event.limit = "rate_limited", "connection_concurrency"


def _delivery(event: Event, process: Process, text: str) -> None:
    for start, kind in (("Connect from ", "connect"), ("Disconnect from ", "disconnect")):
        if text.startswith(start):
            event.kind = kind
            event.client_ip = canonical_address(first_word(text[len(start) :]).rstrip(":"))
            if kind == "disconnect" and "Successful quit" not in text and "Client quit" not in text:
                event.kind = "lost"
            return
    event.recipient = _recipient(process.inside)
    at = text.find("msgid=", 0, 64)
    if at < 0:
        return
    # A message id is a stranger's text; what was done with the mail stands behind it.
    event.message_id, words = _id_and_words(text[at + 6 :])
    if words.startswith(_STORED):
        event.kind = "sent"
    elif words.startswith("forwarded to "):
        event.kind = "sent"
        event.relay = between(words, "<", ">")
    elif words.startswith(("discarded", "marked message to be discarded")):
        event.kind, event.action = "policy", "discard"
    elif words.startswith(_REFUSED):
        event.kind = "bounced"
    elif words.startswith(("save failed", "failed to store")):
        event.kind = "deferred" if "emporar" in words else "bounced"
        if "quota" in words.lower():
            event.kind = "bounced"
    elif words.startswith("sent vacation response"):
        event.kind = "notified"
    event.reason = words


def _id_and_words(text: str) -> tuple[str | None, str]:
    at = text.rfind(">: ") + 1 if text.startswith("<") else text.find(": ")
    if at <= 0:
        return None, text
    return text[:at].strip("<>") or None, text[at + 2 :]


def _recipient(inside: str | None) -> str | None:
    """`USER`, or before 2.3 `PID, USER`."""
    if not inside or inside.isdecimal():
        return None
    return inside.rpartition(", ")[2] or None

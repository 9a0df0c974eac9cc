"""Mails, put together from their lines: by host, instance and queue id.

Queue ids are used again, on other hosts and later on the same one: a new mail begins where a
client hands one in under an id that is known already, or that has left the queue.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from relaytui.domain.event import Event

#: Mails that are remembered.
MAILS = 50_000
#: Seconds after a mail has left the queue in which filters may still tell of it.
AFTERWARDS = 60.0
_OPENED_BY = frozenset({"smtpd", "pickup", "qmqpd", "postscreen"})


@dataclass(slots=True)
class Mail:
    """What is known of one mail. `outcomes`: recipient → `sent`, `deferred`, `bounced`, …;
    `opened`: the line that took it in was seen; `ended`: when it left the queue."""

    host: str | None
    queue_id: str
    user: str | None = None
    client_ip: str | None = None
    sender: str | None = None
    message_id: str | None = None
    size: int | None = None
    nrcpt: int | None = None
    begun: float | None = None
    opened: bool = False
    done: bool = False
    ended: float | None = None
    outcomes: dict[str, str] = field(default_factory=dict)

    def number(self, outcome: str) -> int:
        """Recipients with an outcome."""
        return sum(one == outcome for one in self.outcomes.values())

    @property
    def sent(self) -> int:
        """Recipients that the mail was handed on for."""
        return self.number("sent")

    @property
    def deferred(self) -> int:
        """Recipients that wait for another try."""
        return self.number("deferred")


_Key = tuple[str | None, str | None, str]


class Mails:
    """Reads events in their order."""

    def __init__(self) -> None:
        self._mails: OrderedDict[_Key, Mail] = OrderedDict()

    def take(self, event: Event) -> Mail | None:
        """The mail that an event belongs to, with what the event adds; None for no mail."""
        if event.queue_id is None:
            return None
        key = (event.host, event.instance, same_id(event))
        mail = self._mails.get(key)
        if mail is None or _is_another(mail, event):
            mail = Mail(event.host, key[2], begun=event.time)
            self._mails[key] = mail
            self._mails.move_to_end(key)
            if len(self._mails) > MAILS:
                self._mails.popitem(last=False)
        _add(mail, event)
        return mail

    def find(self, queue_id: str, host: str | None = None) -> Mail | None:
        """The latest mail of an id; on any host where none is named."""
        for (there, _, identity), mail in reversed(self._mails.items()):
            if identity == queue_id and (host is None or there == host):
                return mail
        return None


def same_id(event: Event) -> str:
    """The mail's id: OpenSMTPD's envelopes are the message's 8 digits and 8 of their own."""
    identity = event.queue_id or ""
    if event.program == "smtpd" and event.daemon is None and len(identity) == 16:
        return identity[:8]
    return identity


def _is_another(mail: Mail, event: Event) -> bool:
    """Whether the event begins a new mail under a known id."""
    if mail.ended is not None and event.time is not None and event.time > mail.ended + AFTERWARDS:
        return True
    if event.kind != "queued":
        return False
    opens = event.daemon in _OPENED_BY or event.daemon is None
    return mail.done or (opens and not event.part and mail.opened)


def _add(mail: Mail, event: Event) -> None:
    if event.kind == "queued":
        mail.opened = mail.opened or not event.part
        mail.user = mail.user or event.user
        mail.client_ip = mail.client_ip or event.client_ip
        mail.message_id = mail.message_id or event.message_id
        mail.sender = event.sender if mail.sender is None else mail.sender
        mail.size = event.size if mail.size is None else mail.size
        mail.nrcpt = event.nrcpt if mail.nrcpt is None else mail.nrcpt
        if mail.nrcpt is None and event.recipients:
            mail.nrcpt = len(event.recipients)
    elif event.kind in ("sent", "deferred", "bounced", "expired"):
        whom = event.recipients or [event.recipient or ""]
        for recipient in whom:
            mail.outcomes[recipient] = event.kind
    elif event.kind == "removed":
        mail.done = True
        mail.ended = event.time

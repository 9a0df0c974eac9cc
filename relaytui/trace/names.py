"""Ids of mails in a line: its own, and those of others that it names."""

import re

from relaytui.analysis.mails import same_id
from relaytui.domain.event import Event

#: `250 2.0.0 4x8 Message accepted for delivery` (Sendmail, OpenSMTPD), `250 OK id=1v-2-3` (Exim).
_ACCEPTED = re.compile(
    r"(?:^|[ :(])(?:\d\.\d\.\d )?([0-9A-Za-z]{8,20}) Message accepted for deliver"
)
_OK_ID = re.compile(r"\bOK id=([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})\b")
_QUEUED = re.compile(r"\bqueued as ([0-9A-Za-z-]{5,40})\b")
_ANSWERS = (_QUEUED, _OK_ID, _ACCEPTED)


def next_id(event: Event) -> str | None:
    """The id that the next hop gave a mail, by its answer to a delivery."""
    if event.kind != "sent":
        return None
    if event.remote_queue_id:
        return event.remote_queue_id
    for answer in _ANSWERS:
        if found := answer.search(event.reason or ""):
            return found[1]
    return None


def made_ids(event: Event) -> list[str]:
    """Ids of mails that were made of a line's: the next hop's, a notice's."""
    return [one for one in (next_id(event), event.notification_id) if one]


def named_ids(event: Event) -> list[str]:
    """Other mails' ids that a line names: those made of it, and what it was made of."""
    origins = (event.orig_queue_id, (event.extra or {}).get("bounce_of"))
    return [*made_ids(event), *(one for one in origins if isinstance(one, str) and one)]


def ids_of(event: Event) -> list[str]:
    """All ids of mails in a line."""
    own = [event.queue_id, same_id(event)] if event.queue_id else []
    return [*own, *named_ids(event)]

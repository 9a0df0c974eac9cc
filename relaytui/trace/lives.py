"""Lives: a mail in one relay's queue, from its first line until it has left.

Queue ids are used again, so a life is more than its id; analysis/mails.py tells where another
begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from relaytui.analysis.mails import AFTERWARDS, Mail, Mails, same_id
from relaytui.domain.event import Event
from relaytui.domain.line import Line

#: What only a mail server says.
_OF_QUEUES = frozenset({"queued", "sent", "deferred", "bounced", "expired", "removed", "notified"})


@dataclass(slots=True, eq=False)
class Life:
    """One mail in one queue. `lines` in their order; `session` are lines of the connections that
    it came and went by, which do not name it."""

    relay: str
    mail: Mail
    lines: list[Line] = field(default_factory=list)
    session: list[Line] = field(default_factory=list)

    @property
    def queue_id(self) -> str:
        """Its id in that queue."""
        return self.mail.queue_id

    @property
    def begun(self) -> float:
        """Its first line that was seen (seconds since the epoch)."""
        return self.lines[0].at

    @property
    def ended(self) -> float:
        """Its last line that was seen."""
        return self.lines[-1].at

    def events(self) -> Iterable[Event]:
        """What its lines mean."""
        return (line.event for line in self.lines)

    def message_ids(self) -> set[str]:
        """What its header is called; empty where there is none."""
        return {one.message_id for one in self.events() if one.message_id}


def lives_of(lines: Iterable[Line]) -> list[Life]:
    """The lives that lines tell of; the lines of each relay are in their order."""
    mails: dict[str, Mails] = {}
    lives: dict[int, Life] = {}
    latest: dict[tuple[str, str], Life] = {}
    for line in lines:
        event = line.event
        if event.queue_id is None or event.kind == "noise":
            continue
        place = (line.relay, same_id(event))
        life = latest.get(place)
        if life is None or not _is_beside(line, life):
            mail = mails.setdefault(line.relay, Mails()).take(event)
            assert mail is not None
            life = latest[place] = lives.setdefault(id(mail), Life(line.relay, mail))
        life.lines.append(line)
    return list(lives.values())


def _is_beside(line: Line, life: Life) -> bool:
    """Whether a filter tells of a mail in its own log, or under its own name."""
    event = line.event
    if event.instance or event.kind in _OF_QUEUES:
        return False
    return line.at <= life.ended + AFTERWARDS

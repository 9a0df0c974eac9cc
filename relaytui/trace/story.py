"""A story: all that is known of one mail, or of one that was refused at the door."""

from dataclasses import dataclass, field

from relaytui.domain.line import Line
from relaytui.trace.lives import Life
from relaytui.trace.names import named_ids


@dataclass(slots=True, eq=False)
class Story:
    """`lives` are queues it was in, the earliest first; `beside` lines without an id that are of
    it: a mailbox server's by its message-id, or refusals, where it never came in."""

    lives: list[Life] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)

    def lines(self) -> list[Line]:
        """Every line of it once, in order of time; of one moment in the order of the queues."""
        found: dict[int, Line] = {}
        for life in self.lives:
            own = sorted((*life.session, *life.lines), key=_place)
            found |= {id(line): line for line in own if id(line) not in found}
        found |= {id(line): line for line in self.beside}
        return sorted(found.values(), key=lambda line: line.at)

    @property
    def begun(self) -> float:
        """Its first line that was seen (seconds since the epoch)."""
        starts = [life.begun for life in self.lives] or [line.at for line in self.beside]
        return min(starts, default=0.0)

    @property
    def ended(self) -> float:
        """Its last line that was seen."""
        ends = [life.ended for life in self.lives] + [line.at for line in self.beside]
        return max(ends, default=0.0)

    @property
    def refused(self) -> bool:
        """Whether it never got into a queue."""
        return not self.lives

    def relays(self) -> list[str]:
        """The relays that tell of it, in order."""
        told = [life.relay for life in self.lives] or [line.relay for line in self.beside]
        return list(dict.fromkeys(told))

    def ids(self) -> set[str]:
        """Its ids and message-ids, and those that its lines name."""
        found: set[str] = set()
        for life in self.lives:
            found |= {life.queue_id, *life.message_ids()}
            found.update(name for event in life.events() for name in named_ids(event))
        return found

    def first(self, name: str) -> str | int | None:
        """The first value of a field of its lines, from the first queue on; `""` is one."""
        for life in self.lives:
            for event in life.events():
                if (value := getattr(event, name)) is not None:
                    return value if isinstance(value, str | int) else None
        for line in self.beside:
            if (value := getattr(line.event, name)) is not None:
                return value if isinstance(value, str | int) else None
        return None


def _place(line: Line) -> tuple[float, str, int]:
    return line.at, line.source, line.n

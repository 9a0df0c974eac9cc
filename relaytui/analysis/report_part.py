"""A part of a log, counted for a report: events in, sums out, and what is left open at its ends.

`root` parts begin where the log does. Any other is joined to what was before it: the sum of the
parts is the sum of the whole, wherever it was cut.
"""

from dataclasses import dataclass
from math import floor

from relaytui.analysis.report_events import CONTEXT, Counting
from relaytui.analysis.report_later import Later, Step
from relaytui.analysis.report_messages import Messages, Place, Queue
from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_sessions import Sessions
from relaytui.analysis.report_sums import QUARTER, Sums, Where
from relaytui.domain.event import Event


@dataclass(slots=True)
class Counted:
    """What a part hands to the one before it: plain values, that processes can exchange.

    `last`: the last line of each host, None where it is not one that counts; `repeats`: by host,
    how often that of the part before came again.
    """

    sums: Sums
    queues: dict[Place, Queue]
    sessions: Sessions
    later: list[Step]
    first_time: float | None
    last: dict[str, Event | None]
    repeats: dict[str, int]


class Part:
    """Counts the lines of a part of a log, in order.

    `defers_connects`: postscreen may have told of the sessions that smtpd tells of. Events that are
    not `chosen` add nothing, but that a mail or a session that others are of is known; a mail
    counts where one of its events is chosen.
    """

    def __init__(self, periods: Periods, root: bool = True) -> None:
        self.periods = periods
        self.root = root
        self.sums = Sums()
        self.messages = Messages(self.sums, root)
        self.sessions = Sessions(root)
        self.later: list[Step] = []
        self.last: dict[str, Event | None] = {}
        self.repeats: dict[str, int] = {}
        self.first_time: float | None = None
        self.defers_connects = True
        #: The time of the last line that has one.
        self.time: float | None = None
        self._later = Later(self.sums)
        self.counting = Counting(self)
        self._context = Counting(self, chosen=False)

    def counting_of(self, chosen: bool) -> Counting:
        """What counts an event."""
        return self.counting if chosen else self._context

    def take(self, event: Event, host: str, chosen: bool | None = None) -> None:
        """Count a line; `chosen`: whether it is asked for, None where all are."""
        self.sums.lines += 1
        self.count(event, host, chosen)

    def count(self, event: Event, host: str, chosen: bool | None = None) -> None:
        """Count what a line tells; the line itself is counted."""
        if event.time is not None:
            self.time = event.time
        self.count_at(event, host, self.where(host, self.time), chosen)

    def count_at(
        self, event: Event, host: str, where: Where | None, chosen: bool | None = None
    ) -> None:
        """The same, where it is known where the line counts."""
        if where is None:
            self.sums.outside += 1
        elif chosen is False:
            self.sums.unmatched += 1
        else:
            self.sums.kinds[event.kind] += 1
        if event.kind == "repeat":
            self._again(host, event.repeat or 1)
        else:
            if where is not None:
                if chosen:
                    self.counting.choose(event, where)
                self._count(event, where, event.repeat or 1, chosen is not False)
            if event.kind != "noise":
                self.last[host] = None if chosen is False else event

    def where(self, host: str, time: float | None) -> Where | None:
        """Where a line of a time counts; None: nowhere."""
        if time is None:
            return (0, host, 0) if self.periods.begin is None else None
        if self.first_time is None:
            self.first_time = time
        period = self.periods.of(time)
        if period is None:
            return None
        self.sums.seen(floor(time // 60))
        return (period, host, floor(time // QUARTER))

    def _again(self, host: str, times: int) -> None:
        """The last line of a host came again."""
        if host not in self.last:
            self.repeats[host] = self.repeats.get(host, 0) + times
            return
        last = self.last[host]
        if last is None:
            return
        where = self.where(host, last.time if last.time is not None else self.time)
        if where is not None:
            self._count(last, where, times)

    def _count(self, event: Event, where: Where, times: int, chosen: bool = True) -> None:
        if chosen:
            self.counting.take(event, where, times)
        elif event.kind in CONTEXT:
            self._context.take(event, where, times)
        if self.root and self.later:
            self.settle()

    def settle(self) -> None:
        """Count what depends on the order of a client's lines."""
        for step in self.later:
            self._later.take(step)
        self.later.clear()

    def counted(self) -> Counted:
        """All that it knows."""
        return Counted(
            self.sums, self.messages.queues, self.sessions, self.later, self.first_time,
            self.last, self.repeats,
        )  # fmt: skip

    def join(self, part: Counted) -> None:
        """Go on with the part behind this one."""
        for host, times in part.repeats.items():
            self._again(host, times)
        self.sums.take(part.sums)
        for one in part.sessions.head:
            self.counting.again(one)
        self.messages.join(part.queues)
        self.sessions.join(part.sessions)
        self.later += part.later
        self.last.update(part.last)
        if self.first_time is None:
            self.first_time = part.first_time
        if self.root:
            self.settle()
            self.sums.trim()

    def end(self) -> Sums:
        """The log is at its end."""
        self.messages.end()
        self.sums.with_nets()
        return self.sums

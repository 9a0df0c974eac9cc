"""What each relay does: lines, mail in, refusals and failed logins, by the minute.

Accepted is a message taken in from a client (kind `queued` with a `client_ip`, helper lines
left out). Rejected is kind `reject`; blocks and limits of ours are counted beside it. Failed
logins are `auth_failed` without the twin lines that tell of the same login. A line that stands
for N events counts N times; one that says that the line before came again counts that one.
"""

from collections.abc import Iterable

from relaytui.analysis.counted import left_out
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.buckets import Buckets

#: Seconds over which lines a second are taken.
SPAN = 10

_BY_KIND = {
    "reject": "rejected",
    "auth_failed": "failed_logins",
    "blocked": "blocked",
    "rate_limited": "limited",
    "queued": "accepted",
}


def counted_as(event: Event) -> str | None:
    """The name of the count that an event belongs to, None for none."""
    if left_out(event):
        return None
    if event.kind == "queued" and not event.client_ip:
        return None
    return _BY_KIND.get(event.kind)


class RelayCounts:
    """The counts of one relay since it was connected."""

    def __init__(self) -> None:
        self.lines = Buckets(SPAN + 1, 1)
        self.accepted = Buckets()
        self.rejected = Buckets()
        self.failed_logins = Buckets()
        self.blocked = Buckets()
        self.limited = Buckets()
        #: Lines known to be missing: within the last hour, counts are "at least".
        self.missing = Buckets()
        #: The time of the newest line, and how old it was when it came.
        self.newest: float | None = None
        self.lag = 0.0
        self.came: float | None = None
        self.last_error: Line | None = None
        #: The last line's event, by source, for lines that say that it came again.
        self._before: dict[str, Event] = {}

    def take(self, line: Line, now: float) -> None:
        """Count a line that came now."""
        event = line.event
        if line.marker:
            if line.marker in ("gap", "skipped"):
                self.missing.add(line.at, event.lost or 1)
            return
        self.lines.add(line.at)
        if self.newest is None or line.at >= self.newest:
            self.newest, self.lag, self.came = line.at, max(0.0, now - line.at), now
        times = event.repeat or 1
        if event.kind == "repeat":
            event = self._before.get(line.source, event)
        elif event.kind != "noise":
            self._before[line.source] = event
        if (name := counted_as(event)) is not None:
            buckets: Buckets = getattr(self, name)
            buckets.add(line.at, times)
        elif line.event.kind == "repeat":
            pass  # what is wrong stands in the line before
        elif event.kind in ("error", "auth_error") or event.config_problem or event.crash:
            self.last_error = line
        elif event.kind == "log_gap":
            self.missing.add(line.at, event.lost or 1)

    def lines_per_second(self, now: float) -> float:
        """Over the last full seconds."""
        return sum(self.lines.last(now)[:-1]) / SPAN

    def behind(self, now: float) -> float:
        """Seconds that the stream lags behind; 0 when it is on time, or when nothing comes."""
        flowing = self.came is not None and now - self.came < SPAN
        return self.lag if flowing and self.lag > 2.0 else 0.0

    def incomplete(self, now: float) -> bool:
        """Whether lines of the last hour are known to be missing."""
        return any(self.missing.last(now))


class Counters:
    """The counts of all relays."""

    def __init__(self, relays: Iterable[str]) -> None:
        self.relays = {relay: RelayCounts() for relay in relays}

    def know(self, relay: str) -> None:
        """Count a relay from now on."""
        self.relays.setdefault(relay, RelayCounts())

    def take(self, lines: Iterable[Line], now: float) -> None:
        """Count lines that came now (seconds since the epoch)."""
        relays = self.relays
        for line in lines:
            counts = relays.get(line.relay)
            if counts is None:
                counts = relays[line.relay] = RelayCounts()
            counts.take(line, now)

    def lines_per_second(self, now: float) -> float:
        """Of all relays together."""
        return sum(counts.lines_per_second(now) for counts in self.relays.values())

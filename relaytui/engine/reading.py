"""From events to numbered lines in order."""

from datetime import UTC, datetime

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.sources.base import Gap

#: A line may be this far in our future (seconds) before its time is not believed for sorting.
AHEAD = 2.0


class Reading:
    """The lines of one relay in one source, over all its streams: numbers the rows and keeps
    their order. `since` drops what is older (the host's clock)."""

    def __init__(self, relay: str, source: str, since: float | None = None) -> None:
        self.relay = relay
        self.source = source
        self.rows = 0
        self._since = since
        self._at = 0.0

    def line(self, event: Event, now: float, skew: float) -> Line | None:
        """The line of an event, or None when it is older than `since`; `now` is our time,
        `skew` the host's clock minus ours (seconds)."""
        if self._since is not None:
            if event.time is None or event.time < self._since:
                return None
            self._since = None
        if event.time is not None:
            self._at = max(self._at, min(event.time - skew, now + AHEAD))
        return self._row(event, "", now)

    def gap(self, gap: Gap, now: float, marker: str = "gap") -> Line:
        """A row that says that lines are missing (`skipped`: that the console passed over)."""
        count = f" ({gap.lost} lines)" if gap.lost and marker == "gap" else ""
        event = Event("log_gap", time=now, raw=safe(f"{gap.words}{count}"), lost=gap.lost)
        return self._row(event, marker, now)

    def marker(self, marker: str, words: str, now: float) -> Line:
        """A row about the link, without a number: it is no part of the log."""
        self._at = max(self._at, now) if marker == "lost" else self._at
        return Line(self.relay, self.source, 0, self._at or now, Event(raw=safe(words)), marker)

    def _row(self, event: Event, marker: str, now: float) -> Line:
        self.rows += 1
        return Line(self.relay, self.source, self.rows, self._at or now, event, marker)


def iso(seconds: float) -> str:
    """A moment as text, UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

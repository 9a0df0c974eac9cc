"""From a source's pieces to lines."""

from datetime import UTC, datetime, tzinfo

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.logs.parser import LineParser
from relaytui.sources.base import Gap, RawLine

#: A line may be this far in our future (seconds) before its time is not believed for sorting.
AHEAD = 2.0


class Reading:
    """One source of one relay, over all its streams: numbers the rows and keeps their order.

    `skew` is the host's clock minus ours (seconds); `since` drops what is older.
    """

    def __init__(self, relay: str, source: str, zone: tzinfo, since: float | None = None) -> None:
        self.relay = relay
        self.source = source
        self.skew = 0.0
        self.rows = 0
        self._since = since
        self._at = 0.0
        self._parser = LineParser(zone)

    def line(self, piece: RawLine, now: float) -> Line | None:
        """The line, or None when it is older than `since`; `now` is our time."""
        host_now = now + self.skew
        if self.source == "journal":
            event = self._parser.parse_journal(piece.text, host_now)
        else:
            event = self._parser.parse(piece.text, host_now)
        if self._since is not None:
            if event.time is None or event.time < self._since:
                return None
            self._since = None
        if event.time is not None:
            self._at = max(self._at, min(event.time - self.skew, now + AHEAD))
        line = self._row(event, "", now)
        if self.source != "journal" and not event.redacted and not _is_utf8(piece.text):
            line.unclean = piece.text
        return line

    def gap(self, gap: Gap, now: float) -> Line:
        """A row that says that lines are missing."""
        count = f" ({gap.lost} lines)" if gap.lost else ""
        event = Event("log_gap", time=now, raw=safe(f"{gap.words}{count}"), lost=gap.lost)
        return self._row(event, "gap", now)

    def marker(self, marker: str, words: str, now: float) -> Line:
        """A row about the link, without a number: it is no part of the log."""
        self._at = max(self._at, now) if marker == "lost" else self._at
        return Line(self.relay, self.source, 0, self._at or now, Event(raw=safe(words)), marker)

    def _row(self, event: Event, marker: str, now: float) -> Line:
        self.rows += 1
        return Line(self.relay, self.source, self.rows, self._at or now, event, marker)


def _is_utf8(raw: bytes) -> bool:
    if raw.isascii():
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def iso(seconds: float) -> str:
    """A moment as text, UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

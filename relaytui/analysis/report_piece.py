"""From the bytes of a piece of a log to its part of a report.

A piece is cut at a newline. It knows the last bytes before it, since lines without a time count
with the line before them, and since that tells on which side of a clock change it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from relaytui.analysis.report_lines import Lines, comes_twice
from relaytui.analysis.report_part import Counted, Part
from relaytui.analysis.report_periods import Periods
from relaytui.domain.event import Event
from relaytui.logs.parser import LineParser


@dataclass(frozen=True, slots=True)
class Reader:
    """How a log is understood: the relay's zone and clock, what its lines' host is called where
    they name none, and what is counted."""

    zone: tzinfo
    now: float
    label: str
    periods: Periods
    #: Which events count; all, without one. It goes to other processes, so it is a function of a
    #: module, or an object of values.
    keeps: Callable[[Event], bool] | None = None


def may_cut(tail: bytes, reader: Reader) -> bool:
    """Whether a log may be cut behind some bytes. In the hour that comes twice when a clock is put
    back, times without a zone are told apart by the order of lines alone."""
    line = tail.removesuffix(b"\n").rpartition(b"\n")[2]
    if line[3:4] != b" " or line[15:16] != b" ":
        return True
    time = LineParser(reader.zone).parse(line, reader.now).time
    return time is None or not comes_twice(time, reader.zone)


class PieceReader:
    """Counts a piece."""

    def __init__(self, reader: Reader, *, root: bool = False, before: bytes = b"") -> None:
        self._reader = reader
        self._parser = LineParser(reader.zone)
        self.part = Part(reader.periods, root, reader.keeps)
        for line in reversed(before.split(b"\n")):
            if line and (time := self.parse(line).time) is not None:
                self.part.time = time
                break

    def read(self, piece: bytes) -> Counted:
        """Count all lines of a piece; it ends with a newline, or where the log does."""
        reader = self._reader
        if reader.keeps is not None:  # that can only be asked about events
            return self.read_slowly(piece)
        self.part.defers_connects = self.part.root or b"postscreen[" in piece
        Lines(self.part, self.parse, reader.zone, reader.now, reader.label).read(piece)
        if self.part.root:
            self.part.settle()
        return self.part.counted()

    def read_slowly(self, piece: bytes) -> Counted:
        """The same, each line made an event: what `read` is compared with."""
        self.part.defers_connects = self.part.root or b"postscreen[" in piece
        for line in piece.removesuffix(b"\n").split(b"\n"):
            event = self.parse(line)
            self.part.take(event, event.host or self._reader.label)
        return self.part.counted()

    def parse(self, line: bytes | str) -> Event:
        """The event of a line."""
        return parse_line(self._parser, line, self._reader.now)


def parse_line(parser: LineParser, line: bytes | str, now: float) -> Event:
    """The event of a line of syslog, or of a record of the journal."""
    raw = line if isinstance(line, bytes) else line.encode()
    if raw[:1] == b"{" and b'"__REALTIME_TIMESTAMP"' in raw:
        return parser.parse_journal(line, now)
    return parser.parse(line, now)

"""From the bytes of a piece of a log to its part of a report.

A piece is cut at a newline. It knows the last bytes before it, since lines without a time count
with the line before them, and since that tells on which side of a clock change it is.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from relaytui.analysis.report_lines import Lines, comes_twice
from relaytui.analysis.report_part import Counted, Part
from relaytui.analysis.report_periods import Periods
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.logs.parser import LineParser


@dataclass(frozen=True, slots=True)
class Reader:
    """How a log is understood: the relay's zone and clock, what its lines' host is called where
    they name none, and what is counted."""

    zone: tzinfo
    now: float
    label: str
    periods: Periods
    #: The file that it is of.
    path: str = ""


def may_cut(tail: bytes, reader: Reader) -> bool:
    """Whether a log may be cut behind some bytes. In the hour that comes twice when a clock is put
    back, times without a zone are told apart by the order of lines alone."""
    line = tail.removesuffix(b"\n").rpartition(b"\n")[2]
    if line[3:4] != b" " or line[15:16] != b" ":
        return True
    time = LineParser(reader.zone).parse(line, reader.now).time
    return time is None or not comes_twice(time, reader.zone)


#: Which of some lines are asked for.
Choose = Callable[[Sequence[Line]], Sequence[bool]]
#: Lines that are chosen from at once.
BATCH = 2000


def line_of(event: Event, reader: Reader, time: float | None) -> Line:
    """A line of a file as a filter sees it: its relay is the host that it names itself. `time`:
    that of the line before."""
    at = event.time if event.time is not None else time
    return Line(event.host or "", reader.path, 0, math.nan if at is None else at, event)


class PieceReader:
    """Counts a piece; with `choose`, only what is asked for."""

    def __init__(
        self,
        reader: Reader,
        *,
        root: bool = False,
        before: bytes = b"",
        choose: Choose | None = None,
    ) -> None:
        self._reader = reader
        self._choose = choose
        self._parser = LineParser(reader.zone)
        self.part = Part(reader.periods, root)
        for line in reversed(before.split(b"\n")):
            if line and (time := self.parse(line).time) is not None:
                self.part.time = time
                break

    def read(self, piece: bytes) -> Counted:
        """Count all lines of a piece; it ends with a newline, or where the log does."""
        reader = self._reader
        if self._choose is not None:  # that can only be asked about events
            return self._read_chosen(piece, self._choose)
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

    def _read_chosen(self, piece: bytes, choose: Choose) -> Counted:
        part, reader = self.part, self._reader
        part.defers_connects = part.root or b"postscreen[" in piece
        time = part.time
        lines = piece.removesuffix(b"\n").split(b"\n")
        for begin in range(0, len(lines), BATCH):
            batch = []
            for raw in lines[begin : begin + BATCH]:
                batch.append(line_of(self.parse(raw), reader, time))
                time = batch[-1].event.time if batch[-1].event.time is not None else time
            for line, chosen in zip(batch, choose(batch), strict=True):
                part.take(line.event, line.event.host or reader.label, chosen)
        return part.counted()

    def parse(self, line: bytes | str) -> Event:
        """The event of a line."""
        return parse_line(self._parser, line, self._reader.now)


def parse_line(parser: LineParser, line: bytes | str, now: float) -> Event:
    """The event of a line of syslog, or of a record of the journal."""
    raw = line if isinstance(line, bytes) else line.encode()
    if raw[:1] == b"{" and b'"__REALTIME_TIMESTAMP"' in raw:
        return parser.parse_journal(line, now)
    return parser.parse(line, now)

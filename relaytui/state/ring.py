"""The rows that are held: the newest as objects, older ones packed, the oldest let go.

Rows have numbers without gaps, from `first` to `end` (not included). Numbers of rows that
stand still never change; `add` says from which number on it has changed something.
"""

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Sequence

from relaytui.domain.line import Line
from relaytui.state.block import Block, plain_block
from relaytui.state.chunk import CHUNK_ROWS, Chunk
from relaytui.state.problem import is_problem

#: Seconds within which a line that comes late still goes to its place by time.
MERGE_WINDOW = 2.0

_PLAIN_ROWS = 4 * CHUNK_ROWS
_PLAIN_ROWS_AT_MOST = 32 * CHUNK_ROWS
#: Characters of plain rows beyond which all but the last chunks are packed: few rows can be long.
_PLAIN_SIZE = 8 << 20
_UNPACKED_CHUNKS = 4


class Ring:
    """Rows in the order of time, as far as `most_bytes` of packed rows go back."""

    def __init__(self, most_bytes: int = 64 << 20) -> None:
        self.most_bytes = most_bytes
        self.packed_bytes = 0
        self.late = 0
        #: Wider while hosts give what their logs held before.
        self.window = MERGE_WINDOW
        self._chunks: deque[Chunk] = deque()
        self._first = 0
        self._lines: list[Line] = []
        # What the plain rows are sorted by: their time, or that of the row before a late one.
        self._keys: list[float] = []
        self._plain_size = 0
        self._settled = 0
        self._packed_until = float("-inf")
        self._unpacked: OrderedDict[int, list[Line]] = OrderedDict()

    @property
    def first(self) -> int:
        """The number of the oldest row held."""
        return self._first

    @property
    def end(self) -> int:
        """The number that the next row gets."""
        return self._plain_start + len(self._lines)

    @property
    def _plain_start(self) -> int:
        return self._first + CHUNK_ROWS * len(self._chunks)

    def add(self, lines: Sequence[Line], now: float) -> int:
        """Take lines in; return the lowest number at which something is new.

        `now` is the time in seconds since the epoch: no line is sorted behind it by more than a
        second, so that a line from the future doesn't make all others late.
        """
        lowest = self.end
        for line in lines:
            lowest = min(lowest, self._insert(line, min(line.at, now + 1.0)))
        self._pack()
        return lowest

    def settle(self) -> None:
        """From now on, no row held now moves; what would go among them stands at the end."""
        self._settled = self.end

    def line(self, row: int) -> Line:
        """The line of a row; IndexError where the row is not held."""
        place = row - self._plain_start
        if place >= 0:
            return self._lines[place]
        if row < self._first:
            raise IndexError(row)
        number, offset = divmod(row - self._first, CHUNK_ROWS)
        return self._lines_of(number)[offset]

    def block_before(self, row: int) -> Block:
        """The rows before a row, as many as come cheaply together; the row is over `first`."""
        return self._block(row - 1, before=row)

    def block_from(self, row: int) -> Block:
        """The rows from a row on, as many as come cheaply together; the row is under `end`."""
        return self._block(row, start=row)

    def problem_after(self, row: int) -> int | None:
        """The next problem after a row."""
        for number in range(max(row + 1 - self._first, 0) // CHUNK_ROWS, len(self._chunks)):
            start = self._first + number * CHUNK_ROWS
            found = self._chunks[number].problems.find(1, max(row + 1 - start, 0))
            if found >= 0:
                return start + found
        begin = max(row + 1 - self._plain_start, 0)
        for place in range(begin, len(self._lines)):
            if is_problem(self._lines[place]):
                return self._plain_start + place
        return None

    def problem_before(self, row: int) -> int | None:
        """The last problem before a row."""
        for place in range(min(row - self._plain_start, len(self._lines)) - 1, -1, -1):
            if is_problem(self._lines[place]):
                return self._plain_start + place
        last = min((row - 1 - self._first) // CHUNK_ROWS, len(self._chunks) - 1)
        for number in range(last, -1, -1):
            start = self._first + number * CHUNK_ROWS
            found = self._chunks[number].problems.rfind(1, 0, max(row - start, 0))
            if found >= 0:
                return start + found
        return None

    def _insert(self, line: Line, at: float) -> int:
        keys, lines = self._keys, self._lines
        self._plain_size += len(line.event.raw)
        if not keys or at >= keys[-1]:
            keys.append(at)
            lines.append(line)
            return self.end - 1
        place = bisect_right(keys, at)
        settled = place + self._plain_start < self._settled or at < self._packed_until
        if settled or keys[-1] - at > self.window:
            line.late, at, place = True, keys[-1], len(keys)
            self.late += 1
        keys.insert(place, at)
        lines.insert(place, line)
        return self._plain_start + place

    def _pack(self) -> None:
        while self._has_many():
            chunk = Chunk(self._lines[:CHUNK_ROWS])
            self._plain_size -= sum([len(line.event.raw) for line in self._lines[:CHUNK_ROWS]])
            self._chunks.append(chunk)
            self._packed_until = self._keys[CHUNK_ROWS - 1]
            del self._lines[:CHUNK_ROWS], self._keys[:CHUNK_ROWS]
            self.packed_bytes += chunk.size
        while self.packed_bytes > self.most_bytes and self._chunks:
            self.packed_bytes -= self._chunks.popleft().size
            self._unpacked.pop(self._first, None)
            self._first += CHUNK_ROWS

    def _has_many(self) -> bool:
        """Whether the eldest plain rows are to be packed."""
        rows = len(self._lines)
        if self._plain_size > _PLAIN_SIZE and rows > 2 * CHUNK_ROWS:
            return True
        if rows <= _PLAIN_ROWS + CHUNK_ROWS:
            return False
        stands = self._keys[CHUNK_ROWS] < self._keys[-1] - MERGE_WINDOW
        return stands or rows > _PLAIN_ROWS_AT_MOST

    def _lines_of(self, number: int) -> list[Line]:
        start = self._first + number * CHUNK_ROWS
        if start in self._unpacked:
            self._unpacked.move_to_end(start)
            return self._unpacked[start]
        lines = self._unpacked[start] = self._chunks[number].lines()
        while len(self._unpacked) > _UNPACKED_CHUNKS:
            self._unpacked.popitem(last=False)
        return lines

    def _block(self, row: int, *, start: int | None = None, before: int | None = None) -> Block:
        if row >= self._plain_start:
            low = self._plain_start if start is None else start
            low = max(low, (before or self.end) - CHUNK_ROWS) if start is None else low
            high = min(self.end if before is None else before, low + CHUNK_ROWS)
            return plain_block(low, self._lines[low - self._plain_start : high - self._plain_start])
        number = (row - self._first) // CHUNK_ROWS
        chunk, low = self._chunks[number], self._first + number * CHUNK_ROWS
        if (start is None or start == low) and (before is None or before == low + CHUNK_ROWS):
            return Block(
                low, chunk.relays, chunk.texts, chunk.markers, chunk.span,
                chunk.opened, chunk.kinds,
            )  # fmt: skip
        begin, end = low if start is None else start, before or low + CHUNK_ROWS
        return plain_block(begin, chunk.lines()[begin - low : end - low])

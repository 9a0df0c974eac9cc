"""Rows that are no longer changed, packed: about a fortieth of what they take as objects.

The raw texts stand in a piece of their own, so that a search unpacks nothing else.
"""

import zlib
from array import array
from collections.abc import Container, Sequence

from relaytui.domain.line import Line
from relaytui.state.condense import Columns, condense, restore
from relaytui.state.problem import is_problem

#: Rows in each chunk; every chunk is full.
CHUNK_ROWS = 1024

#: Two fifths of the time of zlib's own 6, for a twelfth more bytes.
_LEVEL = 4


class Chunk:
    """`CHUNK_ROWS` lines, packed."""

    __slots__ = ("_names", "_numbers", "_plain", "_rest", "_texts", "markers", "problems", "span")

    def __init__(self, lines: Sequence[Line]) -> None:
        texts = "\n".join([line.event.raw.replace("\n", "\u240a") for line in lines])
        plain = texts.encode("utf-8", "surrogatepass")
        self._plain = len(plain)
        self._texts = zlib.compress(plain, _LEVEL)
        self._rest = zlib.compress(condense(lines, plain), _LEVEL)
        names = {line.relay: 0 for line in lines}
        self._names = tuple(names)
        numbers = {name: number for number, name in enumerate(names)}
        self._numbers = array(
            "H", [numbers[line.relay] for line in lines] if len(names) > 1 else ()
        )
        self.markers = tuple(at for at, line in enumerate(lines) if line.marker)
        times = [line.at for line in lines]
        #: The first and the last of their times.
        self.span = (min(times), max(times))
        #: One byte a row, 1 for a problem.
        self.problems = bytes(map(is_problem, lines))

    @property
    def size(self) -> int:
        """Bytes held; names of relays are shared and cost a pointer each."""
        pointers = 8 * (len(self._names) + len(self.markers))
        rows = len(self.problems) + 2 * len(self._numbers)
        return len(self._texts) + len(self._rest) + rows + pointers + 16

    @property
    def relays(self) -> list[str]:
        """Whose each row is."""
        names = self._names
        if len(names) == 1:
            return [names[0]] * len(self.problems)
        return [names[number] for number in self._numbers]

    def texts(self) -> str:
        """The raw texts, joined by line feeds (safe text holds none)."""
        return self._unpacked().decode("utf-8", "surrogatepass")

    def lines(self, wanted: Container[int] | None = None) -> list[Line]:
        """The lines as they were; or only the rows that are wanted."""
        return restore(zlib.decompress(self._rest), self._unpacked(), wanted)

    def columns(self) -> Columns:
        """What can be told without making lines."""
        return Columns(zlib.decompress(self._rest))

    def _unpacked(self) -> bytes:
        return zlib.decompress(self._texts, bufsize=self._plain)

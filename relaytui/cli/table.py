"""Tables for people on stdout: aligned, and never cut where stdout is no terminal."""

import os
import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len

#: Colours of words that say how something stands, where stdout is a terminal.
GOOD, WARNING, BAD, GREY = 32, 33, 31, 2


class Table:
    """Rows of texts under titles; `paint` gives a colour for a row's cell, 0 for none."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._rows: list[list[tuple[str, int]]] = [[(one, GREY) for one in titles]]
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0

    def add(self, *cells: str | tuple[str, int]) -> None:
        """A row; a cell may have a colour."""
        self._rows.append([one if isinstance(one, tuple) else (one, 0) for one in cells])

    def write(self) -> None:
        """Print all of it; nothing where there is no row."""
        if len(self._rows) == 1:
            return
        count = len(self._rows[0])
        sizes = [max(cell_len(row[at][0]) for row in self._rows) for at in range(count)]
        lines = [self._line(row, sizes) for row in self._rows]
        sys.stdout.write("".join(f"{one}\n" for one in lines))

    def _line(self, row: list[tuple[str, int]], sizes: Sequence[int]) -> str:
        parts, used = [], 0
        for at, (text, colour) in enumerate(row):
            last = at == len(row) - 1
            room = self._columns - used if self._columns else 0
            if room and last and cell_len(text) > room > 1:
                text = text[: room - 1] + "…"
            padding = "" if last else " " * (sizes[at] - cell_len(text) + 2)
            used += cell_len(text) + len(padding)
            parts.append(f"\x1b[{colour}m{text}\x1b[m" if self._colour and colour else text)
            parts.append(padding)
        return "".join(parts).rstrip()

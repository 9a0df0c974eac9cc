"""A report for people on a terminal, or in a pipe, where nothing is cut."""

import os
import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len

from relaytui.cli.report_blocks import Block, blocks, heading
from relaytui.domain.report import Report

#: Columns that a block of two side by side has at least.
_BLOCK = 76
_GAP = 3
_BOLD, _GREY = "1", "2"
_BARS = " ▏▎▍▌▋▊▉█"
_BAR = 16


def report_text(report: Report) -> str:
    """The report; as wide as the terminal, of any width in a pipe."""
    is_terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size().columns if is_terminal else 0
    return lines_of(report, columns, is_terminal and not os.environ.get("NO_COLOR"))


def lines_of(report: Report, columns: int, colour: bool) -> str:
    """The same for so many columns; 0: nothing is cut."""
    side_by_side = columns // (_BLOCK + _GAP) if columns else 1
    width = (columns + _GAP) // side_by_side - _GAP if side_by_side > 1 else columns
    painter = _Painter(width, colour)
    made = [painter.block(one) for one in blocks(report)]
    head = [painter.cut(line, _BOLD if not at else "") for at, line in enumerate(heading(report))]
    if side_by_side > 1:
        body = _beside(made, side_by_side, width)
    else:
        body = [line for one in made for line in (*one, "")]
    if painter.left_out:
        words = "Columns are left out here; a wider terminal, a pipe and --json have all."
        body.append(painter.cut(words, _GREY))
    while body and not body[-1]:
        body.pop()
    return "".join(f"{line}\n" for line in (*head, "", *body))


class _Painter:
    """Makes lines of blocks."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour
        self.left_out = False

    def cut(self, text: str, colour: str = "") -> str:
        """A line, cut where the room ends."""
        return self._painted(_fit(text, self._width), colour)

    def block(self, block: Block) -> list[str]:
        """The lines of one."""
        lines = [self.cut(block.title, _BOLD)]
        if block.rows:
            lines += self._wide(block) if block.wide else self._table(block)
        if block.note:
            lines.append(self.cut(f"  {block.note}", _GREY))
        return lines

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[m" if self._colour and colour and text else text

    def _table(self, block: Block) -> list[str]:
        rows = [list(block.columns), *(list(row) for row in block.rows)]
        sizes = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))]
        kept = self._kept(sizes)
        room = self._width - 2 - sum(sizes[at] + 2 for at in range(1, kept)) if self._width else 0
        if room and sizes[0] > room:
            sizes[0] = max(6, room)
        used = 2 + sizes[0] + sum(sizes[at] + 2 for at in range(1, kept))
        bars = self._bars(block.plot, used) if self._width else []
        lines = []
        for number, row in enumerate(rows):
            first = _fit(row[0], sizes[0])
            text = f"  {first}{' ' * (sizes[0] - cell_len(first))}"
            text += "".join(f"  {row[at]:>{sizes[at]}}" for at in range(1, kept))
            if bars and number:
                text += f"  {bars[number - 1]}"
            lines.append(self._painted(text.rstrip(), "" if number else _GREY))
        return lines if any(rows[0]) else lines[1:]

    def _kept(self, sizes: Sequence[int]) -> int:
        """How many columns there is room for; the name may be cut, to a third of the room."""
        if not self._width:
            return len(sizes)
        used = 2 + min(sizes[0], max(12, self._width // 3))
        for at in range(1, len(sizes)):
            used += sizes[at] + 2
            if used > self._width and at > 1:
                self.left_out = True
                return at
        return len(sizes)

    def _bars(self, plot: Sequence[int], used: int) -> list[str]:
        room = min(_BAR, self._width - used - 2)
        most = max(plot, default=0)
        if room < 6 or most <= 0 or len(plot) < 2:
            return []
        return [_bar(max(0, count), most, room) for count in plot]

    def _wide(self, block: Block) -> list[str]:
        rows = [list(block.columns), *(list(row) for row in block.rows)]
        count = max(len(row[0]) for row in rows)
        about = max(cell_len(row[1]) for row in rows)
        if self._width:
            about = min(about, max(8, self._width // 4))
        lines = []
        for number, row in enumerate(rows):
            middle = _fit(row[1], about)
            text = f"  {row[0]:>{count}}  {middle}{' ' * (about - cell_len(middle))}  {row[2]}"
            lines.append(self.cut(text.rstrip(), "" if number else _GREY))
        return lines


def _fit(text: str, width: int) -> str:
    """A text in so many cells, with `…` where it is cut; 0: as it is."""
    if not width or cell_len(text) <= width:
        return text
    kept, used = [], 0
    for one in text:
        used += cell_len(one)
        if used > width - 1:
            break
        kept.append(one)
    return "".join(kept) + "…"


def _bar(count: int, most: int, room: int) -> str:
    eighths = round(count * room * 8 / most)
    return "█" * (eighths // 8) + (_BARS[eighths % 8].strip() if eighths % 8 else "")


def _beside(made: list[list[str]], number: int, width: int) -> list[str]:
    """Blocks side by side: each goes under the shortest column."""
    stacks: list[list[str]] = [[] for _ in range(number)]
    for block in made:
        shortest = min(stacks, key=len)
        shortest += [*block, ""]
    lines = []
    for at in range(max(map(len, stacks))):
        parts = [stack[at] if at < len(stack) else "" for stack in stacks]
        line = "".join(part + " " * (width + _GAP - _cells(part)) for part in parts)
        lines.append(line.rstrip())
    return lines


def _cells(text: str) -> int:
    """The cells of a line, colours left out."""
    if text.startswith("\x1b["):
        text = text[text.index("m") + 1 :].removesuffix("\x1b[m")
    return cell_len(text)

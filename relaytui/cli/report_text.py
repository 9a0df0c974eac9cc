"""A report for people on a terminal, or in a pipe, where nothing is cut."""

import os
import shutil
import sys

from rich.cells import cell_len

from relaytui.cli.report_blocks import blocks, heading
from relaytui.cli.report_painter import BOLD, GREY, Painter
from relaytui.domain.report import Report

#: Columns that a block of two side by side has at least.
_BLOCK = 76
_GAP = 3


def report_text(report: Report) -> str:
    """The report; as wide as the terminal, of any width in a pipe."""
    is_terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size().columns if is_terminal else 0
    return lines_of(report, columns, is_terminal and not os.environ.get("NO_COLOR"))


def lines_of(report: Report, columns: int, colour: bool) -> str:
    """The same for so many columns; 0: nothing is cut."""
    side_by_side = columns // (_BLOCK + _GAP) if columns else 1
    width = (columns + _GAP) // side_by_side - _GAP if side_by_side > 1 else columns
    painter = Painter(width, colour)
    made = [painter.block(one) for one in blocks(report)]
    head = [painter.cut(line, BOLD if not at else "") for at, line in enumerate(heading(report))]
    if side_by_side > 1:
        body = _beside(made, side_by_side, width)
    else:
        body = [line for one in made for line in (*one, "")]
    if painter.left_out:
        words = "Columns are left out here; a wider terminal, a pipe and --json have all."
        body.append(painter.cut(words, GREY))
    while body and not body[-1]:
        body.pop()
    return "".join(f"{line}\n" for line in (*head, "", *body))


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

"""Makes lines of the blocks of a report, for a terminal of any width."""

from collections.abc import Sequence

from rich.cells import cell_len

from relaytui.cli.report_blocks import Block

BOLD, GREY = "1", "2"


_BARS = " ▏▎▍▌▋▊▉█"


_BAR = 16


class Painter:
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
        lines = [self.cut(block.title, BOLD)]
        if block.rows:
            lines += self._wide(block) if block.wide else self._table(block)
        if block.note:
            lines.append(self.cut(f"  {block.note}", GREY))
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
            lines.append(self._painted(text.rstrip(), "" if number else GREY))
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
            lines.append(self.cut(text.rstrip(), "" if number else GREY))
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

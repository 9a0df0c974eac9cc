"""A view of many lines: it paints only what differs, and owns its scroll position.

A plain widget without border, padding or scrollbar (with any of them it would show nothing):
`render_lines` hands out strips that are kept, so a frame costs what has changed on the screen,
not what was read.
"""

from collections.abc import Container, Iterable
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from relaytui.widgets.keys import key

#: Rows that a step of the mouse wheel moves.
WHEEL = 3

_KEPT_PAGES = 6


class Rows(Protocol):
    """What a view shows: rows with numbers from `first` to `end` (not included)."""

    @property
    def first(self) -> int:
        """The lowest row's number."""

    @property
    def end(self) -> int:
        """The number after the highest."""

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """A row's lines, each exactly so wide; at least one."""


class LineView(Widget, can_focus=True):
    """Rows, a cursor, and following the end."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "LineView { width: 1fr; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("down,j", "move(1)", "down", "One row down", id="view.down"),
        key("up,k", "move(-1)", "up", "One row up", id="view.up"),
        key("pagedown", "page(1)", "page down", "One page down", id="view.page_down"),
        key("pageup", "page(-1)", "page up", "One page up", id="view.page_up"),
        key("ctrl+d", "page(0.5)", "half down", "Half a page down", id="view.half_down"),
        key("ctrl+u", "page(-0.5)", "half up", "Half a page up", id="view.half_up"),
        key("home,g", "home", "first", "To the first row", id="view.home"),
        key("end,G", "end", "last", "To the last row", id="view.end"),
    ]

    class Moved(Message):
        """The cursor stands elsewhere, or following began or ended."""

    def __init__(self, rows: Rows, *, follow: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.follow = follow
        self.cursor: int | None = None if follow else rows.first
        #: In follow mode, jump by a third of a page instead of a row: fewer bytes.
        self.jump = False
        self._limit: int | None = None
        self._top, self._skip = rows.first, 0
        self._painted: list[Strip] = []
        self._places: list[int] = []
        self._kept: dict[tuple[int, bool], list[Strip]] = {}
        self._width = 0

    @property
    def end(self) -> int:
        """The number after the last row that may be shown: while it stands still, a fixed one."""
        return self.rows.end if self._limit is None else min(self._limit, self.rows.end)

    @property
    def top(self) -> int:
        """The row on the first line."""
        return self._top

    @property
    def seen(self) -> set[int]:
        """The rows on the screen."""
        return set(self._places)

    def set_rows(self, rows: Rows, *, follow: bool, cursor: int | None = None) -> None:
        """Show other rows."""
        self.rows = rows
        self._kept.clear()
        self._limit = None
        self.follow, self.cursor = follow, cursor
        if not follow:
            self._limit = rows.end
            last = rows.end - 1
            self.cursor = last if cursor is None else max(rows.first, min(cursor, last))
            below = min(self.cursor + 1, rows.end)  # there may be no rows yet
            self._top, self._skip = self._above(below, self.size.height)
        self.update()

    def update(self, changed: int | None = None) -> int:
        """Paint what differs; rows from `changed` on are made anew. Returns lines painted."""
        if changed is not None:
            for place in [place for place in self._kept if place[0] >= changed]:
                del self._kept[place]
        if not self.size.width or not self.size.height:
            return 0
        before = self._painted
        self._lay_out()
        differing = [
            y for y, strip in enumerate(self._painted) if y >= len(before) or before[y] is not strip
        ]
        if differing:
            self.refresh(*_regions(differing, self.size.width))
        return len(differing)

    def remake(self, rows: Container[int]) -> None:
        """Make some rows anew, and paint those that are seen."""
        for place in [place for place in self._kept if place[0] in rows]:
            del self._kept[place]
        self.update()

    def restyle(self) -> None:
        """Make everything anew: the theme or the form of the rows has changed."""
        self._kept.clear()
        self.update()
        self.refresh()

    def pause(self, cursor: int | None = None) -> None:
        """Stand still; with the cursor on a row, or on the last one."""
        if self._limit is None:
            self._limit = self.rows.end
        self.follow = False
        if cursor is not None:
            self.cursor = cursor
        elif self.cursor is None and self.end > self.rows.first:
            self.cursor = self.end - 1
        self._moved()

    def resume(self) -> None:
        """Follow the end."""
        self.follow, self._limit, self.cursor = True, None, None
        self._moved()

    def go(self, row: int) -> None:
        """Put the cursor on a row."""
        self.pause(max(self.rows.first, min(row, self.end - 1)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region."""
        if len(self._painted) != self.size.height or self._width != self.size.width:
            self._lay_out()
        strips = self._painted[crop.y : crop.bottom]
        if crop.x == 0 and crop.width == self.size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def action_move(self, step: int) -> None:
        """Move the cursor by rows; upwards from the end, stand still."""
        if self.cursor is None:
            self.pause()
            step = min(step, 0)
        self.go((self.cursor or 0) + step) if self.cursor is not None else None

    def action_page(self, pages: float) -> None:
        """Move by (parts of) a page; no row is passed over, however many lines each takes."""
        if self.cursor is None:
            if pages > 0:
                return
            self.pause()
        if self.cursor is None:
            return
        step = 1 if pages > 0 else -1
        row, lines = self.cursor, int(abs(pages) * max(1, self.size.height - 1))
        while self.rows.first <= row + step < self.end and lines > 0:
            row += step
            lines -= len(self._strips(row))
        passed = lines < 0 and row != self.cursor + step
        self.go(row - step if passed else row)

    def action_home(self) -> None:
        """To the first row."""
        self.go(self.rows.first)

    def action_end(self) -> None:
        """To the last row."""
        self.go(self.end - 1)

    def on_resize(self) -> None:
        """Every strip has another width."""
        self.restyle()

    def scroll_rows(self, step: int) -> None:
        """Move the page by rows; the cursor stays in it."""
        if self.follow:
            if step > 0:
                return
            self.pause()
        height = self.size.height
        lowest, cut = self._above(self.end, height)
        lowest += bool(cut)
        self._top = max(self.rows.first, min(self._top + step, lowest))
        self._skip = 0
        if self.cursor is not None:
            last, lines = self._top, len(self._strips(self._top))
            while last + 1 < self.end and lines + len(self._strips(last + 1)) <= height:
                last += 1
                lines += len(self._strips(last))
            self.cursor = max(self._top, min(self.cursor, last))
        self._moved()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move by the wheel."""
        event.stop()
        self.scroll_rows(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move by the wheel."""
        event.stop()
        self.scroll_rows(-WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        if event.y < len(self._places):
            self.go(self._places[event.y])

    def _moved(self) -> None:
        self.update()
        self.post_message(self.Moved())

    def _lay_out(self) -> None:
        width, height = self.size
        if width != self._width:
            self._kept.clear()
            self._width = width
        self._keep_in_view(height)
        lines: list[Strip] = []
        places: list[int] = []
        row, skip = self._top, self._skip
        while len(lines) < height and row < self.end:
            strips = self._strips(row)[skip:]
            lines += strips
            places += [row] * len(strips)
            row, skip = row + 1, 0
        self._places = places[:height]
        if not lines:
            lines = self.instead(width)
        self._painted = lines[:height] + [self._blank(width)] * (height - len(lines))
        self._forget_far(height)

    def instead(self, width: int) -> list[Strip]:
        """What stands there while there are no rows."""
        return []

    def _keep_in_view(self, height: int) -> None:
        first, end = self.rows.first, self.end
        if self.cursor is not None:
            self.cursor = max(first, min(self.cursor, end - 1)) if end > first else None
        elif not self.follow and self._limit is None and end > first:
            self.cursor = first
        if self.follow:
            self._follow(height)
            return
        self._top = max(first, min(self._top, max(first, end - 1)))
        if self._height(self._top, end, height) - self._skip < height:
            self._top, self._skip = self._above(end, height)  # no blank page below the last row
        if self.cursor is None:
            return
        # Of a row that is longer than the page the beginning is shown; its card has all of it.
        if self.cursor <= self._top or len(self._strips(self.cursor)) > height:
            self._top, self._skip = self.cursor, 0
        elif self._height(self._top, self.cursor + 1, height) - self._skip > height:
            self._top, self._skip = self._above(self.cursor + 1, height)

    def _follow(self, height: int) -> None:
        first, end = self.rows.first, self.end
        if self.jump and first <= self._top <= end:
            if self._height(self._top, end, height) - self._skip <= height:
                return
            self._top, self._skip = self._above(end, max(1, height - height // 3))
            return
        self._top, self._skip = self._above(end, height)

    def _above(self, end: int, height: int) -> tuple[int, int]:
        """The row, and how many of its lines to leave out, for a page that ends before `end`."""
        row, lines = end, 0
        while row > self.rows.first and lines < height:
            row -= 1
            lines += len(self._strips(row))
        return row, max(0, lines - height)

    def _height(self, start: int, end: int, enough: int) -> int:
        """Lines of some rows; counting stops when there are more than fit in any page."""
        if end - start > 2 * enough:
            return end - start
        return sum(len(self._strips(row)) for row in range(start, end))

    def _strips(self, row: int) -> list[Strip]:
        chosen = row == self.cursor and not self.follow
        place = (row, chosen)
        strips = self._kept.get(place)
        if strips is None:
            strips = self._kept[place] = self.rows.strips(
                row, self._width or self.size.width, chosen
            )
        return strips

    def _blank(self, width: int) -> Strip:
        # Row numbers are whole: no row has the place of the blank line.
        place = (-(1 << 62), False)
        if place not in self._kept:
            style = self.rich_style.from_color(self.rich_style.color, self.rich_style.bgcolor)
            self._kept[place] = [Strip.blank(width, style)]
        return self._kept[place][0]

    def _forget_far(self, height: int) -> None:
        if len(self._kept) > _KEPT_PAGES * max(height, 10):
            low, high = self._top - height, self._top + 2 * height
            near = {at: kept for at, kept in self._kept.items() if low <= at[0] <= high}
            blank = {at: kept for at, kept in self._kept.items() if at[0] == -(1 << 62)}
            self._kept = near | blank


def _regions(lines: Iterable[int], width: int) -> list[Region]:
    """Regions of full lines that cover these lines and no other."""
    regions: list[Region] = []
    for y in lines:
        if regions and regions[-1].bottom == y:
            last = regions[-1]
            regions[-1] = Region(0, last.y, width, last.height + 1)
        else:
            regions.append(Region(0, y, width, 1))
    return regions

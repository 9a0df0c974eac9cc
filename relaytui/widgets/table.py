"""Rows of a table on a line view: columns that fit the width, a strip made when it is seen."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, Protocol

from textual.strip import Strip

from relaytui.theming import ConsoleTheme
from relaytui.widgets.strips import Part, column, fit

#: A text, and the token of its colour.
Cell = tuple[str, str]


class Column(NamedTuple):
    """A column so many cells wide; 0: what is left. It is there from a screen's width on."""

    title: str
    width: int
    from_width: int = 0
    right: bool = False


class Table(Protocol):
    """What the rows are made of."""

    def columns(self) -> Sequence[Column]:
        """All columns, in their order."""

    def cells(self, item: Any) -> Sequence[Cell]:
        """An item's cells, one a column."""

    def key_of(self, item: Any) -> Hashable:
        """What an item is known by when figures change."""

    def stale(self, item: Any) -> bool:
        """Whether it may be wrong by now: the whole row is grey."""


def widths(columns: Sequence[Column], width: int) -> list[int]:
    """Cells of each column on a screen of this width, -1 for one that is left out there."""
    found = [one.width if width >= one.from_width else -1 for one in columns]
    shown = [one for one in found if one >= 0]
    left = width - sum(shown) - max(0, len(shown) - 1) - 1
    rest = [place for place, one in enumerate(found) if one == 0]
    for number, place in enumerate(rest):
        share = left // len(rest) + (number < left % len(rest))
        found[place] = max(4, share)
    return found


class TableRows:
    """A row an item."""

    first = 0

    def __init__(self, table: Table, theme: Callable[[], ConsoleTheme]) -> None:
        self._table = table
        self._theme = theme
        self.items: Sequence[Any] = ()
        self.marked: set[Hashable] = set()
        self._kept: dict[tuple[int, int, bool], tuple[list[Part], Strip]] = {}

    @property
    def end(self) -> int:
        """Their number."""
        return len(self.items)

    def forget(self) -> None:
        """The colours are others."""
        self._kept.clear()

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """An item's row; the strip that was, while it says the same."""
        theme = self._theme()
        parts = self._parts(self.items[row], width, theme, chosen)
        kept = self._kept.get((row, width, chosen))
        if kept and kept[0] == parts:
            return [kept[1]]
        ground = theme.chosen(theme["text"]) if chosen else theme["text"]
        strip = fit(parts, width, ground)
        if len(self._kept) > 1000:
            self._kept.clear()
        self._kept[row, width, chosen] = (parts, strip)
        return [strip]

    def _parts(self, item: Any, width: int, theme: ConsoleTheme, chosen: bool) -> list[Part]:
        columns = self._table.columns()
        grey = self._table.stale(item)
        marked = self._table.key_of(item) in self.marked
        parts: list[Part] = [("*" if marked else " ", theme["accent"])]
        shown = zip(columns, widths(columns, width), self._table.cells(item), strict=True)
        for one, size, (text, token) in shown:
            if size >= 0:
                style = theme["muted" if grey else token]
                gap = " " if len(parts) > 1 else ""
                parts.append((gap + column(text, size, right=one.right), style))
        if chosen:
            parts = [(text, theme.chosen(style)) for text, style in parts]
        return parts

    def heading(self, width: int) -> str:
        """The titles above the columns."""
        columns = self._table.columns()
        titles = [
            column(one.title, size, right=one.right)
            for one, size in zip(columns, widths(columns, width), strict=True)
            if size >= 0
        ]
        return " " + " ".join(titles)

"""The widgets of a list: its rows, and the line in which a filter is typed."""

from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from textual.strip import Strip

from relaytui.widgets.entry import Entry
from relaytui.widgets.keys import key
from relaytui.widgets.line_view import LineView


class _Instead(Protocol):
    def strips_instead(self, width: int) -> list[Strip]:
        """What stands in place of rows."""


class ListView(LineView):
    """The rows; keys that are about rows stand here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "screen.details", "details", "All that is known of this row",
            id="list.details", show=True),
        key("slash", "screen.filter", "filter", "Only rows that hold a text and no !word",
            id="list.filter", show=True),
        key("s", "screen.sort", "sort", "The next order", id="list.sort", show=True),
        key("o", "screen.group", "group", "The next grouping", id="list.group", show=True),
        key("r", "screen.look_again", "refresh", "Look at the hosts again now",
            id="list.look_again"),
        key("m", "screen.mark", "mark", "Mark this row", id="list.mark"),
        key("space", "screen.switch", "switch", "Switch this entry on or off; else mark it",
            id="list.switch"),
        key("exclamation_mark", "screen.notes", "not seen", "What could not be seen, and why",
            id="list.notes"),
    ]  # fmt: skip

    def instead(self, width: int) -> list[Strip]:
        """Why there are no rows."""
        return cast("_Instead", self.screen).strips_instead(width)


class ListFilter(Entry):
    """The line in which a filter is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "screen.filter_left", "leave", "Keep the filter that was",
            id="filter.list_leave"),
    ]  # fmt: skip

"""Panels over a screen: a card, the help. Escape or `q` takes them away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.keys import key
from relaytui.widgets.line_view import LineView
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class Overlay(ModalScreen[None]):
    """Paragraphs at the right side of the screen, or all over it where it is narrow."""

    DEFAULT_CSS = """
    Overlay { align: right top; background: transparent; }
    Overlay > Vertical { width: 64; max-width: 100%; height: 100%; border-left: blank $panel; }
    Overlay.-narrow > Vertical { width: 100%; border: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-wide")]  # noqa: RUF012  (Textual's own name)
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,q,enter,question_mark", "leave", "back", "Back to the screen",
            id="overlay.leave", show=True),
    ]  # fmt: skip

    def __init__(self, title: str, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__()
        self._heading = title
        self._paragraphs = paragraphs

    def compose(self) -> ComposeResult:
        """A title, the paragraphs, the keys."""
        look = cast("RelayApp", self.app)
        head, hints = Bar(), Bar()
        head.show([*look.environment_words(), Word(self._heading, "bar_on")])
        hints.show(self.hints())
        with Vertical():
            yield head
            yield TextPanel(Paragraphs(lambda: look.look, self._paragraphs))
            yield hints

    def hints(self) -> list[Word]:
        """The row of keys."""
        return [Word("back", key="Esc"), Word("scroll", key="j k"), Word("page", key="PgDn")]

    def action_leave(self) -> None:
        """Back."""
        self.dismiss()


class TextPanel(LineView):
    """A view that moves its page, as there is nothing to choose in it."""

    def __init__(self, rows: Paragraphs, *, id: str | None = None) -> None:
        super().__init__(rows, id=id)
        self._stand_still()

    def show(self, rows: Paragraphs) -> None:
        """Show other paragraphs, where they are others."""
        if rows != self.rows:
            self.rows = rows
            self._stand_still()
            self.restyle()

    def scroll_page(self, lines: int) -> None:
        """Move the page by lines."""
        height = self.size.height
        places = [
            (row, skip)
            for row in range(self.rows.first, self.rows.end)
            for skip in range(len(self._strips(row)))
        ]
        now = places.index((self._top, self._skip)) if (self._top, self._skip) in places else 0
        last = max(0, len(places) - height)
        if places:
            self._top, self._skip = places[max(0, min(now + lines, last))]
        self.update()

    def scroll_rows(self, step: int) -> None:
        """Move by the wheel."""
        self.scroll_page(step)

    def action_move(self, step: int) -> None:
        """Move the page by a line."""
        self.scroll_page(step)

    def action_page(self, pages: float) -> None:
        """Move by pages."""
        self.scroll_page(int(pages * max(1, self.size.height - 1)))

    def action_home(self) -> None:
        """To the first line."""
        self.scroll_page(-(1 << 30))

    def action_end(self) -> None:
        """To the last line."""
        self.scroll_page(1 << 30)

    def on_click(self, event: events.Click) -> None:
        """Nothing to choose."""

    def _stand_still(self) -> None:
        """No cursor: the page moves, not a choice in it."""
        self.cursor = None
        self._limit = self.rows.end

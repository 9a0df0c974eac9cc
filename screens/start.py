"""The start page: what could be watched when nothing was named."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.strip import Strip

from relaytui.api import (
    ConsoleTheme,
    LineView,
    Offer,
    Paragraph,
    Paragraphs,
    RelayScreen,
    ScreenSpec,
    TextPanel,
    Word,
    fit,
    key,
    offers,
    safe,
)


class Offers:
    """A row an offer, with a mark where it is chosen."""

    first = 0

    def __init__(self, offers: list[Offer], theme: Callable[[], ConsoleTheme]) -> None:
        self.offers = offers
        self.marked: set[int] = set()
        self._theme = theme

    @property
    def end(self) -> int:
        """Their number."""
        return len(self.offers)

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """An offer."""
        theme = self._theme()
        style = theme["accent" if row in self.marked else "text"]
        style = theme.chosen(style) if chosen else style
        mark = "[x]" if row in self.marked else "[ ]"
        return [fit([(f" {mark} {safe(self.offers[row][0], 200)}", style)], width, style)]


class StartScreen(RelayScreen):
    """Choose relays, this machine, or the demo."""

    DEFAULT_CSS = "StartScreen #words { height: 4; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("space", "mark", "choose", "Choose, or not", id="start.mark", show=True),
        key("enter", "open", "open", "Watch what is chosen", id="start.open", show=True),
    ]

    def body(self) -> ComposeResult:
        """A few words, and the offers."""
        words = [
            Paragraph("No relay was named. Choose, or start it with names:", literal=False),
            Paragraph("relaytui mx1 mx2", token="accent"),
        ]
        yield TextPanel(Paragraphs(lambda: self.relay_app.look, words), id="words")
        yield LineView(Offers(offers(), lambda: self.relay_app.look), id="offers")

    @property
    def view(self) -> LineView:
        """The offers."""
        return self.query_one("#offers", LineView)

    @property
    def rows(self) -> Offers:
        """The rows of the view."""
        rows = self.view.rows
        assert isinstance(rows, Offers)
        return rows

    def on_screen_resume(self) -> None:
        """The keys go to the offers."""
        super().on_screen_resume()
        self.view.focus()

    def status(self) -> tuple[list[Word], list[Word]]:
        """The name of the program."""
        return [Word("relaytui", "bar_on")], [Word("q quits", "muted")]

    def action_mark(self) -> None:
        """Choose, or not; the next row."""
        row = self.view.cursor
        if row is not None:
            self.rows.marked ^= {row}
            self.view.update(row)
            self.view.action_move(1)

    async def action_open(self) -> None:
        """Watch what is chosen, or the row of the cursor."""
        rows = self.rows
        chosen = sorted(rows.marked) or [self.view.cursor or 0]
        hosts = [spec for at in chosen if (spec := rows.offers[at][1]) is not None]
        with_demo = any(rows.offers[at][1] is None for at in chosen)
        await self.relay_app.open_hosts(hosts, with_demo=with_demo)


SCREEN = ScreenSpec("start", "Start", "", StartScreen)

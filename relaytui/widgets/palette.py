"""The command palette: screens and what the shown screen can do, by name."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from relaytui.widgets.relay_screen import RelayScreen

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Moving about is not a command: keys do that.
_MOVES = ("view.", "screen.back")

Entry = tuple[str, Callable[[], None]]


class ScreenCommands(Provider):
    """Every screen, and every key of the shown one with its words."""

    def _entries(self) -> list[Entry]:
        app = cast("RelayApp", self.app)
        entries: list[Entry] = [
            (f"Screen: {spec.title}", partial(app.open_screen, spec.name))
            for spec in app.screens.specs
            if app.fleet and spec.key
        ]
        screen = self.screen
        if isinstance(screen, RelayScreen):
            for binding in screen.own_bindings():
                if binding.tooltip and not (binding.id or "").startswith(_MOVES):
                    run = partial(screen.run_later, binding.action)
                    entries.append((binding.tooltip, run))
        entries.append(("Quit", app.action_leave))
        return entries

    async def discover(self) -> Hits:
        """All of them."""
        for words, run in self._entries():
            yield DiscoveryHit(Content(words), run, text=words)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for words, run in self._entries():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, Content(words), run, text=words)

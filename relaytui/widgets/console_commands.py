"""Commands that hold on every screen."""

import inspect
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, cast

from relaytui.domain.text import safe
from relaytui.errors import RelaytuiError
from relaytui.state.history import History
from relaytui.theme_shelf import theme_names
from relaytui.widgets.command_line import CommandLine
from relaytui.widgets.commands import Command, command
from relaytui.widgets.relay_screen import RelayScreen
from relaytui.widgets.typed_ahead import TypedAheadApp

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class ConsoleCommands(TypedAheadApp):
    """What `:` can do wherever it is typed."""

    def __init__(self, *, ansi_color: bool) -> None:
        super().__init__(ansi_color=ansi_color)
        self.history = History()

    @property
    def _console(self) -> "RelayApp":
        return cast("RelayApp", self)

    def action_command_line(self, text: str = "") -> None:
        """Let a command be typed."""
        if isinstance(self.screen, RelayScreen):
            self.screen.query_one(CommandLine).begin(text)

    def perform(self, chosen: Command, text: str) -> None:
        """Do a command; one that takes its time goes on by itself."""
        result = chosen.run(text)
        if inspect.isawaitable(result):
            self.run_worker(self._performed(result))

    async def _performed(self, doing: Awaitable[object]) -> None:
        try:
            await doing
        except RelaytuiError as error:
            self.notify(safe(str(error), 500), severity="error", markup=False)

    @command("Quit")
    def command_quit(self, _: str) -> None:
        """Out."""
        self.exit(0)

    @command("Colours", "NAME", "theme_names")
    def command_theme(self, name: str) -> Awaitable[None]:
        """Other colours, at once."""
        return self._console.looks.wear(name)

    def theme_names(self) -> Sequence[str]:
        """The themes there are."""
        return theme_names()

    @command("Try to connect to a relay now", "HOST", "relay_names")
    def command_reconnect(self, relay: str) -> None:
        """Connect now."""
        if fleet := self._console.fleet:
            fleet.reconnect(relay)
            self.notify(f"{safe(relay, 60)}: connecting", markup=False, timeout=2)

    def relay_names(self) -> Sequence[str]:
        """The relays that are watched."""
        return self._console.store.relays

"""Commands that hold on every screen."""

import inspect
import shlex
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, cast

from relaytui.domain.text import safe
from relaytui.errors import RelaytuiError, UsageError
from relaytui.state.history import History
from relaytui.widgets.change_commands import ChangeCommands
from relaytui.widgets.clipboard import copy
from relaytui.widgets.command_line import CommandLine
from relaytui.widgets.commands import Command, command
from relaytui.widgets.overlay import Overlay
from relaytui.widgets.relay_screen import RelayScreen
from relaytui.widgets.text_panel import Paragraph

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class ConsoleCommands(ChangeCommands):
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
        return sorted(self.available_themes)

    @command("This view as a command line, shown and copied")
    def command_share(self, _: str) -> None:
        """The headless command that gives the same lines."""
        said, selection = self._console.said, self._console.store.selection
        if said is None:
            raise UsageError("Simulated relays are in this console alone", "Nothing can be shared")
        words = ["relaytui", "tail", *said]
        if selection is not None and all(one.only_hits for one in self._console.screens.all()):
            words.append(f"--match={selection.filter.elsewhere}")
        line = shlex.join(words)
        about = "The same lines, without the console (docs/commands.md):"
        paragraphs = [
            Paragraph(about, literal=False),
            Paragraph(""),
            Paragraph(safe(line, 2000), token="accent"),
        ]
        self.push_screen(Overlay("Share", paragraphs))
        copy(self, [line], "the command")

    @command("Try to connect to a relay now", "HOST", "relay_names")
    def command_reconnect(self, relay: str) -> None:
        """Connect now."""
        if fleet := self._console.fleet:
            fleet.reconnect(relay)
            self.notify(f"{safe(relay, 60)}: connecting", markup=False, timeout=2)

    def relay_names(self) -> Sequence[str]:
        """The relays that are watched."""
        return self._console.store.relays

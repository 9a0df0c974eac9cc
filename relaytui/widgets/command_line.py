"""The line behind `:`: completed with Tab, with what was typed before on Up and Down."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from relaytui.config.paths import command_history
from relaytui.domain.text import safe
from relaytui.errors import RelaytuiError
from relaytui.state.history import History, read_history, write_history
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.commands import Command, commands_of, completions, understood
from relaytui.widgets.completing import CompletingEntry
from relaytui.widgets.keys import key

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.widgets.relay_screen import RelayScreen


class _Ghost(Suggester):
    """Shows behind the cursor what Tab would take."""

    def __init__(self, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._commands = commands

    async def get_suggestion(self, value: str) -> str | None:
        """The first line that begins so."""
        return next(iter(completions(value, self._commands())), None)


class CommandEntry(CompletingEntry):
    """What is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "leave", "leave", "Leave the command line", id="command.leave"),
        key("tab", "complete(1)", "complete", "Complete; once more, the next that fits",
            id="command.complete"),
        key("shift+tab", "complete(-1)", "complete back", "Complete with the one before",
            id="command.complete_back"),
        key("up", "older", "older", "What was typed before", id="command.older"),
        key("down", "newer", "newer", "What was typed after that", id="command.newer"),
    ]  # fmt: skip

    def __init__(self) -> None:
        self.commands: list[Command] = []
        super().__init__(
            placeholder="command",
            suggester=_Ghost(lambda: self.commands),
            select_on_focus=False,
            id="command",
        )

    @property
    def line(self) -> "CommandLine":
        """The whole line."""
        return cast("CommandLine", self.parent)

    def candidates(self) -> list[str]:
        """What the typed may become."""
        return completions(self.head, self.commands)

    def action_older(self) -> None:
        """A line before."""
        self._show(self.line.history.older(self.value))

    def action_newer(self) -> None:
        """A line after."""
        self._show(self.line.history.newer(self.value))

    def _show(self, text: str | None) -> None:
        if text is not None:
            self.replace_all(text)

    def action_leave(self) -> None:
        """Away with it."""
        self.line.leave()

    async def action_submit(self) -> None:
        """Do it."""
        self.line.do(self.value)


class CommandLine(Horizontal):
    """The prompt and the input; seen while something is typed only."""

    DEFAULT_CSS = """
    CommandLine { height: 1; display: none; }
    CommandLine > Bar { width: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._before: Widget | None = None

    def compose(self) -> ComposeResult:
        """The colon, and the input."""
        prompt = Bar()
        prompt.show([Word(":", "bar_key")])
        yield prompt
        yield CommandEntry()

    @property
    def _app(self) -> "RelayApp":
        return cast("RelayApp", self.app)

    @property
    def history(self) -> History:
        """What was typed in this console and those before."""
        return self._app.history

    @property
    def input(self) -> CommandEntry:
        """Where it is typed."""
        return self.query_one(CommandEntry)

    def begin(self, text: str = "") -> None:
        """Let a command be typed, with a text to begin with."""
        entry = self.input
        entry.commands = commands_of(self._app)  # before the focus is here
        self._before = self.screen.focused
        self.display = True
        entry.replace_all(text)
        self.history.rest()
        self.screen.set_focus(entry)
        self._hint()

    def leave(self) -> None:
        """Away with it; the keys go where they went before."""
        self.display = False
        self.screen.set_focus(self._before)
        self._hint()
        self._app.wake()  # a question may have waited for this

    def do(self, text: str) -> None:
        """Do what was typed; what can't be done stays in the line."""
        if not text.strip():
            self.leave()
            return
        try:
            chosen, rest = understood(text, self.input.commands)
            self.leave()
            self._app.perform(chosen, rest)
        except RelaytuiError as error:
            words = safe(str(error), 500)
            self.notify(words, severity="error", markup=False)
            if self.display:
                return
        if self.history.add(text.strip()):
            keep = list(self.history.lines)
            self._app.run_worker(partial(write_history, command_history(), keep), thread=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what it may become."""
        event.stop()
        self._hint()

    def _hint(self) -> None:
        cast("RelayScreen", self.screen).show_hints()

    def words(self) -> list[Word]:
        """What can be typed now, for the line of keys."""
        entry = self.input
        name, blank, _ = entry.value.partition(" ")
        chosen = next((one for one in entry.commands if one.name == name), None)
        if chosen and blank and chosen.completes:
            found = [one.split()[-1] for one in entry.candidates()[:12] if one.split()]
            words = [Word(one, weight=9) for one in found]
            return [Word(chosen.about, weight=10), *words, *_argument(chosen)]
        if chosen and (blank or len(entry.candidates()) == 1):
            words = [Word(option, weight=9) for option in chosen.choices()[:12]]
            return [Word(chosen.about, weight=8), *words, *_argument(chosen)]
        found = entry.candidates()
        return [Word(one.strip(), weight=2 + at) for at, one in enumerate(found[:30])]


def _argument(chosen: Command) -> list[Word]:
    return [Word(chosen.argument, "accent", 1)] if chosen.argument else []


async def load_history(history: History) -> None:
    """What was typed in the consoles before."""
    before = await asyncio.to_thread(read_history, command_history())
    history.lines = [*before, *history.lines]

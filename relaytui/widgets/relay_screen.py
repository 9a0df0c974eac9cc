"""What every screen has: a bar of what is going on, its body, a line of keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.clipboard import copy
from relaytui.widgets.command_line import CommandLine
from relaytui.widgets.key_help import help_paragraphs
from relaytui.widgets.keys import key, key_label, keys_in_force
from relaytui.widgets.line_view import LineView
from relaytui.widgets.overlay import Overlay

if TYPE_CHECKING:  # what they load is not needed for the first paint
    from relaytui.app import RelayApp
    from relaytui.facts.base import AnyFact
    from relaytui.state.store import Change, Store


#: Tokens of words that no full screen hides.
_TELLING = frozenset({"alarm", "bad", "warning", "error"})


class RelayScreen(Screen[None], inherit_bindings=False):
    """A screen of the console. It reads the store; `frame` and `tick` tell it when to look."""

    DEFAULT_CSS = """
    RelayScreen { layout: vertical; }
    RelayScreen > .-aside { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "step_back", "back", "Back, or undo the last choice", id="screen.back"),
        key("w", "why", "why", "Why this address or account is kept out or let in",
            id="screen.why_this"),
        key("b", "block", "block", "Block this address (asks first)", id="screen.block"),
        key("U", "lift", "lift", "Lift this address everywhere (asks first)", id="screen.lift"),
        key("a", "allow", "allow", "Trust this address (asks first)", id="screen.allow"),
        key("u", "undo", "undo", "Take the last change back (asks first)", id="screen.undo"),
        key("y", "copy", "copy", "Copy to the terminal's clipboard", id="screen.copy"),
        key("f", "full_screen", "full screen", "Only the focused panel, or all", id="screen.full"),
        key("question_mark", "help", "help", "The keys of this screen", id="screen.help",
            show=True),
        key("tab", "app.focus_next", "next panel", "To the next panel", id="screen.next"),
        key("shift+tab", "app.focus_previous", "panel before", "To the panel before",
            id="screen.previous"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._full = False

    @property
    def only_hits(self) -> bool:
        """Whether a filter leaves out what it does not match, as far as this screen goes."""
        return True

    @property
    def relay_app(self) -> "RelayApp":
        """The app, by its own type."""
        return cast("RelayApp", self.app)

    @property
    def store(self) -> "Store":
        """What the console knows."""
        return self.relay_app.store

    def body(self) -> ComposeResult:
        """The widgets between the bars."""
        yield from ()

    def compose(self) -> ComposeResult:
        """The status, the body, the keys."""
        yield Bar(id="status")
        yield from self.body()
        yield CommandLine()
        yield Bar(id="hints")

    def on_mount(self) -> None:
        """Show all that is known."""
        self.tick()

    def on_screen_resume(self) -> None:
        """Hidden screens are not told of anything: look at it all again."""
        self.relay_app.want_facts_of(self)
        self.restyle()
        self.tick()

    def wants(self) -> "Sequence[AnyFact]":
        """The facts that it shows: kept fresh while it is seen."""
        return ()

    def frame(self, change: "Change") -> int:
        """Something has come; returns the lines that were painted."""
        return 0

    def tick(self) -> None:
        """Time has gone by: ages and figures may have changed."""
        self.show_status()
        self.show_hints()

    def show_status(self) -> None:
        """What is going on, at the top."""
        left, right = self.status()
        left = [*self.relay_app.environment_words(), *left]
        if self.relay_app.slow:
            right = [*right, Word("slow link", "muted", 8)]
        status = self.query_one("#status", Bar)
        status.show(left, right)
        # What must be known is shown also where only the panel is wanted.
        status.display = not self._full or any(word.token in _TELLING for word in left)

    def show_hints(self) -> None:
        """The keys worth knowing; while a command is typed, what it may become."""
        line, hints = self.query_one(CommandLine), self.query_one("#hints", Bar)
        hints.display = not self._full or line.display
        if line.display:
            hints.show(line.words())
        else:
            keys, screens = self.hints(), self.relay_app.screens
            room = self.size.width - sum(word.width + 2 for word in keys)
            hints.show(keys, screens.words(room))

    def restyle(self) -> None:
        """The theme or the size has changed."""
        for bar in self.query(Bar):
            bar.restyle()
        for view in self.query(LineView):
            view.restyle()

    def status(self) -> tuple[list[Word], list[Word]]:
        """The words of the bar, left and right."""
        return [], []

    def hints(self) -> list[Word]:
        """The keys worth knowing now: those of the focus first; the help always has room."""
        armed = self.relay_app.armed
        shown = [
            binding
            for binding in self.own_bindings()
            if binding.show or (armed and binding.id == "screen.block")
        ]
        shown.sort(key=lambda binding: binding.action == "help")
        return [
            Word(binding.description, key=key_label(binding.key), weight=_weight(binding, place))
            for place, binding in enumerate(shown)
        ]

    def own_bindings(self) -> list[Binding]:
        """The actions of the widget that has the focus, then those of this screen, each with the
        first of its keys."""
        chain = [*([self.focused] if self.focused else []), self]
        found = {one.id: one for node in chain for _, one in node._bindings if one.id}
        return [one.with_key(self.keys_of(one)[0]) for one in found.values()]

    def keys_of(self, binding: Binding) -> list[str]:
        """The keys that are in force for an action."""
        return keys_in_force(binding, self.relay_app.keymap)

    def run_later(self, action: str) -> None:
        """Do an action when the palette is gone."""
        self.call_after_refresh(self._run_own, action)

    async def _run_own(self, action: str) -> None:
        target = self.focused if self.focused and action in self._actions_of_focus() else self
        await self.app.run_action(action, target)

    def _actions_of_focus(self) -> set[str]:
        focused = self.focused
        return {binding.action for _, binding in focused._bindings} if focused else set()

    def action_full_screen(self) -> None:
        """Only the panel that has the focus, or all of the screen."""
        self._full = not self._full
        focused = self.focused
        for child in self.children:
            holds = focused is not None and child in focused.ancestors_with_self
            child.set_class(self._full and not holds and not isinstance(child, Bar), "-aside")
        self.tick()

    def action_step_back(self) -> None:
        """Out of the full screen, else what going back means here."""
        if self._full:
            self.action_full_screen()
        else:
            self.action_back()

    def action_copy(self) -> None:
        """Copy what is chosen to the terminal's clipboard."""
        texts = self.copied()
        try:
            if texts:
                rows = f"{len(texts):,} rows" if len(texts) > 1 else "a row"
                copy(self.relay_app, [safe(text, 8000) for text in texts], rows)
        except UsageError as error:
            self.notify(str(error), severity="warning", markup=False)

    def action_why(self) -> None:
        """Ask why, of what is chosen."""
        subject = self.subject()
        if not subject:
            self.notify("Nobody is chosen here. Type :why ADDRESS", markup=False, timeout=4)
            return
        self.relay_app.ask_why(subject)

    def action_block(self) -> None:
        """Block what is chosen."""
        self.relay_app.change("block", self.subjects(), self.near())

    def action_lift(self) -> None:
        """Lift what is chosen, in every layer."""
        self.relay_app.change("unblock", self.subjects(), self.near())

    def action_allow(self) -> None:
        """Trust what is chosen."""
        self.relay_app.change("allow", self.subjects(), self.near())

    def action_undo(self) -> None:
        """Take the last change back."""
        self.relay_app.undo_change("")

    def subjects(self) -> list[str]:
        """What a change is about: what is marked, else what is chosen."""
        return [one] if (one := self.subject()) else []

    def near(self) -> list[str]:
        """The hosts that the chosen row is about."""
        return []

    def subject(self) -> str:
        """The address or account that is chosen; empty where there is none."""
        return ""

    def copied(self) -> list[str]:
        """The texts that a copy takes, a line each."""
        return []

    def action_back(self) -> None:
        """Nothing to go back from."""

    def action_help(self) -> None:
        """The keys, each with what it does."""
        self.app.push_screen(Overlay("Keys", help_paragraphs(self)))


def _weight(binding: Binding, place: int) -> int:
    return 1 if binding.action == "help" else 2 + place

"""The one dialog of all changes: what, where, how, for how long, why; then what came of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from relaytui.changes.draft import Draft
from relaytui.changes.plan import HostPlan
from relaytui.changes.result import Result
from relaytui.domain.text import safe
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.change_words import head_words, hit_words, plan_words, result_words
from relaytui.widgets.confirm import GUARD
from relaytui.widgets.entry import Entry
from relaytui.widgets.keys import key
from relaytui.widgets.overlay import TextPanel
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.widgets.change_desk import ChangeDesk

#: Hosts from which on their number is typed.
MANY = 3


class ReasonEntry(Entry):
    """Why: typed, Enter takes it, Escape leaves it as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "leave", "leave", "Leave the reason as it was", id="reason.leave"),
    ]

    def action_leave(self) -> None:
        """Back to the dialog."""
        cast("ChangeDialog", self.screen).reason_typed(None)


class ChangeDialog(ModalScreen[None]):
    """`y` runs, `n` and Escape leave, Enter does nothing. From MANY hosts on, their number is
    typed before `y`."""

    DEFAULT_CSS = """
    ChangeDialog { align: center middle; background: transparent; }
    ChangeDialog > Vertical { width: 100; max-width: 100%; height: 80%; max-height: 100%;
        border-left: blank $panel; border-right: blank $panel; }
    ChangeDialog.-narrow > Vertical { width: 100%; height: 100%; border: none; }
    ChangeDialog ReasonEntry { display: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual's own name)
    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "run", "do it", "Do it", id="change.run"),
        key("n,escape", "leave", "leave", "Leave", id="change.leave"),
        key("t", "span", "lasts", "How long it lasts", id="change.span"),
        key("e", "reason", "reason", "Type the reason", id="change.reason"),
        key("h", "hosts", "hosts", "All hosts, or those of the row", id="change.hosts"),
        key("l", "layer", "layer", "Where a block goes", id="change.layer"),
        key("s", "split", "part", "Part a wider entry, or leave it whole", id="change.split"),
        key("c", "confirm", "confirm", "Say yes to what is asked about", id="change.confirm"),
        key("d", "whole", "all lines", "All lines of files and commands", id="change.whole"),
        key("u", "undo", "take back", "Take it back on all hosts", id="change.undo"),
        key("r", "retry", "retry", "Plan again for hosts that failed", id="change.retry"),
    ]

    def __init__(
        self, desk: "ChangeDesk", draft: Draft, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._desk, self.draft, self._clock = desk, draft, clock
        self._quiet_since = clock()
        self.plans: Mapping[str, HostPlan] | None = None
        self.results: list[Result] = []
        self._waiting: list[str] = []
        self.state = "planning"
        self._typed = ""
        self._problem = ""
        self._whole = False
        self._undone = False
        self._held: Mapping[str, tuple[str, str]] = {}
        #: Where a block could go: each host's own choice first, which has no name.
        self._layers: list[frozenset[str]] = []
        self._planned_for: Draft | None = None

    def compose(self) -> ComposeResult:
        """The title, the paragraphs, the reason, the keys."""
        with Vertical():
            yield Bar(id="head")
            yield TextPanel(Paragraphs(lambda: self._app.look, []))
            yield ReasonEntry(placeholder="why", id="reason")
            yield Bar(id="keys")

    def on_mount(self) -> None:
        """Begin to plan."""
        self._plan()

    @property
    def _app(self) -> "RelayApp":
        return cast("RelayApp", self.app)

    # --- what is shown ---

    def _show(self) -> None:
        shown = head_words(self.draft)
        if self.state in ("planning", "planned"):
            if self.draft.verb == "block":
                for one in self.draft.targets[:8]:
                    shown += hit_words(self._desk.would_hit(one.net))
            if self._problem:
                shown.append(Paragraph(safe(self._problem, 400), "problem", "bad"))
            elif self.plans is None:
                shown.append(Paragraph("asking the hosts …", token="muted"))
            else:
                shown += plan_words(self.plans, whole=self._whole)
        else:
            shown += [Paragraph(""), *result_words(self.results, self._waiting, self._held)]
            if self._problem:
                shown.append(Paragraph(safe(self._problem, 400), "problem", "bad"))
        self.query_one(TextPanel).show(Paragraphs(lambda: self._app.look, shown))
        titles = {"planning": "Plan", "planned": "Plan", "running": "Working", "done": "Done"}
        head = self.query_one("#head", Bar)
        head.show([*self._app.environment_words(), Word(titles[self.state], "bar_on")])
        self.query_one("#keys", Bar).show(self._keys())

    def _keys(self) -> list[Word]:
        if self.state == "running":
            return [Word("hosts are being changed", "warning")]
        if self.state == "done":
            words = [Word("back", key="Esc", weight=1)]
            if self._standing:
                words.append(Word("take it back", key="u", weight=2))
            if any(not one.well for one in self.results):
                words.append(Word("plan again where it failed", key="r", weight=3))
            return words
        words = []
        if self.busy:
            number = len(self.busy)
            if number >= MANY and self._typed != str(number):
                words.append(Word(f"type {number} to go on: {self._typed}", "warning", 1))
            else:
                words.append(Word("do it", key="y", weight=1))
        words.append(Word("leave", key="n", weight=1))
        if self.draft.lasts:
            words.append(Word("lasts", key="t", weight=3))
        words.append(Word("reason", key="e", weight=3))
        if self.draft.near and set(self.draft.near) != set(self.draft.relays):
            words.append(Word("hosts", key="h", weight=4))
        if len(self._layers) > 1:
            words.append(Word("layer", key="l", weight=4))
        words.append(Word("fewer lines" if self._whole else "all lines", key="d", weight=5))
        if self._codes & {"covered_by"} and self.draft.verb == "unblock":
            words.append(Word("part the wider entry", key="s", weight=2))
        if self._codes & {"needs_confirmation", "managed"}:
            words.append(Word("confirm", key="c", weight=2))
        return words

    @property
    def busy(self) -> list[HostPlan]:
        """Hosts on which something would be done."""
        return [one for one in (self.plans or {}).values() if one.plans]

    @property
    def _standing(self) -> list[Result]:
        """Hosts on which there may be something to take back."""
        gone = ("untouched", "undone")
        return [one for one in self.results if one.identity and one.state not in gone]

    @property
    def _codes(self) -> set[str]:
        plans = (self.plans or {}).values()
        return {refused.code for one in plans for _, refused in one.refused}

    # --- planning ---

    def _plan(self) -> None:
        self.state, self.plans, self._typed, self._problem = "planning", None, "", ""
        self._planned_for = self.draft
        self._show()
        self._desk.plan(self.draft, self.planned)

    def planned(self, draft: Draft, plans: Mapping[str, HostPlan] | None, problem: str) -> None:
        """The plans have come, if they are still those that are wanted."""
        if draft is not self._planned_for or not self.is_attached:
            return
        self.state, self.plans, self._problem = "planned", plans, problem
        if not draft.layers:
            names = dict.fromkeys(name for one in (plans or {}).values() for name in one.others)
            self._layers = [frozenset(), *(frozenset((name,)) for name in names)]
        self._quiet_since = self._clock()
        self._show()

    def _again(self, draft: Draft) -> None:
        if self.state in ("planning", "planned"):
            self.draft = draft
            self._plan()

    def action_span(self) -> None:
        """The next span."""
        if self.draft.lasts:
            self._again(self.draft.next_span())

    def action_hosts(self) -> None:
        """All hosts, or those of the row."""
        if self.draft.near:
            self._again(replace(self.draft, only_near=not self.draft.only_near))

    def action_layer(self) -> None:
        """The next layer that would take a block, then each host's own choice again."""
        if len(self._layers) > 1:
            at = self._layers.index(self.draft.layers)
            self._again(replace(self.draft, layers=self._layers[(at + 1) % len(self._layers)]))

    def action_split(self) -> None:
        """Part a wider entry."""
        if self.draft.verb == "unblock":
            self._again(replace(self.draft, split=not self.draft.split))

    def action_whole(self) -> None:
        """All lines of the plan, or the first ones."""
        self._whole = not self._whole
        self._show()

    def action_confirm(self) -> None:
        """Say yes to what is asked about."""
        self._again(replace(self.draft, confirmed=True))

    def action_reason(self) -> None:
        """Type the reason."""
        if self.state in ("planning", "planned"):
            entry = self.query_one(ReasonEntry)
            entry.display = True
            entry.value = str(self.draft.reason)
            entry.focus()

    def on_input_submitted(self, event: Entry.Submitted) -> None:
        """The reason is typed."""
        self.reason_typed(event.value)

    def reason_typed(self, text: str | None) -> None:
        """Take a reason; None leaves it as it was."""
        self.query_one(ReasonEntry).display = False
        self.query_one(TextPanel).focus()
        self._quiet_since = self._clock()
        if text is not None:
            self._again(self.draft.with_reason(text))

    # --- the answer ---

    def _quiet(self) -> bool:
        """Whether nobody was typing on, or the dialog has only just come up."""
        now = self._clock()
        quiet, self._quiet_since = now - self._quiet_since, now
        return quiet >= GUARD

    def action_run(self) -> None:
        """Do it."""
        if self.state != "planned" or not self._quiet() or not self.busy:
            return
        number = len(self.busy)
        if number >= MANY and self._typed != str(number):
            return
        self.state = "running"
        self._waiting = [one.relay for one in (self.plans or {}).values()]
        self._show()
        self._desk.carry_out(list((self.plans or {}).values()), self.told, self.ended)

    def told(self, result: Result) -> None:
        """A host is done."""
        self.results = [one for one in self.results if one.relay != result.relay] + [result]
        self._waiting = [one for one in self._waiting if one != result.relay]
        if self.is_attached:
            self._show()

    def ended(self, problem: str) -> None:
        """All of them are; `problem` is why none could be begun."""
        self.state, self._problem, self._waiting = "done", problem, []
        if self.is_attached:
            self._show()
        proved = {one.relay: one.identity for one in self.results if one.state == "set"}
        if proved and not self._undone:
            plans = [one for one in (self.plans or {}).values() if one.relay in proved]
            self._desk.watch(plans, next(iter(proved.values())), self.held)

    def held(self, words: Mapping[str, tuple[str, str]]) -> bool:
        """Whether blocks hold, by host: a token and words. Whether somebody sees it here."""
        self._held = words
        if self.is_attached:
            self._show()
        return self.is_attached

    def action_leave(self) -> None:
        """Out; what runs on hosts goes on, and the journal has it."""
        if self.state in ("done", "running") or self._quiet():
            self.dismiss()

    def action_undo(self) -> None:
        """Take it back."""
        changed = self._standing
        if self.state == "done" and changed and self._quiet():
            self.state, self._waiting = "running", [one.relay for one in changed]
            self._undone, self._held = True, {}
            what = self.draft.verb + " " + ", ".join(str(one.net) for one in self.draft.targets[:3])
            self._show()
            self._desk.undo(
                changed[0].identity, [one.relay for one in changed], what, self.told, self.ended
            )

    def action_retry(self) -> None:
        """Plan again for those that failed."""
        failed = tuple(one.relay for one in self.results if not one.well)
        if self.state == "done" and failed:
            self.draft = replace(self.draft, relays=failed, near=(), only_near=False)
            self.results = []
            self._plan()

    def on_key(self, event: events.Key) -> None:
        """Digits are the number of hosts; any key shows that somebody is typing."""
        if event.key.isdecimal() and self.state == "planned":
            self._typed = (self._typed + event.key)[-4:]
            self._show()
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
            self._show()
        elif event.key not in ("y", "n", "escape", "u"):
            self._quiet_since = self._clock()

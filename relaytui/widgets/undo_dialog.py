"""The question whether a change is taken back, and what came of it."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from relaytui.changes.draft import Draft
from relaytui.changes.standing import Standing
from relaytui.domain.text import safe
from relaytui.state.ages import moment_words
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.change_dialog import MANY, ChangeDialog
from relaytui.widgets.change_words import result_words
from relaytui.widgets.overlay import TextPanel
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.widgets.change_desk import ChangeDesk

_NOTHING = Draft("unblock", (), ())


class UndoDialog(ChangeDialog):
    """Who did what, where; `y` takes it back there."""

    def __init__(
        self, desk: "ChangeDesk", change: Standing, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(desk, replace(_NOTHING, relays=change.relays), clock)
        self._change = change
        self.state = "planned"

    def _plan(self) -> None:
        self._show()

    def _show(self) -> None:
        one, now = self._change, self._app.now()
        shown = [
            Paragraph(safe(one.what, 400), "take back", "accent"),
            Paragraph(safe(" ".join(one.relays), 400), "on"),
            Paragraph(moment_words(one.at, now), "done"),
            Paragraph(safe(one.by, 80), "by"),
            Paragraph(safe(one.change, 60), "change", "muted"),
            Paragraph(""),
        ]
        if self.state == "planned":
            words = "Files come back byte by byte, if nobody has changed them since; else nothing."
            shown.append(Paragraph(words, literal=False))
        shown += result_words(self.results, self._waiting)
        if self._problem:
            shown.append(Paragraph(safe(self._problem, 400), "problem", "bad"))
        self.query_one(TextPanel).show(Paragraphs(lambda: self._app.look, shown))
        self.query_one("#head", Bar).show([*self._app.environment_words(), Word("Undo", "bar_on")])
        self.query_one("#keys", Bar).show(self._keys())

    def _keys(self) -> list[Word]:
        if self.state == "done":
            return [Word("back", key="Esc", weight=1)]
        if self.state == "running":
            return [Word("hosts are being changed", "warning")]
        number = len(self._change.relays)
        if number >= MANY and self._typed != str(number):
            first = Word(f"type {number} to go on: {self._typed}", "warning", 1)
        else:
            first = Word("take it back", key="y", weight=1)
        return [first, Word("leave", key="n", weight=1)]

    def action_run(self) -> None:
        """Take it back."""
        number = len(self._change.relays)
        if self.state != "planned" or not self._quiet():
            return
        if number >= MANY and self._typed != str(number):
            return
        self.state, self._waiting = "running", list(self._change.relays)
        self._show()
        one = self._change
        self._desk.undo(one.change, one.relays, one.what, self.told, self.ended)

    def action_reason(self) -> None:
        """There is none to type."""

    action_span = action_hosts = action_split = action_confirm = action_undo = action_retry = (
        action_whole
    ) = action_reason

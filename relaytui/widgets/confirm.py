"""A question with yes and no: nothing is answered by accident."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.keys import key
from relaytui.widgets.overlay import TextPanel
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Seconds without a key before an answer: what is typed on was meant for something else.
GUARD = 0.3


class Confirm(ModalScreen[bool]):
    """`y` is yes, `n` and Escape are no, Enter does nothing."""

    DEFAULT_CSS = """
    Confirm { align: center middle; background: transparent; }
    Confirm > Vertical { width: 72; max-width: 100%; height: 16; max-height: 100%;
        border-left: blank $panel; border-right: blank $panel; }
    Confirm.-narrow > Vertical { width: 100%; border: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual's own name)
    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "answer(True)", "yes", "Yes", id="confirm.yes"),
        key("n,escape", "answer(False)", "no", "No", id="confirm.no"),
    ]

    def __init__(
        self,
        title: str,
        paragraphs: Sequence[Paragraph],
        *,
        yes: str,
        no: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._heading, self._yes, self._no = title, yes, no
        self._paragraphs = paragraphs
        self._clock = clock
        self._quiet_since = clock()

    def compose(self) -> ComposeResult:
        """What is asked, and the two answers."""
        app = cast("RelayApp", self.app)
        head, hints = Bar(), Bar()
        head.show([*app.environment_words(), Word(self._heading, "bar_on")])
        hints.show([Word(self._yes, key="y"), Word(self._no, key="n")])
        with Vertical():
            yield head
            yield TextPanel(Paragraphs(lambda: app.look, self._paragraphs))
            yield hints

    def action_answer(self, yes: bool) -> None:
        """Answer, unless the question has only just come up, or somebody is typing on."""
        now = self._clock()
        quiet, self._quiet_since = now - self._quiet_since, now
        if quiet >= GUARD:
            self.dismiss(yes)

    def on_key(self, event: events.Key) -> None:
        """Any other key shows that somebody is typing."""
        if event.key not in ("y", "n", "escape"):
            self._quiet_since = self._clock()

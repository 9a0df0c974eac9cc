"""The question of an unknown host key: nothing is taken by accident."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from relaytui.domain.text import safe
from relaytui.fleet import Question
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.keys import key
from relaytui.widgets.overlay import TextPanel
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Seconds without a key before an answer: what is typed on was meant for something else.
GUARD = 0.3


class HostKeyDialog(ModalScreen[bool]):
    """`y` takes the key, `n` and Escape decline, Enter does nothing."""

    DEFAULT_CSS = """
    HostKeyDialog { align: center middle; background: transparent; }
    HostKeyDialog > Vertical { width: 72; max-width: 100%; height: 16; max-height: 100%;
        border-left: blank $panel; border-right: blank $panel; }
    HostKeyDialog.-narrow > Vertical { width: 100%; border: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual's own name)
    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "answer(True)", "take it", "Take the key and keep it", id="hostkey.yes"),
        key("n,escape", "answer(False)", "decline", "Do not connect", id="hostkey.no"),
    ]

    def __init__(self, question: Question, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.question = question
        self._clock = clock
        self._quiet_since = clock()

    def compose(self) -> ComposeResult:
        """Who, which key, and what to compare it with."""
        app = cast("RelayApp", self.app)
        asked = self.question
        head, hints = Bar(), Bar()
        head.show([Word(f"Unknown host key of {safe(asked.relay, 60)}", "bar_on")])
        hints.show([Word("take it", key="y"), Word("do not connect", key="n")])
        words = [
            Paragraph("This host has never been seen from here.", literal=False),
            Paragraph(""),
            Paragraph(safe(asked.address, 200), "host"),
            Paragraph(safe(asked.key_type, 80), "key"),
            Paragraph(asked.fingerprint, "print", "accent"),
            Paragraph(""),
            Paragraph(
                "Compare it with the host's own, on its console or with its admin: "
                "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
                literal=False,
            ),
        ]
        with Vertical():
            yield head
            yield TextPanel(Paragraphs(lambda: app.look, words))
            yield hints

    def action_answer(self, yes: bool) -> None:
        """Answer, unless the dialog has only just come up, or somebody is typing on."""
        now = self._clock()
        quiet, self._quiet_since = now - self._quiet_since, now
        if quiet >= GUARD:
            self.dismiss(yes)

    def on_key(self, event: events.Key) -> None:
        """Any other key shows that somebody is typing."""
        if event.key not in ("y", "n", "escape"):
            self._quiet_since = self._clock()

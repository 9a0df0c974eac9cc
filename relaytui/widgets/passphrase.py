"""The question for the passphrase of a key file: masked, and forgotten when it was given."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from relaytui.domain.text import safe
from relaytui.fleet import LockedKey
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.confirm import GUARD
from relaytui.widgets.keys import key
from relaytui.widgets.overlay import TextPanel
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class PassphraseDialog(ModalScreen[str | None]):
    """Enter gives it, Escape declines. Keys before a pause were meant for something else."""

    DEFAULT_CSS = """
    PassphraseDialog { align: center middle; background: transparent; }
    PassphraseDialog > Vertical { width: 72; max-width: 100%; height: 12; max-height: 100%;
        border-left: blank $panel; border-right: blank $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "decline", "decline", "Go on without this key", id="passphrase.decline"),
    ]

    def __init__(self, question: LockedKey, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.question = question
        self._clock = clock
        self._quiet_since = clock()
        self._open = False

    def compose(self) -> ComposeResult:
        """Which file, for whom, and where to type."""
        app = cast("RelayApp", self.app)
        asked = self.question
        head, hints = Bar(), Bar()
        title = Word(f"A key for {safe(asked.relay, 60)} has a passphrase", "bar_on")
        head.show([*app.environment_words(), title])
        hints.show([Word("unlock", key="Enter"), Word("go on without", key="Esc")])
        words = [Paragraph(safe(asked.path, 200), "file"), Paragraph("")]
        if asked.wrong:
            words.append(Paragraph(f"That was not it. Try {asked.wrong + 1} of 3.", "", "error"))
        words.append(
            Paragraph(
                "Asked once, for all hosts that need the key. The passphrase is not kept.",
                literal=False,
            )
        )
        with Vertical():
            yield head
            yield TextPanel(Paragraphs(lambda: app.look, words))
            yield Secret(self.listens, password=True, placeholder="passphrase")
            yield hints

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Input).focus()

    def listens(self) -> bool:
        """Whether a key counts: only after a pause, as somebody may have been typing."""
        now = self._clock()
        quiet, self._quiet_since = now - self._quiet_since, now
        self._open = self._open or quiet >= GUARD
        return self._open

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Given; with nothing typed, nothing happens."""
        event.stop()
        if event.value:
            self.dismiss(event.value)

    def action_decline(self) -> None:
        """Without it."""
        self.dismiss(None)


class Secret(Input):
    """A field that shows dots, and takes no key that was meant for something else."""

    def __init__(self, listens: Callable[[], bool], *, password: bool, placeholder: str) -> None:
        super().__init__(password=password, placeholder=placeholder)
        self._listens = listens

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape" or self._listens():
            await super()._on_key(event)
        else:
            event.stop()
            event.prevent_default()

"""The card of a line: the story of its mail out of the rows that are held, at once; on `r` the
hosts are searched for the rest."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType
from textual.timer import Timer

from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.engine.tracing import Tracing
from relaytui.errors import UsageError
from relaytui.state.ring_search import RingSearch
from relaytui.trace.sought import Sought
from relaytui.trace.story import Story
from relaytui.widgets.bar import Word
from relaytui.widgets.card import line_paragraphs
from relaytui.widgets.keys import key
from relaytui.widgets.overlay import Overlay, TextPanel
from relaytui.widgets.story_text import story_of, story_paragraphs, word_of
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Seconds between two steps of a search of the rows, and those of a step.
_PAUSE, _STEP = 0.03, 0.015
_ASK = "r searches all hosts for the rest, old and compressed logs too"


class StoryCard(Overlay):
    """A line's mail, and below it the line itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "trace", "search hosts", "Search all hosts for the rest of this mail's way",
            id="story.trace", show=True),
    ]  # fmt: skip

    def __init__(self, line: Line, search: RingSearch) -> None:
        super().__init__("Line", [])
        self._line = line
        self._search = search
        self._stories: Sequence[Story] = ()
        self._tracing: Tracing | None = None
        self._told: list[Paragraph] = []
        self._stepping: Timer | None = None

    def hints(self) -> list[Word]:
        """The keys; the one that searches first."""
        return [Word("search hosts", key="r"), *super().hints()]

    def on_mount(self) -> None:
        """Look through the newest rows at once, then through the others."""
        self._step()
        if not self._search.done:
            self._stepping = self.set_interval(_PAUSE, self._step)

    def on_unmount(self) -> None:
        """Search no more."""
        if self._tracing:
            self._tracing.stop()

    def _step(self) -> None:
        more = self._search.step(_STEP)
        if self._tracing is None:
            self._stories = self._search.stories
            words = _ASK if not more else "looking through the rows that are held …"
            self._told = [Paragraph(words, token="muted", literal=False)]
            self._show()
        if not more and self._stepping:
            self._stepping.stop()

    def _show(self) -> None:
        look = cast("RelayApp", self.app)
        story = story_of(self._stories, self._line)
        told = story_paragraphs(story) if story else []
        shown = [*told, Paragraph(""), *self._told, Paragraph(""), *line_paragraphs(self._line)]
        self.query_one(TextPanel).show(Paragraphs(lambda: look.look, shown))

    def action_trace(self) -> None:
        """Search the hosts."""
        fleet = cast("RelayApp", self.app).fleet
        if self._tracing is None and fleet is not None:
            sought = self._search.chase.sought
            known = [line for story in self._stories for line in story.lines()]
            self._tracing = fleet.tracing(sought, known)
            words = f"searching {len(fleet.hosts)} host{'s' * (len(fleet.hosts) != 1)} …"
            self._told = [Paragraph(words, token="accent", literal=False)]
            self._show()
            self.run_worker(self._trace(self._tracing))

    async def _trace(self, tracing: Tracing) -> None:
        await asyncio.to_thread(tracing.run)
        if self.is_mounted:
            self._stories = tracing.stories
            self._told = told_of(tracing)
            self._tracing = None if tracing.failed else tracing
            self._show()


def told_of(tracing: Tracing) -> list[Paragraph]:
    """What was searched, and what could not be."""
    searched = tracing.hosts - len(tracing.failed)
    words = f"{searched} of {tracing.hosts} hosts searched, with old and compressed logs"
    shown = [Paragraph(words, token="good" if not tracing.failed else "warning", literal=False)]
    for name, error in tracing.failed.items():
        shown.append(Paragraph(safe(str(error), 300), safe(name, 40), "bad"))
    for name, note in dict.fromkeys(tracing.notes):
        shown.append(Paragraph(safe(note, 300), safe(name, 40), "warning"))
    return shown


def card_of(app: "RelayApp", line: Line) -> Overlay:
    """The card of a line: with its mail's story, where it is of a mail."""
    word = "" if line.marker else word_of(line.event)
    try:
        sought = Sought(word)
    except UsageError:
        return Overlay("Line", line_paragraphs(line))
    return StoryCard(line, RingSearch(app.store.ring, sought))

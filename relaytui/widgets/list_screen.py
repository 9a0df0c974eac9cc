"""What every screen with a list has: columns, sorting, grouping, a filter, marks, details.

A screen says what it wants to know (`wants`), makes items of it (`gather`) and cells of an item.
Where there may be 100,000 items, IN_THREAD has them made and sorted beside the event loop.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.strip import Strip

from relaytui.domain.link_state import CONNECTED
from relaytui.domain.text import safe
from relaytui.state.ages import age_words
from relaytui.state.store import Change
from relaytui.widgets.bar import Word
from relaytui.widgets.list_keys import ListKeys, Sort
from relaytui.widgets.list_view import ListFilter, ListView
from relaytui.widgets.overlay import TextPanel
from relaytui.widgets.strips import column, fit
from relaytui.widgets.table import Cell
from relaytui.widgets.text_panel import Paragraph, Paragraphs

#: Seconds between two times that items are made for new facts.
APART = 0.9


class _Made(NamedTuple):
    """Items that are ready to be shown, and the place of the one under the cursor."""

    items: Sequence[Any]
    cursor: int | None
    total: int


class ListScreen(ListKeys):
    """A list over all hosts."""

    DEFAULT_CSS = """
    ListScreen #heading { height: 1; }
    ListScreen #notes { height: auto; max-height: 3; }
    """
    IN_THREAD: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._shown_version: object = None
        self._total = 0
        self._made_at = 0.0
        self._making = False
        self._asked_again = False

    # --- the widgets ---

    def body(self) -> ComposeResult:
        """The titles, the rows, what can't be seen, the filter when it is typed."""
        heading = TextPanel(Paragraphs(lambda: self.relay_app.look), id="heading")
        notes = TextPanel(Paragraphs(lambda: self.relay_app.look), id="notes")
        heading.can_focus = notes.can_focus = False
        yield heading
        yield ListView(self._rows, id="rows")
        yield notes
        yield ListFilter(placeholder="text, !not", id="filter")

    def on_mount(self) -> None:
        """The filter shows when it is asked for."""
        self.query_one(ListFilter).display = False
        super().on_mount()

    def on_screen_resume(self) -> None:
        """Look at it all again."""
        self._shown_version = None
        super().on_screen_resume()
        self.view.focus()

    def restyle(self) -> None:
        """The theme or the size has changed."""
        self._rows.forget()
        super().restyle()

    def frame(self, change: Change) -> int:
        """New facts: make the items anew. Twenty hosts tell of some in each frame, so those that
        come within a second of others wait for the tick."""
        if change.statuses or (change.facts and time.monotonic() - self._made_at >= APART):
            self.tick()
        return 0

    def tick(self) -> None:
        """Make the items anew where they may be others; ages have changed."""
        if self._shown_version != self.version():
            self.remake()
        self._paint()
        super().tick()

    def remake(self) -> None:
        """Make the items anew."""
        self._shown_version, self._made_at = self.version(), time.monotonic()
        if self.IN_THREAD:
            self._asked_again = True
            if not self._making:
                self._making = True
                self.run_worker(self._make_beside())
        else:
            self._show(self._job()())

    async def _make_beside(self) -> None:
        try:
            while self._asked_again and self.is_attached:
                self._asked_again = False
                made = await asyncio.to_thread(self._job())
                if self.is_attached:
                    self._show(made)
                    self._paint()
                    super().tick()
        finally:
            self._making = False

    def _job(self) -> Callable[[], _Made]:
        gathered, sort, wanted = self.gather(), self._order(), self._filter
        chosen = self.chosen
        chosen_key = None if chosen is None else self.key_of(chosen)

        def make() -> _Made:
            items = gathered()
            total = len(items)
            if wanted:
                items = [one for one in items if _fits(wanted, self.text_of(one))]
            if sort:
                items = sorted(items, key=sort.key, reverse=sort.reverse)
            places = (at for at, one in enumerate(items) if self.key_of(one) == chosen_key)
            return _Made(items, None if chosen_key is None else next(places, None), total)

        return make

    def _order(self) -> Sort | None:
        return self.SORTS[self._sort] if self.SORTS else None

    def _show(self, made: _Made) -> None:
        self._rows.items, self._total = made.items, made.total
        view = self.view
        cursor = view.cursor or 0 if made.cursor is None else made.cursor
        if made.cursor is not None and made.cursor != view.cursor:
            view.set_rows(self._rows, follow=False, cursor=cursor)
        else:
            view._limit = None
            view.cursor = min(cursor, len(made.items) - 1) if made.items else None
        view.update(0)

    def _paint(self) -> None:
        heading = Paragraph(self._rows.heading(self.size.width), token="muted")
        look = self.relay_app
        self.query_one("#heading", TextPanel).show(Paragraphs(lambda: look.look, [heading]))
        notes = self.folded_notes()
        panel = self.query_one("#notes", TextPanel)
        panel.display = bool(notes) and bool(self.items)
        lines = [self._note_line(f"{one.relay}: {one.words}", one.token) for one in notes]
        if len(lines) > 3:
            lines[2:] = [self._note_line(f"and {len(notes) - 2} more: press !", "bad")]
        panel.styles.height = max(1, len(lines))
        panel.show(Paragraphs(lambda: look.look, lines))
        self.view.update(0)

    def _note_line(self, words: str, token: str) -> Paragraph:
        """A note in one line; `!` tells the whole."""
        return Paragraph(column(safe(words, 400), max(1, self.size.width)).rstrip(), token=token)

    def strips_instead(self, width: int) -> list[Strip]:
        """What stands in place of rows."""
        theme = self.relay_app.look
        return [fit([(line, theme[token])], width, theme["text"]) for line, token in self.instead()]

    def instead(self) -> list[Cell]:
        """What stands in place of rows: why there are none."""
        if self._filter and self._total:
            return [(f"none of {self._total:,} rows holds {self._filter}", "muted")]
        notes = self.folded_notes()
        lines: list[Cell] = []
        for one in notes:
            lines.append((safe(f"{one.relay}: {one.words}", 400), one.token))
            if one.next_step:
                lines.append((safe(f"  {one.next_step}", 400), "text"))
        asked = self._unanswered()
        if asked:
            lines.append((f"asking {asked} host{'s' if asked > 1 else ''} …", "muted"))
        elif not notes:
            lines.append((self.NOTHING, "muted"))
        return lines

    def _unanswered(self) -> int:
        """How many hosts have not answered yet."""
        wants = self.wants()
        return sum(
            any(self.store.facts.get(relay, fact) is None for fact in wants)
            for relay in self.hosts()
            if (status := self.store.statuses.get(relay)) is None or status.state in CONNECTED
        )

    def status(self) -> tuple[list[Word], list[Word]]:
        """The title, how many, in which order and grouping, how old."""
        shown = f"{len(self.items):,}"
        if self._filter:
            shown += f" of {self._total:,}"
        left = [Word(self.TITLE_WORD, "bar_on", 3), Word(shown, "bar", 2)]
        told = (*self.link_notes(), *self.notes())
        failed = {one.relay for one in told if one.token == "bad"}
        if failed:
            left.append(Word(f"{len(failed)} not seen", "bad", 1))
        right = self.right_words()
        if self._filter:
            right.append(Word(f"filter {self._filter}", "accent", 4))
        if self._rows.marked:
            right.append(Word(f"{len(self._rows.marked)} marked", "accent", 4))
        if self.grouping:
            right.append(Word(f"by {self.grouping}", "bar", 6))
        if order := self._order():
            right.append(Word(f"↓ {order.name}" if order.reverse else f"↑ {order.name}", "bar", 8))
        return left, [*right, *self._age_words()]

    def _age_words(self) -> list[Word]:
        """How old the oldest fact is, grey and old ones as a warning."""
        known = [
            one
            for relay in self.hosts()
            for fact in self.wants()
            if (one := self.store.facts.get(relay, fact)) is not None
        ]
        if not known:
            return []
        age = age_words(max(0.0, self.relay_app.now() - min(one.at for one in known)))
        stale = any(one.stale for one in known)
        words = f"seen {age} ago" if age != "now" else "seen now"
        return [Word(f"STALE: {words}" if stale else words, "warning" if stale else "muted", 5)]


def _fits(wanted: str, text: str) -> bool:
    """Whether a text holds every word of a filter, and none behind a `!`; case is no matter."""
    text = text.lower()
    return all(
        (word[1:] not in text) if word[0] == "!" and len(word) > 1 else word in text
        for word in wanted.lower().split()
    )

"""What a list is made of, and what its keys do; list_screen.py shows it."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.widgets import Input

from relaytui.domain.link_state import COMING, CONNECTED
from relaytui.domain.text import safe
from relaytui.widgets.bar import Word
from relaytui.widgets.commands import command
from relaytui.widgets.list_view import ListFilter, ListView
from relaytui.widgets.overlay import Overlay
from relaytui.widgets.relay_screen import RelayScreen
from relaytui.widgets.table import Cell, Column, TableRows
from relaytui.widgets.text_panel import Paragraph


class Sort(NamedTuple):
    """An order of the items by its name."""

    name: str
    key: Callable[[Any], Any]
    reverse: bool = False


class Note(NamedTuple):
    """Why something is not in the list: `relay` (or a few of them), and the words."""

    relay: str
    words: str
    next_step: str = ""
    token: str = "bad"


class ListKeys(RelayScreen):
    """A list's items, order, grouping, filter and marks."""

    #: The word in the bar.
    TITLE_WORD: ClassVar[str] = ""
    SORTS: ClassVar[Sequence[Sort]] = ()
    GROUPINGS: ClassVar[Sequence[str]] = ()
    #: What an empty list says when all hosts have answered.
    NOTHING: ClassVar[str] = "nothing"

    def __init__(self) -> None:
        super().__init__()
        self._rows = TableRows(self, lambda: self.relay_app.look)
        self._sort, self._grouping = 0, 0
        self._filter = ""

    def remake(self) -> None:
        """Make the items anew."""
        raise NotImplementedError

    # --- what a screen says ---

    def columns(self) -> Sequence[Column]:
        """All columns, in their order."""
        raise NotImplementedError

    def cells(self, item: Any) -> Sequence[Cell]:
        """An item's cells, one a column."""
        raise NotImplementedError

    def key_of(self, item: Any) -> Hashable:
        """What an item is known by when figures change."""
        raise NotImplementedError

    def gather(self) -> Callable[[], Sequence[Any]]:
        """Take what is needed out of the store; the result makes the items out of that alone."""
        raise NotImplementedError

    def text_of(self, item: Any) -> str:
        """What the filter looks in."""
        return " ".join(text for text, _ in self.cells(item))

    def about(self, item: Any) -> Sequence[Paragraph]:
        """All that is known of an item."""
        return [
            Paragraph(text, one.title, token)
            for one, (text, token) in zip(self.columns(), self.cells(item), strict=True)
        ]

    def notes(self) -> Sequence[Note]:
        """What can't be seen, and why."""
        return ()

    def stale(self, item: Any) -> bool:
        """Whether it may be wrong by now."""
        return False

    def version(self) -> object:
        """Changes when the items may have."""
        return self.store.facts.version

    def right_words(self) -> list[Word]:
        """Words at the right of the bar."""
        return []

    @property
    def view(self) -> ListView:
        """The rows."""
        return self.query_one(ListView)

    @property
    def items(self) -> Sequence[Any]:
        """What is shown, in its order."""
        return self._rows.items

    @property
    def chosen(self) -> Any | None:
        """The item under the cursor."""
        at = self.view.cursor
        return self.items[at] if at is not None and at < len(self.items) else None

    @property
    def grouping(self) -> str:
        """The name of the grouping that holds; empty where there is none."""
        return self.GROUPINGS[self._grouping] if self.GROUPINGS else ""

    def link_notes(self) -> list[Note]:
        """Hosts that are not connected: what they hold is not seen, or as it was."""
        found = []
        for relay in self.hosts():
            status = self.store.statuses.get(relay)
            if status is not None and status.state not in CONNECTED:
                words = f"{status.state}: {status.reason}" if status.reason else str(status.state)
                token = "warning" if status.state in COMING else "bad"
                found.append(Note(relay, words, status.next_step, token))
        return found

    def folded_notes(self) -> list[Note]:
        """The same words about several hosts as one note."""
        folded: dict[tuple[str, str, str], list[str]] = {}
        for one in (*self.link_notes(), *self.notes()):
            folded.setdefault((one.words, one.next_step, one.token), []).append(one.relay)
        return [
            Note(", ".join(relays), words, next_step, token)
            for (words, next_step, token), relays in folded.items()
        ]

    def hosts(self) -> list[str]:
        """The hosts that can be asked: not those that only stand in another's log."""
        statuses = self.store.statuses
        return [one for one in self.store.relays if one not in statuses or not statuses[one].via]

    def meant(self) -> list[Any]:
        """The rows that an action is about: the marked ones, else the one under the cursor."""
        marked = [one for one in self.items if self.key_of(one) in self._rows.marked]
        return marked or ([] if self.chosen is None else [self.chosen])

    def subject_of(self, item: Any) -> str:
        """The address or account that a row is about; empty where it is about none."""
        return ""

    def subject(self) -> str:
        """That of the row under the cursor."""
        return "" if self.chosen is None else self.subject_of(self.chosen)

    def subjects(self) -> list[str]:
        """Those of the rows that are meant."""
        return [text for one in self.meant() if (text := self.subject_of(one))]

    # --- what keys do ---

    def action_details(self) -> None:
        """The card of the row under the cursor."""
        if (item := self.chosen) is not None:
            self.app.push_screen(Overlay(self.TITLE_WORD, list(self.about(item))))

    def action_notes(self) -> None:
        """What can't be seen, in full."""
        shown = []
        for one in self.folded_notes():
            shown.append(Paragraph(safe(one.words, 2000), safe(one.relay, 60), one.token))
            if one.next_step:
                shown.append(Paragraph(safe(one.next_step, 2000), "do", literal=False))
        if not shown:
            shown = [Paragraph("All that this screen shows could be seen.", literal=False)]
        self.app.push_screen(Overlay("Not seen", shown))

    def action_sort(self) -> None:
        """The next order."""
        if self.SORTS:
            self._sort = (self._sort + 1) % len(self.SORTS)
            self.remake()
            self.tick()

    def action_group(self) -> None:
        """The next grouping."""
        if self.GROUPINGS:
            self._grouping = (self._grouping + 1) % len(self.GROUPINGS)
            self._rows.marked.clear()
            self.remake()
            self.tick()

    def action_look_again(self) -> None:
        """Look at the hosts again now."""
        if fleet := self.relay_app.fleet:
            fleet.look_again()
            self.notify("Looking again", markup=False, timeout=2)

    def action_switch(self) -> None:
        """Space: what stands in the row on or off, where that can be; else its mark."""
        self.action_mark()

    def action_mark(self) -> None:
        """Mark this row, and go on to the next."""
        if (item := self.chosen) is not None:
            self._rows.marked ^= {self.key_of(item)}
            self.view.update(0)
            self.view.action_move(1)
            self.tick()

    def action_filter(self) -> None:
        """Type a filter."""
        entry = self.query_one(ListFilter)
        entry.display = True
        entry.value = self._filter
        self.set_focus(entry)

    def action_filter_left(self) -> None:
        """Leave the filter as it was."""
        self.set_focus(self.view)
        self.query_one(ListFilter).display = False
        self.relay_app.wake()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the filter that was typed."""
        event.stop()
        self.command_filter(event.value)
        self.action_filter_left()

    @command("Only rows with a text and without !words", "[TEXT]")
    def command_filter(self, text: str) -> None:
        """Take a filter."""
        self._filter = text.strip()
        self.remake()
        self.tick()

    def action_back(self) -> None:
        """Take the filter away, then the marks; then to the lines."""
        if self._filter:
            self.command_filter("")
        elif self._rows.marked:
            self._rows.marked.clear()
            self.view.update(0)
            self.tick()
        else:
            self.relay_app.open_screen("logs")

    def copied(self) -> list[str]:
        """The marked rows, else the one under the cursor."""
        return [self.text_of(one) for one in self.meant()]

    def on_key(self, event: events.Key) -> None:
        """Keys go to the rows, wherever the focus was lost to."""
        if self.focused is None:
            self.view.focus()

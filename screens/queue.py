"""Queue: what waits on all hosts, one row for one cause; its messages, and each message in full."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from relaytui.api import (
    HEADERS,
    QUEUE,
    QUEUE_BY_LOG,
    QUEUE_GROUPINGS,
    AnyFact,
    Cell,
    Column,
    ListScreen,
    Note,
    Overlay,
    Paragraph,
    QueueGroup,
    QueueMessage,
    QueueView,
    RelaytuiError,
    ScreenSpec,
    Sort,
    Word,
    bytes_words,
    header_paragraphs,
    headers_of,
    joined,
    key,
    long_span_words,
    message_paragraphs,
    origins_of,
    safe,
)

Row = QueueGroup | QueueMessage


def _many(row: Row) -> int:
    return row.messages if isinstance(row, QueueGroup) else row.recipients


def _since(row: Row) -> float:
    """When it came, or the oldest of a group; what tells no time comes last."""
    at = row.oldest if isinstance(row, QueueGroup) else row.arrived
    return at or float("inf")


def _bytes(row: Row) -> int:
    return row.size or 0


def _name(row: Row) -> str:
    return row.name if isinstance(row, QueueGroup) else row.recipient


def _bytes_words(size: int | None) -> str:
    return "" if size is None else bytes_words(size)


class QueueScreen(ListScreen):
    """Groups of messages; Enter goes into one."""

    TITLE_WORD = "Queue"
    IN_THREAD = True
    NOTHING = "all queues are empty"
    GROUPINGS: ClassVar[Sequence[str]] = (*QUEUE_GROUPINGS, *QUEUE_BY_LOG)
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("most", _many, True),
        Sort("oldest", _since),
        Sort("bytes", _bytes, True),
        Sort("name", _name),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("h", "headers", "headers", "The headers of the message under the cursor, as root",
            id="queue.headers", show=True),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._seen = QueueView({})
        #: The group whose messages are shown, and the one that was left.
        self._inside: QueueGroup | None = None
        self._left: QueueGroup | None = None
        self._opening = False

    def wants(self) -> Sequence[AnyFact]:
        """The lists."""
        return (QUEUE,)

    def gather(self) -> Callable[[], Sequence[Row]]:
        """Groups, or the messages of the one that was gone into."""
        facts = {
            relay: known.value
            for relay in self.hosts()
            if (known := self.store.facts.get(relay, QUEUE)) is not None
        }
        grouping, inside, now = self.grouping, self._inside, self.relay_app.now()
        by_log = grouping in QUEUE_BY_LOG
        origins = origins_of(self.store.rates, facts) if by_log else {}

        def make() -> Sequence[Row]:
            self._seen = view = QueueView(facts, origins)
            if inside is not None:
                return view.messages(grouping, inside.key, now)
            return view.groups(grouping, now)

        return make

    def key_of(self, item: Row) -> Hashable:
        """A group's name; a message's id in its queue."""
        if isinstance(item, QueueGroup):
            return item.key
        return (item.relay, item.place.name, item.id)

    @property
    def chosen(self) -> Any | None:
        """The row under the cursor; the group that was left, until groups are there again."""
        if self._left is not None and (not self.items or isinstance(self.items[0], QueueMessage)):
            return self._left
        self._left = None
        return super().chosen

    # --- what is shown ---

    @property
    def _shows_messages(self) -> bool:
        """What the rows are: while others are being made, the old ones stand."""
        if not self.items:
            return self._inside is not None
        return isinstance(self.items[0], QueueMessage)

    def columns(self) -> Sequence[Column]:
        """All columns."""
        if self._shows_messages:
            return (
                Column("age", 6),
                Column("host", 12, 90),
                Column("id", 16, 110),
                Column("queue", 8, 60),
                Column("bytes", 7, 110, right=True),
                Column("from", 0),
                Column("to", 0),
                Column("reason", 0, 110),
            )
        return (
            Column("messages", 8, right=True),
            Column("oldest", 6),
            Column("held", 6, 60, right=True),
            Column("to", 8, 110, right=True),
            Column("bytes", 7, 90, right=True),
            Column("hosts", 12 if self.size.width < 110 else 24, 70),
            Column(self.grouping, 0),
        )

    def cells(self, item: Row) -> Sequence[Cell]:
        """A row's cells."""
        if isinstance(item, QueueMessage):
            return self._message_cells(item)
        plus = "≥" if self._seen.at_least else ""
        name: Cell = (f"bounces: {item.name}", "muted") if item.bounces else (item.name, "text")
        return (
            (f"{plus}{item.messages:,}", "muted" if item.bounces else "text"),
            (self._age(item.oldest), "muted"),
            (f"{item.held:,}" if item.held else "", "warning"),
            (f"{item.recipients:,}", "text"),
            (bytes_words(item.size) if item.size else "", "muted"),
            (joined(item.relays), "accent"),
            name,
        )

    def _message_cells(self, item: QueueMessage) -> Sequence[Cell]:
        more = f" +{item.recipients - 1:,}" if item.recipients > 1 else ""
        return (
            (self._age(item.arrived), "muted"),
            (safe(item.relay, 60), "accent"),
            (item.id, "text"),
            (item.queue, "warning" if item.queue in ("hold", "frozen") else "text"),
            (_bytes_words(item.size), "muted"),
            (item.sender, "text") if item.sender else ("bounce", "muted"),
            (item.recipient + more, "text"),
            (item.reason, "muted"),
        )

    def _age(self, at: int | None) -> str:
        return long_span_words(max(0.0, self.relay_app.now() - at)) if at else ""

    def text_of(self, item: Row) -> str:
        """What the filter looks in, and what is copied."""
        if isinstance(item, QueueMessage):
            words = (item.relay, item.id, item.queue, item.sender or "<>", item.recipient)
            return " ".join((*words, item.reason))
        bounces = "bounces " if item.bounces else ""
        return f"{item.messages} {bounces}{item.name} {' '.join(item.relays)}"

    def notes(self) -> Sequence[Note]:
        """Queues that can't be seen, and lists that are not whole."""
        found = [
            Note(
                relay,
                f"{failed.about}: {failed.reason}" if failed.about else failed.reason,
                failed.remedy.words if failed.remedy else "",
            )
            for relay, failed in self._seen.unseen
        ]
        for relay, place in self._seen.places:
            words = [place.warning] if place.warning else []
            for one in (*words, *place.queue.unread):
                found.append(Note(relay, f"{place.name}: {one}", "", "warning"))
        return found

    def stale(self, item: Row) -> bool:
        """Whether all of its hosts may say something else by now."""
        relays = [item.relay] if isinstance(item, QueueMessage) else item.relays
        known = [self.store.facts.get(one, QUEUE) for one in relays]
        return all(one is None or one.stale for one in known)

    def right_words(self) -> list[Word]:
        """How many wait in all, or which group is shown."""
        if self._inside is not None:
            bounces = "bounces: " if self._inside.bounces else ""
            return [Word(safe(f"{bounces}{self._inside.name}", 60), "accent", 2)]
        if not self._seen.places:
            return []
        plus = "≥" if self._seen.at_least else ""
        shown = [Word(f"{plus}{len(self._seen):,} waiting", "bar", 3)]
        count = sum(one.place.queue.bounces for one in self._seen.places)
        if count:
            shown.append(Word(f"{count:,} bounces", "bar", 7))
        return shown

    # --- what keys do ---

    def action_details(self) -> None:
        """Into a group; all about a message."""
        item = self.chosen
        if isinstance(item, QueueGroup):
            self._go(item, None)
        elif isinstance(item, QueueMessage):
            self._open(self._card(item))

    def action_back(self) -> None:
        """Out of a group, once its filter and marks are taken away."""
        if self._inside is None or self._filter or self._rows.marked:
            super().action_back()
        else:
            self._go(None, self._inside)

    def action_group(self) -> None:
        """The next grouping, of all messages."""
        self._inside = None
        super().action_group()

    def _go(self, inside: QueueGroup | None, left: QueueGroup | None) -> None:
        self._inside, self._left = inside, left
        self._filter = ""
        self._rows.marked.clear()
        self.view.cursor = 0
        self.remake()
        self.tick()

    def _open(self, work: Any) -> None:
        """Show what a worker makes, one at a time."""
        if self._opening:
            work.close()
            return
        self._opening = True
        self.run_worker(work)

    async def _card(self, item: QueueMessage) -> None:
        try:
            # The list is read once more for it, which may take a moment.
            origin = origins_of(self.store.rates, [item.relay]).get(item.relay, {}).get(item.id)
            now = self.relay_app.now()
            shown = await asyncio.to_thread(message_paragraphs, item, now, origin)
            if self.is_current:
                self.app.push_screen(Overlay("Message", shown))
        finally:
            self._opening = False

    def action_headers(self) -> None:
        """Ask for the headers of the message under the cursor."""
        item, fleet = self.chosen, self.relay_app.fleet
        if not isinstance(item, QueueMessage) or fleet is None:
            self.notify("Headers are of one message: go into a group with Enter", markup=False)
            return
        values = headers_of(item.place.form, item.place.name, item.id)
        if values is not None:
            self._open(self._headers(item, values))

    async def _headers(self, item: QueueMessage, values: dict[str, str]) -> None:
        fleet = self.relay_app.fleet
        assert fleet is not None
        try:
            future = fleet.ask_once(item.relay, HEADERS, **values)
            shown = header_paragraphs(await asyncio.wrap_future(future))
        except RelaytuiError as error:
            shown = [Paragraph(safe(str(error), 400), token="bad")]
        finally:
            self._opening = False
        if self.is_current:
            self.app.push_screen(Overlay(safe(f"Headers of {item.id}", 60), shown))


SCREEN = ScreenSpec("queue", "Queue", "7", QueueScreen)

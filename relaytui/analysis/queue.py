"""The queues of all hosts, put together: by reason, sender, domain, next host, age or queue.

Bounces (no sender) are always apart: to senders that somebody forged they can't be delivered, and
a thousand of them must not look like a thousand mails of ours that wait.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from relaytui.domain.finding import Failed
from relaytui.domain.mail_queue import BOUNCE, UNTOLD, MailQueue
from relaytui.domain.queued import Queued
from relaytui.domain.text import SafeText
from relaytui.facts.queue import Place, Queues

GROUPINGS = ("reason", "sender", "domain", "hop", "age", "queue")
#: Queues whose messages nobody tries to deliver until somebody says so, and those at work.
HELD = frozenset({"hold", "frozen", "corrupt"})
WORKING = frozenset({"active", "incoming", "maildrop", "inflight"})
#: Ages by their beginning in seconds.
_AGES = ((-(1 << 40), "under 5 minutes"), (300, "5 minutes to 1 hour"), (3600, "1 to 4 hours"),
         (14_400, "4 to 12 hours"), (43_200, "12 to 24 hours"), (86_400, "1 to 2 days"),
         (172_800, "2 to 5 days"), (432_000, "over 5 days"))  # fmt: skip
_UNTOLD_AGE = "no time is told"
_EMPTY = {"reason": "no reason is told", "sender": "no sender", "domain": "no domain",
          "hop": "no host is named", "queue": "unknown"}  # fmt: skip


class RelayPlace(NamedTuple):
    """A queue, and the relay that has it."""

    relay: str
    place: Place


class QueueMessage(NamedTuple):
    """A message of a queue, by its row."""

    relay: str
    place: Place
    row: int

    @property
    def id(self) -> SafeText:
        """Its id in that queue."""
        return self.place.queue.id(self.row)

    @property
    def queue(self) -> str:
        """The queue it is in."""
        return self.place.queue.queues[self.place.queue.queue[self.row]]

    @property
    def sender(self) -> SafeText:
        """Its sender; empty for a bounce."""
        return self.place.queue.senders[self.place.queue.sender[self.row]]

    @property
    def recipient(self) -> SafeText:
        """The first for whom it waits."""
        return self.place.queue.recipient(self.row)

    @property
    def recipients(self) -> int:
        """For how many it waits."""
        return self.place.queue.count[self.row]

    @property
    def arrived(self) -> int | None:
        """When it came."""
        return _told(self.place.queue.arrived[self.row])

    @property
    def size(self) -> int | None:
        """Its bytes."""
        return _told(self.place.queue.size[self.row])

    @property
    def reason(self) -> SafeText:
        """The shape of the first reason."""
        queue = self.place.queue
        at = queue.first[self.row]
        return queue.shapes[queue.shape[at]] if at < queue.first[self.row + 1] else SafeText("")

    def in_full(self) -> Queued | None:
        """All that its list tells of it."""
        return self.place.message(self.row)


def _told(number: int) -> int | None:
    return None if number == UNTOLD else number


class QueueGroup(msgspec.Struct):
    """Messages that have something in common. `oldest` is a moment, 0 where none is told."""

    name: SafeText
    bounces: bool = False
    messages: int = 0
    recipients: int = 0
    size: int = 0
    held: int = 0
    working: int = 0
    oldest: int = 0
    relays: list[str] = []

    @property
    def key(self) -> tuple[str, bool]:
        """What it is known by."""
        return self.name, self.bounces

    def add(self, other: "QueueGroup", relay: str) -> None:
        """Take in a group of the same name."""
        self.messages += other.messages
        self.recipients += other.recipients
        self.size += other.size
        self.held += other.held
        self.working += other.working
        self.oldest = min(self.oldest or other.oldest, other.oldest or self.oldest)
        if relay not in self.relays:
            self.relays.append(relay)


class QueueView:
    """The queues of hosts that could be read, and what could not be."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.places: list[RelayPlace] = []
        self.unseen: list[tuple[str, Failed]] = []
        for relay, value in found.items():
            if isinstance(value, Failed):
                self.unseen.append((relay, value))
            elif isinstance(value, Queues):
                self.places += [RelayPlace(relay, one) for one in value.places]
                self.unseen += [(relay, one) for one in value.failed]

    def __len__(self) -> int:
        return sum(len(one.place.queue) for one in self.places)

    @property
    def at_least(self) -> bool:
        """Whether there may be more than were counted."""
        return any(one.place.queue.at_least for one in self.places)

    def groups(self, grouping: str, now: float) -> list[QueueGroup]:
        """All messages in groups, the largest first."""
        whole: dict[tuple[str, bool], QueueGroup] = {}
        for relay, place in self.places:
            for one in _groups(place.queue, grouping, now):
                whole.setdefault(one.key, QueueGroup(one.name, one.bounces, relays=[])).add(
                    one, relay
                )
        return sorted(whole.values(), key=lambda one: (-one.messages, one.name))

    def messages(
        self, grouping: str = "", key: tuple[str, bool] | None = None, now: float = 0.0
    ) -> list[QueueMessage]:
        """Those of a group; without one, all."""
        found: list[QueueMessage] = []
        for relay, place in self.places:
            rows: Iterable[int] = range(len(place.queue))
            if key is not None:
                rows = _rows(place.queue, grouping, key, now)
            found += [QueueMessage(relay, place, row) for row in rows]
        return found


_Numbers = Callable[[int], Sequence[int]]


def _numbers(queue: MailQueue, grouping: str, now: float) -> tuple[_Numbers, Sequence[str]]:
    """What gives the numbers of a row's groups (one for each recipient), and their names."""
    match grouping:
        case "sender":
            return _single(queue.sender), queue.senders.texts
        case "queue":
            return _single(queue.queue), queue.queues.texts
        case "age":
            return _single(_ages(queue, now)), [*(name for _, name in _AGES), _UNTOLD_AGE]
    column, names = {
        "domain": (queue.domain, queue.domains),
        "hop": (queue.hop, queue.hops),
    }.get(grouping, (queue.shape, queue.shapes))
    first, none = queue.first, len(names.texts)

    def numbers(row: int) -> Sequence[int]:
        return column[first[row] : first[row + 1]] or (none,)

    return numbers, [*names.texts, ""]


def _single(column: Sequence[int]) -> _Numbers:
    return lambda row: (column[row],)


def _ages(queue: MailQueue, now: float) -> "array[int]":
    ages = array("B")
    for arrived in queue.arrived:
        age = now - arrived
        older = sum(age >= begin for begin, _ in _AGES[1:])
        ages.append(len(_AGES) if arrived == UNTOLD else older)
    return ages


def _groups(queue: MailQueue, grouping: str, now: float) -> Iterator[QueueGroup]:
    numbers, names = _numbers(queue, grouping, now)
    found: dict[int, QueueGroup] = {}
    held = [name in HELD for name in queue.queues.texts]
    working = [name in WORKING for name in queue.queues.texts]
    by_recipient = grouping not in ("sender", "queue", "age")
    columns = zip(queue.flags, queue.queue, queue.count, queue.size, queue.arrived, strict=True)
    for row, (flags, where, count, size, arrived) in enumerate(columns):
        bounce = flags & BOUNCE
        mine = numbers(row)
        for number in mine if len(mine) == 1 else set(mine):
            one = found.get(number * 4 + bounce)
            if one is None:
                name = SafeText(names[number] or _EMPTY.get(grouping, ""))
                one = found[number * 4 + bounce] = QueueGroup(name, bool(bounce))
            one.messages += 1
            one.recipients += mine.count(number) if by_recipient and len(mine) > 1 else count
            one.size += max(size, 0)
            one.held += held[where]
            one.working += working[where]
            if arrived != UNTOLD and (not one.oldest or arrived < one.oldest):
                one.oldest = arrived
    yield from found.values()


def _rows(queue: MailQueue, grouping: str, key: tuple[str, bool], now: float) -> Iterator[int]:
    """The rows of a group."""
    numbers, names = _numbers(queue, grouping, now)
    wanted = {
        number for number, name in enumerate(names) if (name or _EMPTY.get(grouping, "")) == key[0]
    }
    for row, flags in enumerate(queue.flags):
        if bool(flags & BOUNCE) is key[1] and not wanted.isdisjoint(numbers(row)):
            yield row

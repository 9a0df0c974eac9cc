"""The queues of all hosts, put together: by reason, sender, domain, next host, age or queue.

Bounces (no sender) are always apart: to senders that somebody forged they can't be delivered, and
a thousand of them must not look like a thousand mails of ours that wait.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from relaytui.analysis.queue_keys import EMPTY, Keys, numbers_of
from relaytui.analysis.queue_message import NO_ORIGINS, Origin, Origins, QueueMessage, RelayPlace
from relaytui.domain.finding import Failed
from relaytui.domain.mail_queue import BOUNCE, UNTOLD, MailQueue
from relaytui.domain.text import SafeText
from relaytui.facts.queue import Queues

GROUPINGS = ("reason", "sender", "domain", "hop", "age", "queue")
#: Groupings by what the log told when a message came: its list does not.
BY_LOG = ("account", "client")
#: Queues whose messages nobody tries to deliver until somebody says so, and those at work.
HELD = frozenset({"hold", "frozen", "corrupt"})
WORKING = frozenset({"active", "incoming", "maildrop", "inflight"})


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

    def __init__(self, found: Mapping[str, Any], origins: Origins | None = None) -> None:
        self.origins: Origins = origins or {}
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
            numbers = numbers_of(place.queue, grouping, now, self._of(relay))
            for one in _groups(place.queue, grouping, numbers):
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
                numbers = numbers_of(place.queue, grouping, now, self._of(relay))
                rows = _rows(place.queue, grouping, key, numbers)
            found += [QueueMessage(relay, place, row) for row in rows]
        return found

    def _of(self, relay: str) -> Mapping[str, Origin]:
        return self.origins.get(relay, NO_ORIGINS)


def _groups(queue: MailQueue, grouping: str, of: Keys) -> Iterator[QueueGroup]:
    numbers, names = of
    found: dict[int, QueueGroup] = {}
    held = [name in HELD for name in queue.queues.texts]
    working = [name in WORKING for name in queue.queues.texts]
    by_recipient = grouping in ("reason", "domain", "hop")
    columns = zip(queue.flags, queue.queue, queue.count, queue.size, queue.arrived, strict=True)
    for row, (flags, where, count, size, arrived) in enumerate(columns):
        bounce = flags & BOUNCE
        mine = numbers(row)
        for number in mine if len(mine) == 1 else set(mine):
            one = found.get(number * 4 + bounce)
            if one is None:
                name = SafeText(names[number] or EMPTY.get(grouping, ""))
                one = found[number * 4 + bounce] = QueueGroup(name, bool(bounce))
            one.messages += 1
            one.recipients += mine.count(number) if by_recipient and len(mine) > 1 else count
            one.size += max(size, 0)
            one.held += held[where]
            one.working += working[where]
            if arrived != UNTOLD and (not one.oldest or arrived < one.oldest):
                one.oldest = arrived
    yield from found.values()


def _rows(
    queue: MailQueue,
    grouping: str,
    key: tuple[str, bool],
    of: Keys,
) -> Iterator[int]:
    """The rows of a group."""
    numbers, names = of
    wanted = {
        number for number, name in enumerate(names) if (name or EMPTY.get(grouping, "")) == key[0]
    }
    for row, flags in enumerate(queue.flags):
        if bool(flags & BOUNCE) is key[1] and not wanted.isdisjoint(numbers(row)):
            yield row

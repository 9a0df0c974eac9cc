"""A relay's queue in columns: a hundred thousand messages in some ten megabytes.

Texts that repeat (senders, domains, shapes of reasons, hosts) stand once in a table, a message
holds their numbers. Reasons in full are not kept: who wants to see one message looks it up in the
mail system's own list (facts/queue.py, `message`).
"""

from array import array
from collections.abc import Iterable

from relaytui.domain.delivery_reason import next_hop, shape_of
from relaytui.domain.names import Names
from relaytui.domain.queued import Listed, Queued, Unread, Waiting
from relaytui.domain.text import SafeText

#: Messages of one list that are read.
MESSAGES = 200_000
#: Shapes of reasons, and hosts, that are told apart in one list.
_SHAPES = 5000
#: Names of queues.
_QUEUES = 200
#: Recipients of one message that are looked at, and of all until it is one of each: the rest is
#: only counted.
RECIPIENTS, _ROWS = 1000, 600_000
#: Reasons whose shape is remembered while a list is read.
_REMEMBERED = 1 << 13
FORCED, BOUNCE = 1, 2
#: What stands in a column of moments or sizes where nothing is told.
UNTOLD = -1


class MailQueue:
    """The messages of one queue, by row. The columns of recipients hold those who still wait:
    of row N from `first[N]` to `first[N + 1]`."""

    def __init__(self, messages: Iterable[Listed]) -> None:
        # Each message's id and first recipient, one behind the other, and where they end.
        self._texts, self._ends = bytearray(), array("I", [0])
        self.queue, self.flags = array("B"), array("B")
        self.sender, self.first, self.count = array("I"), array("I", [0]), array("I")
        self.size, self.arrived = array("q"), array("q")
        self.domain, self.shape, self.hop = array("I"), array("I"), array("I")
        self.queues, self.senders = Names(_QUEUES), Names(MESSAGES)
        self.domains, self.shapes, self.hops = Names(MESSAGES), Names(_SHAPES), Names(_SHAPES)
        #: Why the list may be incomplete; the counts are then "at least".
        self.unread: list[str] = []
        self._reasons: dict[str, tuple[int, int]] = {}
        for one in messages:
            if isinstance(one, Unread):
                self._add_unread(one)
            else:
                self._add(one)
        self._reasons = {}
        for names in (self.queues, self.senders, self.domains, self.shapes, self.hops):
            names.close()

    def __len__(self) -> int:
        return len(self.sender)

    def id(self, row: int) -> SafeText:
        """A message's id."""
        return SafeText(self._text(row).partition("\n")[0])

    def recipient(self, row: int) -> SafeText:
        """The first of those for whom a message waits; empty where there is none."""
        return SafeText(self._text(row).partition("\n")[2])

    def _text(self, row: int) -> str:
        return self._texts[self._ends[row] : self._ends[row + 1]].decode()

    @property
    def at_least(self) -> bool:
        """Whether there may be more than were read."""
        return bool(self.unread)

    def by_queue(self) -> dict[str, int]:
        """Messages by the queue they are in; queues without any are left out."""
        return {name: self.queue.count(number) for number, name in enumerate(self.queues.texts)}

    @property
    def bounces(self) -> int:
        """Messages without a sender, or of a host's MAILER-DAEMON."""
        return sum(self.flags.count(flags) for flags in (BOUNCE, BOUNCE | FORCED))

    @property
    def oldest(self) -> int | None:
        """When the oldest came, in seconds since the epoch."""
        return min((one for one in self.arrived if one != UNTOLD), default=None)

    def _add_unread(self, one: Unread) -> None:
        if one.words not in self.unread:
            self.unread.append(one.words)

    def _add(self, one: Queued) -> None:
        waiting = one.recipients
        for each in waiting:
            if each.delivered:
                waiting = one.waiting
                break
        address = waiting[0].address if waiting else ""
        self._texts += f"{one.id}\n{address}".encode()
        self._ends.append(len(self._texts))
        self.queue.append(self.queues.number(one.queue))
        bounce = not one.sender or one.sender[:14].lower() == "mailer-daemon@"
        self.flags.append((FORCED if one.forced else 0) | (BOUNCE if bounce else 0))
        self.sender.append(self.senders.number(one.sender))
        self.size.append(UNTOLD if one.size is None else max(UNTOLD, min(one.size, 1 << 60)))
        self.arrived.append(UNTOLD if one.arrived is None else _moment(one.arrived))
        self.count.append(len(waiting))
        for each in waiting[: RECIPIENTS if len(self.domain) < _ROWS else 1]:
            self._add_waiting(each)
        self.first.append(len(self.domain))

    def _add_waiting(self, one: Waiting) -> None:
        address, reason = one.address, one.reason
        at = address.rfind("@")
        number = self.domains.number("" if at < 0 else address[at + 1 :].lower())
        told = self._reasons.get(reason)
        if told is None:
            told = (self.shapes.number(shape_of(reason)), self.hops.number(next_hop(reason)))
            if len(self._reasons) < _REMEMBERED:
                self._reasons[reason] = told
        self.domain.append(number)
        self.shape.append(told[0])
        self.hop.append(told[1])


def _moment(at: float) -> int:
    return int(at) if 0 <= at < 1 << 40 else UNTOLD

"""A message of a relay's queue, and who brought it as far as the log told."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from relaytui.analysis.rates import Rates
from relaytui.domain.mail_queue import UNTOLD
from relaytui.domain.queued import Queued
from relaytui.domain.text import SafeText
from relaytui.facts.queue import Place


class Origin(NamedTuple):
    """Who brought a message, as far as the log told."""

    client: str
    account: str


#: By relay and queue id.
Origins = Mapping[str, Mapping[str, Origin]]
NO_ORIGINS: Mapping[str, Origin] = {}


def origins_of(rates: Rates, relays: Iterable[str]) -> Origins:
    """Who brought the messages that the log has told of lately."""
    return {
        relay: {
            name: Origin(one.client or "", one.account or "")
            for (_, name), one in rates.relays[relay].messages.items()
        }
        for relay in relays
        if relay in rates.relays
    }


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

"""What the lines that are held tell of one group: with whom it was seen, first and last."""

import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field

from relaytui.analysis.groups import domain_of, name_of, net_of, regroup_of
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.filter import literally
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection

#: Seconds of a step.
STEP = 0.012
#: Lines of the group that are looked at, the newest.
MOST_LINES = 3000


@dataclass(slots=True)
class Seen:
    """Names that were seen with a group, by how often; its first and last line."""

    clients: Counter[str] = field(default_factory=Counter)
    accounts: Counter[str] = field(default_factory=Counter)
    senders: Counter[str] = field(default_factory=Counter)
    helos: Counter[str] = field(default_factory=Counter)
    first: Line | None = None
    last: Line | None = None
    lines: int = 0

    def take(self, line: Line) -> None:
        """One more line, an older one than those before."""
        event = line.event
        self.lines += 1
        self.first = line
        self.last = self.last or line
        for counter, name in (
            (self.clients, event.client_ip),
            (self.accounts, event.user),
            (self.senders, event.sender),
            (self.helos, event.helo),
        ):
            if name is not None:
                counter[name_of(name)] += event.repeat or 1


class Sightings:
    """Looks through the ring bit by bit for the lines of a group."""

    def __init__(self, ring: Ring, grouping: str, key: str) -> None:
        self._ring, self._grouping, self._key = ring, grouping, key
        needle = _needle(grouping, key)
        self._selection = Selection(ring, literally(needle), lambda: None) if needle else None
        self._next: int | None = None
        #: What was found so far.
        self.seen = Seen()

    @property
    def possible(self) -> bool:
        """Whether lines of such a group can be found by their text."""
        return self._selection is not None

    @property
    def share(self) -> float:
        """The part of the rows that was looked through."""
        return self._selection.share_searched if self._selection else 1.0

    def step(self) -> bool:
        """Look through some more; whether there is more to do."""
        selection = self._selection
        if selection is None:
            return False
        if self._next is None:
            if selection.step(STEP):
                return True
            self._next = selection.end
        limit = time.perf_counter() + STEP
        lowest = max(selection.first, selection.end - MOST_LINES)
        while self._next > lowest and time.perf_counter() < limit:
            self._next -= 1
            # A row may have been let go meanwhile.
            with contextlib.suppress(IndexError):
                line = self._ring.line(selection.row(self._next))
                if not line.marker and is_of(line.event, self._grouping, self._key):
                    self.seen.take(line)
        return self._next > lowest

    def close(self) -> None:
        """End it."""
        if self._selection:
            self._selection.close()


def is_of(event: Event, grouping: str, key: str) -> bool:
    """Whether a line belongs to a group, by its fields only."""
    match grouping:
        case "client":
            return event.client_ip == key
        case "account":
            return event.user is not None and name_of(event.user) == key
        case "sender":
            return event.sender is not None and name_of(event.sender) == key
        case "helo":
            return event.helo is not None and name_of(event.helo) == key
        case "domain":
            return event.recipient is not None and domain_of(event.recipient) == key
    regroup = regroup_of(grouping)
    return bool(event.client_ip and regroup and regroup(net_of(event.client_ip)) == key)


def _needle(grouping: str, key: str) -> str:
    """A text that all lines of a group hold; empty where there is none."""
    if grouping in ("client", "account", "sender", "helo", "domain"):
        return "from=<>" if key == "<>" else key
    if grouping == "net24":
        return key.removesuffix("0/24")
    return ""

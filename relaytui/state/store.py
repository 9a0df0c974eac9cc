"""All that the console knows, on the main thread: rows, counts, states of links, questions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relaytui.analysis.rates import Rates
from relaytui.domain.line import Line
from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.state.counters import Counters
from relaytui.state.facts import FactsBoard
from relaytui.state.filter import Filter
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection

if TYPE_CHECKING:
    from relaytui.engine.facts_keeper import Found

#: Seconds that a filter may look back without a pause.
SEARCH_SLICE = 0.012
#: Seconds between two looks at what has become stale by the time alone.
JUDGED_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """What a frame has brought."""

    #: From this row on, something is new; the ring's end where nothing is.
    row: int
    lines: int
    statuses: bool
    #: A filter has more to look through at once.
    searching: bool = False
    #: An aggregator has brought up relays that were not known.
    relays: bool = False
    #: Facts of hosts are new, or have become stale.
    facts: bool = False

    def and_then(self, later: "Change") -> "Change":
        """Both in one."""
        return Change(
            min(self.row, later.row),
            self.lines + later.lines,
            self.statuses or later.statuses,
            later.searching,
            self.relays or later.relays,
            self.facts or later.facts,
        )


class Store:
    """The only changeable truth of the console; screens read it."""

    def __init__(self, relays: Sequence[str], wake: Callable[[], None] = lambda: None) -> None:
        self.relays = tuple(relays)
        self._known = set(relays)
        self.ring = Ring()
        self.counters = Counters(relays)
        self.rates = Rates()
        self.facts = FactsBoard()
        self.statuses: dict[str, HostStatus] = {}
        self.selection: Selection | None = None
        self.filter_failed = ""
        self._judged = 0.0
        self._wake = wake

    def take(
        self,
        lines: Sequence[Line],
        statuses: Sequence[HostStatus],
        now: float,
        found: Sequence["Found"] = (),
    ) -> Change:
        """Take in what the fleet has; `now` in seconds since the epoch."""
        row = self.ring.add(lines, now) if lines else self.ring.end
        self.counters.take(lines, now)
        self.rates.take(lines)
        new = {status.relay: status for status in statuses}
        changed = any(new[relay] is not self.statuses.get(relay) for relay in new)
        self.statuses = new
        relays = self._know(new)
        if self.selection is not None:
            self.selection.forget(row)
        searching = self.search()
        facts = self.facts.take(found)
        if facts or changed or not 0 <= now - self._judged < JUDGED_EVERY:
            self._judged = now
            facts |= self.facts.judge(new, now)
        return Change(row, len(lines), changed, searching, relays, facts)

    def _know(self, relays: Iterable[str]) -> bool:
        """Take in relays in their order; whether one is new."""
        new = [relay for relay in relays if relay not in self._known]
        if not new:
            return False
        self._known.update(new)
        for relay in new:
            self.counters.know(relay)
        first = dict.fromkeys(relays)
        self.relays = (*first, *(one for one in self.relays if one not in first))
        return True

    def select(self, chosen: Filter | None) -> None:
        """Set the filter, or take it away."""
        if self.selection is not None:
            self.selection.close()
        self.filter_failed = ""
        self.selection = Selection(self.ring, chosen, self._wake) if chosen else None
        if self.selection is not None:
            self.selection.step(SEARCH_SLICE)

    def ready(self) -> int:
        """How many hosts are connected."""
        return sum(status.state is LinkState.READY for status in self.statuses.values())

    def search(self) -> bool:
        """Look through some more for the filter; return whether there is more at once."""
        if self.selection is None:
            return False
        more = self.selection.step(SEARCH_SLICE)
        if self.selection.failed:
            failed = self.selection.failed
            self.select(None)
            self.filter_failed = failed
        return more

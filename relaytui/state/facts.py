"""What is known of hosts, how old it is, and whether it can still be believed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relaytui.domain.link_state import CONNECTED, HostStatus
from relaytui.facts.base import AnyFact, HostFacts

if TYPE_CHECKING:
    from relaytui.analysis.disk_growth import DiskWatch, Growth
    from relaytui.analysis.health import Trouble
    from relaytui.engine.facts_keeper import Found

#: Periods without news after which a fact is not believed any more; and seconds at least.
LATE, LATE_AT_LEAST = 2.5, 10.0


@dataclass(slots=True)
class Known:
    """A fact's value (T, Absent or Failed), when it was seen (our seconds since the epoch), and
    whether it may be wrong by now: the link is gone, or no answer has come for too long."""

    value: Any
    at: float
    every: float
    stale: bool = False
    #: The host's clock minus ours, in seconds, when it was seen.
    skew: float = 0.0


class FactsBoard:
    """Facts by relay and name; `version` grows with each change."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Known]] = {}
        self._disks: dict[str, DiskWatch] = {}
        self.version = 0

    def take(self, found: "Iterable[Found]") -> bool:
        """Take in what was found; whether there was anything."""
        any_found = False
        for one in found:
            of_relay = self._known.setdefault(one.relay, {})
            every = one.fact.period(one.value)
            of_relay[one.fact.name] = Known(one.value, one.at, every, skew=one.skew)
            if one.fact.name == "machine":
                self._watch_disks(one)
            any_found = True
        self.version += any_found
        return any_found

    def _watch_disks(self, found: "Found") -> None:
        from relaytui.analysis.disk_growth import DiskWatch
        from relaytui.facts.machine import Machine

        if isinstance(found.value, Machine):
            self._disks.setdefault(found.relay, DiskWatch()).note(found.value, found.at)

    def growths(self, relay: str) -> "list[Growth]":
        """The disks of a relay that fill, as far as looks have told."""
        watch = self._disks.get(relay)
        return watch.growths() if watch else []

    def judge(self, statuses: Mapping[str, HostStatus], now: float) -> bool:
        """Look at what has become stale; whether that has changed for anything."""
        changed = False
        for relay, of_relay in self._known.items():
            status = statuses.get(relay)
            ready = status is not None and status.state in CONNECTED
            for known in of_relay.values():
                late = now - known.at > max(LATE_AT_LEAST, LATE * known.every)
                if known.stale is not (stale := late or not ready):
                    known.stale, changed = stale, True
        self.version += changed
        return changed

    def get(self, relay: str, fact: AnyFact) -> Known | None:
        """A fact of a relay; None while nobody has looked."""
        return self._known.get(relay, {}).get(fact.name)

    def troubles(self, relay: str, now: float) -> "list[Trouble]":
        """What is wrong with a relay, as far as is known; `now` by our clock."""
        # All that health looks at is loaded with it: not before the first paint.
        from relaytui.analysis.health import troubles
        from relaytui.facts.machine import MACHINE

        known = self.get(relay, MACHINE)
        skew = known.skew if known else 0.0
        return troubles(self.of(relay), now, skew, self.growths(relay))

    def of(self, relay: str) -> HostFacts:
        """All facts of a relay, for layers."""
        return HostFacts({name: one.value for name, one in self._known.get(relay, {}).items()})

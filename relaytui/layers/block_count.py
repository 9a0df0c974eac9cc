"""How many are kept out by all layers of a host together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from relaytui.facts.base import AnyFact, HostFacts
from relaytui.layers.reading import BlockReading, block_reading

#: Seconds between two looks at what is counted.
COUNTED_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class BlockCount:
    """`blocked`: addresses, networks and names, each once; `idle`: those of them that no layer
    keeps out. `unseen` are layers that can't be seen, so that there may be more; `asking`: some
    have not answered yet."""

    blocked: int
    idle: int = 0
    unseen: Sequence[str] = ()
    asking: bool = False

    @property
    def word(self) -> str:
        """The number, as far as it is known: nothing while nothing is, `?` where nothing can be."""
        if not self.blocked and (self.unseen or self.asking):
            return "?" if self.unseen else ""
        return f"{'≥' if self.unseen or self.asking else ''}{self.blocked:,}"


class BlockCounts:
    """Counts of all hosts; one is made anew when its facts are others. For one thread at a time."""

    def __init__(self, reading: BlockReading | None = None) -> None:
        self._reading = reading or block_reading()
        #: A count need not be as fresh as the list: it is asked for more seldom.
        self.needs: tuple[AnyFact, ...] = tuple(
            replace(one, every=max(one.every, COUNTED_EVERY)) for one in self._reading.needs
        )
        self._kept: dict[str, tuple[tuple[Any, ...], BlockCount]] = {}

    def of_all(self, facts: Mapping[str, HostFacts]) -> dict[str, BlockCount]:
        """The counts of hosts of which something is known."""
        return {relay: self.of(relay, known) for relay, known in facts.items() if known.found}

    def of(self, relay: str, facts: HostFacts) -> BlockCount:
        """The count of a host."""
        values = tuple(facts.get(one) for one in self.needs)
        kept = self._kept.get(relay)
        if kept and all(one is other for one, other in zip(kept[0], values, strict=True)):
            return kept[1]
        found = self._reading.entries({relay: facts})
        works: dict[Any, bool] = {}
        for held in found.held:
            key = held.entry.net or held.entry.what
            works[key] = works.get(key, False) or held.entry.effective is not False
        count = BlockCount(
            len(works),
            sum(not one for one in works.values()),
            tuple(one.layer.name for one in found.unseen),
            any(one is None for one in values),
        )
        self._kept[relay] = (values, count)
        return count

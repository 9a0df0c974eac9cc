"""The sums of a report: all that is added up, so that parts of a log can be counted apart.

`tables` hold what is told by name: some tallies (see report_tally), the others plain counts.
The sums of a whole log are bounded: a table that grows over MOST keeps its largest rows, what is
thrown out is counted together, and rows that came after that are "at least".
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from relaytui.analysis.groups import net_of
from relaytui.analysis.report_tally import weight

#: Period (0: asked for, 1: the one before), host, quarters of an hour since the epoch.
Where = tuple[int, str, int]
Key = Any
#: Tables of tallies: the others hold plain counts.
TALLIES = frozenset({"client", "net", "account", "sender", "recipient", "domain"})
#: Rows of a table that are kept.
MOST = 30_000
#: Lines that are kept to show what a shape of warnings looks like.
_MOST_SAMPLES = 2000
QUARTER = 900
Table = defaultdict[Key, int]


@dataclass
class Thrown:
    """What a table no longer holds: how many rows, their counts together, and which of the rows
    that stay were there from the beginning."""

    rows: int = 0
    counts: int = 0
    whole: set[Key] = field(default_factory=set)


@dataclass
class Sums:
    """All that is counted. `volumes`: by where, a tally. `lines` by kind of event; `unmatched` ones
    are not asked for by the filter; `lost` lines are known to be missing; `first` and `last`:
    minutes since the epoch that lines tell of."""

    volumes: defaultdict[Where, int] = field(default_factory=lambda: defaultdict(int))
    tables: dict[tuple[int, str], Table] = field(default_factory=dict)
    kinds: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    lines: int = 0
    outside: int = 0
    unmatched: int = 0
    lost: int = 0
    first: int | None = None
    last: int | None = None
    samples: dict[Key, str] = field(default_factory=dict)
    thrown: dict[tuple[int, str], Thrown] = field(default_factory=dict)

    def table(self, period: int, name: str) -> Table:
        """A table, for adding to it."""
        found = self.tables.get((period, name))
        if found is None:
            found = self.tables[period, name] = defaultdict(int)
        return found

    def count(self, period: int, name: str, key: Hashable, amount: int = 1) -> None:
        """Add to a row."""
        self.table(period, name)[key] += amount

    def at(self, where: Where, amount: int) -> None:
        """Add to an hour of a host."""
        self.volumes[where] += amount

    def sample(self, key: Key, raw: str) -> None:
        """Keep a line to show, the first of its kind."""
        if key not in self.samples and len(self.samples) < _MOST_SAMPLES:
            self.samples[key] = raw

    def seen(self, minute: int) -> None:
        """A line tells of this minute."""
        if self.first is None or minute < self.first:
            self.first = minute
        if self.last is None or minute > self.last:
            self.last = minute

    def take(self, other: "Sums") -> None:
        """Add the sums of what comes after."""
        _add(self.volumes, other.volumes)
        for place, table in other.tables.items():
            mine = self.tables.get(place)
            if mine is None:
                self.tables[place] = table
            else:
                _add(mine, table)
        _add(self.kinds, other.kinds)
        self.lines += other.lines
        self.outside += other.outside
        self.unmatched += other.unmatched
        self.lost += other.lost
        for minute in (other.first, other.last):
            if minute is not None:
                self.seen(minute)
        for key, raw in other.samples.items():
            self.sample(key, raw)

    def trim(self, most: int = MOST) -> None:
        """Throw small rows out of tables that have grown to twice what is kept."""
        for place, table in list(self.tables.items()):
            if len(table) > 2 * most:
                self._trim(place, table, most)

    def _trim(self, place: tuple[int, str], table: Table, most: int) -> None:
        period, name = place
        size = weight if name in TALLIES else abs
        order = sorted(table, key=lambda key: size(table[key]), reverse=True)
        kept, gone = order[:most], order[most:]
        thrown = self.thrown.get(place)
        if thrown is None:
            thrown = self.thrown[place] = Thrown(whole=set(table))
        thrown.whole.intersection_update(kept)
        thrown.rows += len(gone)
        thrown.counts += sum(table[key] for key in gone)
        if name == "client":
            self._to_nets(period, ((key, table[key]) for key in gone))
        self.tables[place] = defaultdict(int, {key: table[key] for key in kept})

    def with_nets(self) -> None:
        """Sum up the clients by network; once, when all is counted."""
        for period, name in list(self.tables):
            if name == "client":
                self._to_nets(period, self.tables[period, name].items())

    def _to_nets(self, period: int, clients: Iterable[tuple[Key, int]]) -> None:
        nets = self.table(period, "net")
        for client, amount in clients:
            nets[net_of(client)] += amount


class NoSums(Sums):
    """Where what is not asked for is added: nothing is."""

    def count(self, period: int, name: str, key: Hashable, amount: int = 1) -> None:
        """It is not kept."""

    def at(self, where: Where, amount: int) -> None:
        """It is not kept."""


def _add(mine: "defaultdict[Any, int]", more: dict[Any, int]) -> None:
    for key, amount in more.items():
        mine[key] += amount

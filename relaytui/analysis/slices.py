"""Counts by group and time, in slices that grow coarser with age.

The last minute is held in slices of 10 s, the last ten minutes in minutes, the last hour in five
minutes, the last day in hours; each event is in exactly one of them. A slice that leaves the
reach of its tier goes into the slice of the next one that covers it, so an event costs the
same at any age, and one that comes late goes to its own time.

Memory is bounded: a slice that holds more groups than `most` keeps the largest, and the rest is
only counted together, as `others`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from relaytui.analysis.tally import weight


class Tier(NamedTuple):
    """Slices of `seconds`, the newest `number` of them."""

    seconds: int
    number: int


#: One slice more than the window has: what is just growing.
TIERS = (Tier(10, 7), Tier(60, 11), Tier(300, 13), Tier(3600, 25))
#: Windows by their names: seconds.
WINDOWS = {"1m": 60, "10m": 600, "1h": 3600, "24h": 86400}
#: Bars of a window's series: seconds of each.
BARS = {"1m": 10, "10m": 60, "1h": 300, "24h": 3600}


class Slice:
    """A stretch of time: for each kind of group its counts, and what was thrown out of them."""

    __slots__ = ("begin", "others", "seconds", "tables", "total")

    def __init__(self, begin: int, seconds: int, kinds: int) -> None:
        self.begin = begin
        self.seconds = seconds
        self.tables: list[dict[str, int]] = [{} for _ in range(kinds)]
        self.others = [0] * kinds
        #: All that was counted, whoever it belongs to.
        self.total = 0

    def trim(self, kind: int, most: int) -> None:
        """Keep the largest groups."""
        table = self.tables[kind]
        weights = [weight(one) for one in table.values()]
        least = sorted(weights)[-most]
        kept = {
            key: amount
            for (key, amount), size in zip(table.items(), weights, strict=True)
            if size > least
        }
        # Of those that are equal, the ones that came last.
        for (key, amount), size in zip(reversed(table.items()), reversed(weights), strict=True):
            if len(kept) >= most:
                break
            if size == least:
                kept[key] = amount
        self.others[kind] += sum(table.values()) - sum(kept.values())
        self.tables[kind] = kept

    def take(self, other: "Slice", most: tuple[int, ...]) -> None:
        """Take in all of an older, finer slice."""
        self.total += other.total
        for kind, more in enumerate(other.tables):
            self.others[kind] += other.others[kind]
            table = self.tables[kind]
            for key, amount in more.items():
                table[key] = table.get(key, 0) + amount
            if len(table) > most[kind]:
                self.trim(kind, most[kind])


class Slices:
    """The slices of one relay. `most`: groups kept in a slice, by kind of group."""

    def __init__(self, most: tuple[int, ...]) -> None:
        self.keep(most)
        self._tiers: list[dict[int, Slice]] = [{} for _ in TIERS]
        self._head = 0
        #: The slice of the last event, since the next one is most often in it too.
        self._last = Slice(0, 0, 0)

    def keep(self, most: tuple[int, ...]) -> None:
        """Keep so many groups from now on."""
        self.most = most
        # Between two prunings a slice may hold more: each costs little an event then.
        self._limit = tuple(3 * one for one in most)

    def at(self, moment: float) -> Slice | None:
        """The slice of a moment; None where that is longer ago than is held."""
        last = self._last
        if last.begin <= moment < last.begin + last.seconds:
            return last
        fine = int(moment // TIERS[0].seconds)
        if fine > self._head:
            self._advance(fine)
        found = self._find(moment)
        if found is not None:
            self._last = found
        return found

    def add(self, into: Slice, kind: int, key: str, amount: int) -> None:
        """Count for a group."""
        table = into.tables[kind]
        table[key] = table.get(key, 0) + amount
        if len(table) > self._limit[kind]:
            into.trim(kind, self.most[kind])

    def within(self, window: str, now: float) -> Iterator[Slice]:
        """The slices of a window: it begins with a whole one, so that it may be longer by up to
        one slice, never shorter."""
        begin = begin_of(window, max(now, self._head * TIERS[0].seconds))
        for tier in self._tiers:
            for one in list(tier.values()):
                if begin <= one.begin:
                    yield one

    def _find(self, moment: float) -> Slice | None:
        newest = self._head * TIERS[0].seconds
        for place, (seconds, number) in enumerate(TIERS):
            index = int(moment // seconds)
            if index > newest // seconds - number:
                tier = self._tiers[place]
                found = tier.get(index)
                if found is None:
                    found = tier[index] = Slice(index * seconds, seconds, len(self.most))
                return found
        return None

    def _advance(self, fine: int) -> None:
        """Time has gone on: what is out of reach of its tier goes into the next."""
        self._head = fine
        self._last = Slice(0, 0, 0)
        newest = fine * TIERS[0].seconds
        for place, (seconds, number) in enumerate(TIERS):
            tier = self._tiers[place]
            oldest = newest // seconds - number
            for index in [one for one in tier if one <= oldest]:
                old = tier.pop(index)
                coarser = self._find(old.begin)
                if coarser is not None:
                    coarser.take(old, self.most)


def begin_of(window: str, now: float) -> int:
    """Where a window begins (seconds since the epoch): at the whole slice that its span back
    from now falls into."""
    return int((now - WINDOWS[window]) // BARS[window]) * BARS[window]

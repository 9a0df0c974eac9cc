"""The counts of a window at a moment, as rows by any grouping.

A snapshot copies what is needed out of counts that go on; `rows` makes rows of that copy alone,
so that it may work beside the thread that counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from relaytui.analysis.groups import GROUPINGS, Regroup, regroup_of
from relaytui.analysis.limit_use import Judge, Use, is_limited, span_of
from relaytui.analysis.rate_rows import RateRow, RelayShare
from relaytui.analysis.rates import Rates
from relaytui.analysis.relay_rates import Hit
from relaytui.analysis.slices import BARS, WINDOWS, begin_of
from relaytui.analysis.tally import Tally, unpacked
from relaytui.domain.limits import Limits


@dataclass(slots=True)
class _Copied:
    relay: str
    parts: list[tuple[int, dict[str, int]]]
    share: RelayShare
    hits: Mapping[tuple[int, str], Hit]
    judge: Judge | None = None
    judged_from: int = 0


@dataclass(slots=True)
class Snapshot:
    """The counts of a window, at a moment. `sparks`: seconds of a bar of a row's series."""

    grouping: str
    window: str
    now: float
    begin: int
    copied: list[_Copied] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        rates: Rates,
        limits: Mapping[str, Limits],
        grouping: str,
        window: str,
        now: float,
        relays: Iterable[str] | None = None,
    ) -> "Snapshot":
        """Of all relays, or of some of them."""
        taken = cls(grouping, window, now, begin_of(window, now))
        kind = GROUPINGS[grouping]
        for name in rates.relays if relays is None else relays:
            relay = rates.relays.get(name)
            if relay is None:
                continue
            known = limits.get(name)
            span = window
            if known is not None and is_limited(grouping, known):
                span = max(window, span_of(known), key=WINDOWS.__getitem__)
            parts, others, total = [], 0, 0
            for one in relay.slices.within(span, now):
                parts.append((one.begin, dict(one.tables[kind])))
                if one.begin >= taken.begin:
                    others += one.others[kind]
                    total += one.total
            share = RelayShare(
                name,
                unpacked(total),
                unpacked(others),
                relay.at_least(window, now),
                relay.known_from,
            )
            copied = _Copied(name, parts, share, dict(relay.hits))
            if known is not None and is_limited(grouping, known):
                copied.judge = Judge.of(name, known, relay, now)
                copied.judged_from = begin_of(span_of(known), now)
            taken.copied.append(copied)
        return taken

    @property
    def shares(self) -> list[RelayShare]:
        """Relay by relay."""
        return [one.share for one in self.copied]

    @property
    def at_least(self) -> bool:
        """Whether counts may be too low on any relay: lines are missing, or groups that were
        small for a time were thrown out."""
        return any(one.at_least or any(one.others) for one in self.shares)

    def rows(self, asn_of: Regroup | None = None) -> list[RateRow]:
        """All groups, the worst first; to be called once."""
        if regroup := regroup_of(self.grouping, asn_of):
            for one in self.copied:
                one.parts = [(begin, _grouped(table, regroup)) for begin, table in one.parts]
        packed: dict[str, dict[str, int]] = {}
        for one in self.copied:
            for key, amount in _summed(one.parts, self.begin).items():
                packed.setdefault(key, {})[one.relay] = amount
        rows = [_row(key, by_relay) for key, by_relay in packed.items()]
        self._judge({row.key: row for row in rows})
        rows.sort(key=lambda row: row.worst, reverse=True)
        return rows

    def use_of(self, row: RateRow) -> Use | None:
        """The limit that a group uses most of, or would be refused by if it came now, on the
        relays where it was seen."""
        if row.use is None:
            judges = [one.judge for one in self.copied if one.judge and one.relay in row.relays]
            uses = [judge.use(row.key, Tally()) for judge in judges]
            row.use = min((one for one in uses if one), key=lambda one: one.most, default=None)
        return row.use

    def series(self, key: str) -> list[Tally]:
        """A row's counts bar by bar, oldest first; the last bar is still growing."""
        seconds = BARS[self.window]
        bars = [0] * (int(self.now - self.begin) // seconds + 1)
        for one in self.copied:
            for begin, table in one.parts:
                bar = (begin - self.begin) // seconds
                if 0 <= bar < len(bars) and key in table:
                    bars[bar] += table[key]
        return [unpacked(one) for one in bars]

    def _judge(self, rows: Mapping[str, RateRow]) -> None:
        kind = GROUPINGS[self.grouping]
        for one in self.copied:
            for (of, key), hit in one.hits.items():
                row = rows.get(key) if of == kind else None
                if row is not None and (row.hit is None or row.hit.at < hit.at):
                    row.hit = hit
            if one.judge is None:
                continue
            now = _summed(one.parts, one.judged_from)
            for key, amount in now.items():
                use = one.judge.use(key, unpacked(amount))
                row = rows.get(key)
                if use and row and (row.use is None or row.use.part < use.part):
                    row.use = use


def _row(key: str, by_relay: Mapping[str, int]) -> RateRow:
    relays = {relay: unpacked(amount) for relay, amount in by_relay.items()}
    return RateRow(key, unpacked(sum(by_relay.values())), relays)


def _summed(parts: Iterable[tuple[int, dict[str, int]]], begin: int) -> dict[str, int]:
    """Amounts by group over all slices that begin then or later."""
    found: dict[str, int] = {}
    for when, table in parts:
        if when >= begin:
            for key, amount in table.items():
                found[key] = found.get(key, 0) + amount
    return found


def _grouped(table: Mapping[str, int], regroup: Regroup) -> dict[str, int]:
    """A table by wider groups."""
    found: dict[str, int] = {}
    for key, amount in table.items():
        name = regroup(key)
        if name is not None:
            found[name] = found.get(name, 0) + amount
    return found

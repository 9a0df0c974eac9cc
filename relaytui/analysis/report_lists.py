"""The lists of a report: the largest rows of its tables."""

import heapq
from collections.abc import Sequence

from relaytui.analysis.report_sums import Key, Sums
from relaytui.analysis.report_tally import ONE, unpacked
from relaytui.domain.report_rows import Counts, Reason, Reasons, Row, Top, Warned

#: What rows of a list are ordered by: the sum of these counts.
ORDERS: dict[str, tuple[str, ...]] = {
    "sender": ("messages",),
    "recipient": ("delivered", "deferred", "bounced", "expired"),
    "domain": ("delivered", "deferred", "bounced", "expired"),
    "client": ("messages", "connections"),
    "net": ("messages", "connections"),
    "account": ("messages",),
}
REFUSED = ("rejects", "limit_hits", "blocked", "failed_logins")
FAILED = ("failed_logins",)


def counts_of(packed: int) -> Counts:
    """The counts of a tally that are not zero."""
    return {name: count for name, count in unpacked(packed)._asdict().items() if count}


def all_counts(packed: int) -> Counts:
    """All counts of a tally."""
    return unpacked(packed)._asdict()


def top(sums: Sums, period: int, name: str, order: Sequence[str], most: int) -> Top:
    """The rows with the highest sum of some counts, those without any left out."""
    table = sums.table(period, name)
    thrown = sums.thrown.get((period, name))
    sized = ((_size(packed, order), key) for key, packed in table.items())
    there = [one for one in sized if one[0] > 0]
    largest = heapq.nsmallest(most, there, key=lambda one: (-one[0], one[1]))
    rows = [
        Row(key, counts_of(table[key]), bool(thrown and key not in thrown.whole))
        for _, key in largest
    ]
    if thrown is None:
        return Top(rows, len(there))
    return Top(rows, len(there), thrown.rows, counts_of(thrown.counts))


def _size(packed: int, order: Sequence[str]) -> int:
    return sum(packed // ONE[name] & 0xFFFFFFFF for name in order)


def reasons(sums: Sums, period: int, name: str, most: int) -> Reasons:
    """The most frequent ones of a table of (about, words)."""
    table = sums.table(period, name)
    groups: dict[str, int] = {}
    for (about, _), count in table.items():
        groups[about] = groups.get(about, 0) + count
    thrown = sums.thrown.get((period, name))
    total = sum(table.values()) + (thrown.counts if thrown else 0)
    return Reasons(total, reason_list(table, most), dict(_largest(groups, most)))


def reason_list(table: dict[Key, int], most: int) -> list[Reason]:
    """The rows of a table of (about, words)."""
    return [Reason(count, about, words) for (about, words), count in _largest(table, most)]


def warnings(sums: Sums, most: int) -> list[Warned]:
    """The most frequent shapes of warnings."""
    table = sums.table(0, "warning")
    return [
        Warned(count, kind, program, shape, sums.samples.get((kind, program, shape), ""))
        for (kind, program, shape), count in _largest(table, most)
    ]


def _largest(table: dict[Key, int], most: int) -> list[tuple[Key, int]]:
    rows = [one for one in table.items() if one[1] > 0]
    return heapq.nsmallest(most, rows, key=lambda one: (-one[1], one[0]))

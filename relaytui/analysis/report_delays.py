"""How long deliveries took."""

from collections.abc import Iterable

from relaytui.analysis.report_sums import Key, Sums
from relaytui.domain.report_rows import Delay

_PERCENTILES = (50, 90, 95, 99)


def delays(sums: Sums, stages: Iterable[str]) -> list[Delay]:
    """How long deliveries took, by stage and in all."""
    tables = [(stage, sums.table(0, f"delay {stage}")) for stage in stages]
    tables.append(("all", sums.table(0, "delay")))
    return [_delay(stage, table) for stage, table in tables if table]


def _delay(stage: str, table: dict[Key, int]) -> Delay:
    total = sum(table.values())
    found: list[float] = []
    below = 0
    values = sorted(table)
    for value in values:
        below += table[value]
        while len(found) < len(_PERCENTILES) and below * 100 >= _PERCENTILES[len(found)] * total:
            found.append(value)
    p50, p90, p95, p99 = found
    return Delay(stage, total, p50, p90, p95, p99, values[-1])

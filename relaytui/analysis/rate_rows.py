"""Rows of what was counted: groups, and what each relay's counts are worth."""

from collections.abc import Callable
from dataclasses import dataclass

from relaytui.analysis.limit_use import Use
from relaytui.analysis.relay_rates import Hit
from relaytui.analysis.tally import Tally


@dataclass(slots=True)
class RateRow:
    """A group: its counts over all relays and on each, the limit it uses most of, its last hit."""

    key: str
    tally: Tally
    relays: dict[str, Tally]
    use: Use | None = None
    hit: Hit | None = None

    @property
    def worst(self) -> tuple[bool, int, float, int]:
        """What it is sorted by: over a limit now, then all that was refused, then the part of
        the limit, then how much it does at all."""
        part = self.use.part if self.use else 0.0
        over = part > 1.0 or self.tally.limit_hits > 0
        does = self.tally.connections + self.tally.messages
        return over, self.tally.bad, part, does


@dataclass(slots=True)
class RelayShare:
    """What one relay's counts are worth: `others` are groups too small to be kept."""

    relay: str
    total: Tally
    others: Tally
    at_least: bool
    known_from: float | None


#: Orders by name: what rows are sorted by, the largest first.
ORDERS: dict[str, Callable[[RateRow], tuple[object, ...]]] = {
    "worst": lambda row: row.worst,
    "connections": lambda row: (row.tally.connections, row.worst),
    "messages": lambda row: (row.tally.messages, row.worst),
    "recipients": lambda row: (row.tally.recipients, row.worst),
    "failed logins": lambda row: (row.tally.failed_logins, row.worst),
    "rejects": lambda row: (row.tally.rejects, row.worst),
    "limit hits": lambda row: (row.tally.limit_hits, row.worst),
    "limit": lambda row: (row.use.part if row.use else 0.0, row.worst),
    "good mail": lambda row: (row.tally.good, row.worst),
}

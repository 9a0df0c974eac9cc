"""Rows of `relaytui rates` for people."""

from collections.abc import Sequence

from relaytui.analysis.limit_use import NEAR, Use
from relaytui.analysis.rate_rows import RateRow, Snapshot

_TITLES = ("conn", "msgs", "rcpts", "logins!", "rejects", "limits!", "blocked", "good")


def table(snapshot: Snapshot, rows: Sequence[RateRow]) -> str:
    """A heading and a line a row; a count that may be higher has `≥` before it."""
    width = max(len(snapshot.grouping), *(len(row.key) for row in rows)) if rows else 0
    plus = "≥" if snapshot.at_least else ""
    lines = [
        " ".join((f"{snapshot.grouping:<{width}}", *(f"{one:>8}" for one in _TITLES), "limit"))
    ]
    for row in rows:
        counts = [plus + f"{one:,}" if one else "-" for one in row.tally[: len(_TITLES)]]
        words = use_words(snapshot.use_of(row))
        if row.hit is not None:
            words = f"{words} hit: {row.hit.limit}".strip()
        line = " ".join((f"{row.key:<{width}}", *(f"{one:>8}" for one in counts), words))
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def use_words(use: Use | None) -> str:
    """How much of which limit: `28/30 connection_rate near`."""
    if use is None:
        return ""
    if use.exempt:
        return f"exempt: {use.exempt}"
    word = " OVER" if use.is_over else " near" if use.part >= NEAR else ""
    service = f" {use.service}" if use.service != "smtp" else ""
    return f"{use.counted:.0f}/{use.most} {use.limit}{service}{word}"

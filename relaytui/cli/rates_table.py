"""Rows of `relaytui rates` for people."""

from collections.abc import Sequence

from relaytui.analysis.rate_rows import RateRow
from relaytui.analysis.rate_snapshot import Snapshot
from relaytui.analysis.rate_words import use_words

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

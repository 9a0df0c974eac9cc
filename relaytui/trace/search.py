"""What a host's log is searched for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Search:
    """Texts that a host is to be searched for, in capitals or not (`folded`), in files that have
    lines of a span of time (seconds since the epoch)."""

    needles: tuple[str, ...]
    folded: bool = False
    since: float = float("-inf")
    until: float = float("inf")

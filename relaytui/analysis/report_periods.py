"""The period that a report is of, and the one that it is compared with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Periods:
    """From when until when is counted (seconds since the epoch, None: open), and `before`, where
    the period that it is compared with begins; it ends at `begin`."""

    begin: float | None = None
    end: float | None = None
    before: float | None = None

    def of(self, time: float) -> int | None:
        """0: the period asked for, 1: the one before, None: neither."""
        if self.end is not None and time >= self.end:
            return None
        if self.begin is None or time >= self.begin:
            return 0
        return 1 if self.before is not None and time >= self.before else None

    def is_whole(self, first: float, last: float) -> bool:
        """Whether two moments, and all between them, are of one period."""
        edges = (self.begin, self.end, self.before)
        return not any(edge is not None and first < edge <= last for edge in edges)

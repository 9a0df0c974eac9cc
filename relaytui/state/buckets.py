"""Counts in buckets of equal length, the last few of them."""


class Buckets:
    """The last `number` buckets of `seconds` each, by the time of what is counted."""

    __slots__ = ("_counts", "_newest", "seconds", "total")

    def __init__(self, number: int = 60, seconds: int = 60) -> None:
        self.seconds = seconds
        self.total = 0
        self._counts = [0] * number
        self._newest = 0

    def add(self, at: float, count: int = 1) -> None:
        """Count something that happened at a time (seconds since the epoch)."""
        self.total += count
        bucket = int(at // self.seconds)
        self._advance(bucket)
        age = self._newest - bucket
        if age < len(self._counts):
            self._counts[-1 - age] += count

    def last(self, now: float) -> list[int]:
        """All buckets, oldest first; the last one is that of `now` and still growing."""
        behind = max(0, int(now // self.seconds) - self._newest)
        return (self._counts + [0] * min(behind, len(self._counts)))[-len(self._counts) :]

    def per_bucket(self, now: float) -> float:
        """What came in a bucket's length up to `now`: part of the last full bucket, and this one.

        Sliding, so that a figure doesn't drop to nothing whenever a bucket begins.
        """
        *_, before, current = self.last(now)
        return before * (1 - now % self.seconds / self.seconds) + current

    def _advance(self, bucket: int) -> None:
        step = bucket - self._newest
        if step > 0:
            size = len(self._counts)
            self._counts = (self._counts + [0] * min(step, size))[-size:]
            self._newest = bucket

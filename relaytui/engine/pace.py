"""Whether a stream that lags behind will be up to date soon."""

#: Seconds over which the pace is taken.
SPAN = 5.0
#: A stream that pauses for so long (seconds) has given all there is.
PAUSE = 1.0


class Pace:
    """Takes how far behind the newest line is, and says when there is no hope.

    `limit` is how far behind (seconds) is bearable, and how long it may take to get there.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self.lines = 0
        self._begun = float("inf")
        self._lag = 0.0

    def take(self, lag: float, lines: int, quiet: float, now: float) -> bool:
        """So many lines have come after `quiet` seconds of silence, the newest of them `lag`
        seconds old; `now` is of a clock that only rises. Whether it is too far behind, and will
        be for longer than can be borne."""
        if lag <= self._limit or quiet > PAUSE or now < self._begun:
            self._begin(lag, now)
        self.lines += lines
        span = now - self._begun
        if span < SPAN or lag <= self._limit:
            return False
        gained = (self._lag - lag) / span
        if gained * self._limit < lag - self._limit:
            return True
        self._begin(lag, now)
        return False

    def _begin(self, lag: float, now: float) -> None:
        self._begun, self._lag, self.lines = now, lag, 0

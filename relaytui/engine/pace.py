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
        self._heard = float("-inf")
        self._begun = 0.0
        self._lag = 0.0

    def take(self, lag: float, lines: int, now: float) -> bool:
        """So many lines have come, the newest of them `lag` seconds old; `now` is of a clock that
        only rises. Whether it is too far behind, and will be for longer than can be borne."""
        if lag <= self._limit or now - self._heard > PAUSE:
            self._begin(lag, now)
        self._heard = now
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

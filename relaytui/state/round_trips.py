"""From the times of questions and answers to a verdict: is the line to the terminal slow?

A terminal answers a question when it has read all that was written before it, so a trip takes
the time of what was painted as well: both a thin and a far line are found. Terminals that never
answer, and programs between that answer by themselves (tmux, mosh), count as fast.
"""

#: Seconds of the first trip, which brings the whole first screen, that a fast line stays below.
FIRST_TRIP = 1.0
#: The same for the later ones; two of them in turn must be slower.
TRIP = 0.3
#: Seconds between two questions while something is painted, and at the start.
PAUSE, START_PAUSE = 2.0, 0.4
#: Questions that are asked at the start, also when nothing is painted.
AT_START = 3
#: Seconds without an answer after which there is none.
PATIENCE = 4.0


class RoundTrips:
    """All times are seconds of one clock that only rises."""

    def __init__(self) -> None:
        self.slow = False
        self._asked: float | None = None
        self._last = 0.0
        self._answers = 0
        self._slow_ones = 0
        self._silent = False

    @property
    def waiting(self) -> bool:
        """Whether a question is on its way."""
        return self._asked is not None

    @property
    def starting(self) -> bool:
        """Whether a question is still to be asked although nothing is painted."""
        return self._answers < AT_START and not self._silent

    def due(self, now: float) -> bool:
        """Whether to ask; a question that is overdue is judged here, too."""
        if self._asked is not None and now - self._asked > PATIENCE:
            self._silent = not self._answers
            self.slow = self.slow or bool(self._answers)
            self._asked = None
        if self.slow or self._silent or self._asked is not None:
            return False
        return not self._last or now - self._last >= (START_PAUSE if self.starting else PAUSE)

    def asked(self, now: float) -> None:
        """A question was written."""
        self._asked = self._last = now

    def answered(self, now: float) -> None:
        """An answer has come; one that nobody asked for is nothing."""
        if self._asked is None:
            return
        trip, self._asked = now - self._asked, None
        self._answers += 1
        if self._answers == 1:
            self.slow = trip >= FIRST_TRIP
            return
        self._slow_ones = self._slow_ones + 1 if trip >= TRIP else 0
        self.slow = self.slow or self._slow_ones >= 2

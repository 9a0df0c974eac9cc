"""How long to wait before the next try: full jitter, so that many hosts do not come at once."""

import random

FIRST = 1.0
LAST = 60.0


class Backoff:
    """1, 2, 4 … 60 seconds at the most, each drawn between nothing and that (at least 0.3 s)."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._ceiling = FIRST

    def next(self) -> float:
        """Seconds to wait now."""
        ceiling, self._ceiling = self._ceiling, min(LAST, self._ceiling * 2)
        return max(0.3, self._rng.uniform(0.0, ceiling))

    def reset(self) -> None:
        """The link was good for a while: begin again with a short wait."""
        self._ceiling = FIRST

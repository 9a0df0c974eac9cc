"""Hosts connect a few at a time: key exchanges of fifty at once keep the screen waiting.

Python runs one thread at a time, and a key exchange is some 30 ms of it. A host that is slow to
answer holds nobody up: it counts for a tenth of a second only.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Hosts that are let in at once, and the seconds that each counts for at most.
AT_ONCE, COUNTS = 3, 0.1


class Turnstile:
    """Lets some through at a time, in about the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE, counts: float = COUNTS) -> None:
        self._at_once = at_once
        self._counts = counts
        self._inside: list[float] = []
        self._free = threading.Condition()

    @contextmanager
    def turn(self, stopped: Callable[[], bool]) -> Iterator[None]:
        """Wait for a turn, and have it until the end of the block; `stopped` ends the waiting."""
        with self._free:
            while (pause := self._pause()) > 0 and not stopped():
                self._free.wait(pause)
            begun = time.monotonic()
            self._inside.append(begun)
        try:
            yield
        finally:
            with self._free:
                if begun in self._inside:
                    self._inside.remove(begun)
                self._free.notify()

    def _pause(self) -> float:
        """Seconds until the eldest inside no longer counts; 0 where there is room."""
        now = time.monotonic()
        self._inside = [one for one in self._inside if now - one < self._counts]
        return self._inside[0] + self._counts - now if len(self._inside) >= self._at_once else 0.0

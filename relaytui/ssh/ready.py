"""The ready queue: one thread reads all channels of a host.

Paramiko's `set_event` takes anything with set, clear and is_set; ours puts the channel's
reader on a queue. A wake-up does not say which of stdout and stderr has something, and one
may be queued twice; both are harmless.
"""

import queue
from collections.abc import Callable


class Ready:
    """Stands for one channel: puts its reader on the queue when something is there."""

    def __init__(self, reader: Callable[[], None], ready: "queue.SimpleQueue[object]") -> None:
        self._reader = reader
        self._ready = ready
        self._queued = False

    def set(self) -> None:
        """Something is there (the transport's thread)."""
        if not self._queued:
            self._queued = True
            self._ready.put(self._reader)

    def hold(self) -> None:
        """It will be read by and by: nobody need be woken."""
        self._queued = True

    def clear(self) -> None:
        """It is about to be read."""
        self._queued = False

    def is_set(self) -> bool:
        """Whether the reader is on the queue."""
        return self._queued

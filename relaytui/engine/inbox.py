"""A bounded box of lines between a host's thread and the main thread."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from relaytui.domain.line import Line

#: Lines a host may be ahead of the main thread; beyond it the host waits and nothing is lost.
ROOM = 2_000


class Inbox:
    """Lines of one host, in order. A full box makes its host's thread wait."""

    def __init__(self, wake: Callable[[], None], room: int = ROOM) -> None:
        self._wake = wake
        self._room = room
        self._lines: deque[Line] = deque()
        self._change = threading.Condition()
        self._closed = False

    def put(self, lines: Sequence[Line]) -> None:
        """Add lines; waits while the box is full (the host's thread)."""
        with self._change:
            self._change.wait_for(lambda: self._closed or len(self._lines) < self._room)
            self._lines.extend(lines)
        self._wake()

    def take(self, most: int) -> list[Line]:
        """Remove up to `most` lines (the main thread)."""
        with self._change:
            count = min(most, len(self._lines))
            taken = [self._lines.popleft() for _ in range(count)]
            if taken:
                self._change.notify_all()
        return taken

    def __len__(self) -> int:
        return len(self._lines)

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._change:
            self._closed = True
            self._change.notify_all()

"""A bounded box of lines between a host's thread and the main thread."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from relaytui.domain.line import Line

#: Lines a host may be ahead of the main thread; beyond it the host waits and nothing is lost.
ROOM = 2_000
#: The same in characters of lines: few lines can be long ones.
ROOM_SIZE = 4 << 20


class Inbox:
    """Lines of one host, in order. A full box makes its host's thread wait."""

    def __init__(
        self, wake: Callable[[], None], room: int = ROOM, room_size: int = ROOM_SIZE
    ) -> None:
        self._wake = wake
        self._room, self._room_size = room, room_size
        self._size = 0
        self._lines: deque[Line] = deque()
        self._change = threading.Condition()
        self._closed = False

    def put(self, lines: Sequence[Line]) -> None:
        """Add lines; waits while the box is full (the host's thread)."""
        with self._change:
            self._change.wait_for(self._has_room)
            self._lines.extend(lines)
            self._size += _size(lines)
        self._wake()

    def take(self, most: int) -> list[Line]:
        """Remove up to `most` lines (the main thread)."""
        with self._change:
            count = min(most, len(self._lines))
            taken = [self._lines.popleft() for _ in range(count)]
            if taken:
                self._size -= _size(taken)
                self._change.notify_all()
        return taken

    def _has_room(self) -> bool:
        return self._closed or (len(self._lines) < self._room and self._size < self._room_size)

    def __len__(self) -> int:
        return len(self._lines)

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._change:
            self._closed = True
            self._change.notify_all()


def _size(lines: Sequence[Line]) -> int:
    return sum([len(line.event.raw) for line in lines])

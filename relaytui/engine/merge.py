"""Many hosts' lines in one order, for output that can't be put right afterwards."""

import heapq
from collections import deque

from relaytui.domain.line import Line

#: How long (seconds) a line waits for earlier ones of other hosts that are still on their way.
HOLD = 1.0
#: A line this much (seconds) before the last one given is marked late.
WINDOW = 2.0


class Merger:
    """Sorts lines by `at` while keeping each host's own order.

    A host that is still sending its history (`behind`) is waited for as long as it does.
    """

    def __init__(self, relays: list[str]) -> None:
        self._queues: dict[str, deque[tuple[float, Line]]] = {name: deque() for name in relays}
        #: The first line of each queue that has one: its time and relay.
        self._heads: list[tuple[float, str]] = []
        self._last = 0.0

    def add(self, line: Line, now: float) -> None:
        """A line that has come; `now` is of the monotonic clock."""
        queue = self._queues.setdefault(line.relay, deque())
        queue.append((now, line))
        if len(queue) == 1:
            heapq.heappush(self._heads, (line.at, line.relay))

    def ready(self, now: float, behind: set[str], *, all_of_it: bool = False) -> list[Line]:
        """Lines whose turn it is."""
        given: list[Line] = []
        while self._heads:
            at, name = self._heads[0]
            queue = self._queues[name]
            if not all_of_it and self._others_may_come(queue[0][0], now, behind):
                break
            _, line = queue.popleft()
            if queue:
                heapq.heapreplace(self._heads, (queue[0][1].at, name))
            else:
                heapq.heappop(self._heads)
            line.late = at < self._last - WINDOW
            self._last = max(self._last, at)
            given.append(line)
        return given

    def _others_may_come(self, arrived: float, now: float, behind: set[str]) -> bool:
        """Whether a host that has nothing here may still give an earlier line."""
        if len(self._heads) == len(self._queues):
            return False
        return now - arrived < HOLD or any(not self._queues.get(one) for one in behind)

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

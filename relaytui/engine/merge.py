"""Many hosts' lines in one order, for output that can't be put right afterwards."""

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
        self._last = 0.0

    def add(self, line: Line, now: float) -> None:
        """A line that has come; `now` is of the monotonic clock."""
        self._queues[line.relay].append((now, line))

    def ready(self, now: float, behind: set[str], *, all_of_it: bool = False) -> list[Line]:
        """Lines whose turn it is."""
        given: list[Line] = []
        while True:
            heads = [(queue[0][1].at, name) for name, queue in self._queues.items() if queue]
            if not heads:
                return given
            at, name = min(heads)
            arrived, line = self._queues[name][0]
            waited_for = [one for one, queue in self._queues.items() if not queue and one != name]
            held = any(one in behind for one in waited_for) or now - arrived < HOLD
            if waited_for and held and not all_of_it:
                return given
            self._queues[name].popleft()
            line.late = at < self._last - WINDOW
            self._last = max(self._last, at)
            given.append(line)

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

"""A mail's story out of the rows that are held, put together bit by bit."""

import time

from relaytui.domain.line import Line
from relaytui.state.block import Block
from relaytui.state.ring import Ring
from relaytui.trace.chase import Chase
from relaytui.trace.search import Search
from relaytui.trace.sought import Sought
from relaytui.trace.story import Story

#: Lines of one search that are looked at, the newest of those that hold a text.
MOST = 5000
#: Where all rows are, for the chase.
_HERE = "rows"


class RingSearch:
    """`step` until it says no; `stories` may be read at any time."""

    def __init__(self, ring: Ring, sought: Sought, limit: int = 20) -> None:
        ring.settle()
        self.chase = Chase(sought, limit)
        self._ring = ring
        self._end = self._low = ring.end
        self._search: Search | None = None
        self._taken = 0
        self._relays: set[str] = set()
        self._next_round()

    @property
    def stories(self) -> list[Story]:
        """The mails so far, the newest first."""
        return self.chase.stories()

    @property
    def done(self) -> bool:
        """Whether all rows were looked through, for all that is known."""
        return self._search is None

    def step(self, seconds: float) -> bool:
        """Look through rows for about so long; whether there is more to do."""
        deadline = time.monotonic() + seconds
        while self._search is not None:
            if self._low <= self._ring.first or self._taken >= MOST:
                self._next_round()
                continue
            block = self._ring.block_before(self._low)
            self._take(block, self._search)
            self._low = block.start
            if time.monotonic() > deadline:
                return self._search is not None
        return False

    def _next_round(self) -> None:
        self._search = self.chase.search(_HERE, self._relays)
        self._low, self._taken = self._end, 0

    def _take(self, block: Block, search: Search) -> None:
        needles = [one.lower() for one in search.needles] if search.folded else search.needles
        text = block.text.lower() if search.folded else block.text
        if not any(one in text for one in needles):
            return
        markers = set(block.markers)
        lines: list[Line] = [
            self._ring.line(block.start + at)
            for at, raw in enumerate(text.split("\n"))
            if at not in markers and any(one in raw for one in needles)
        ]
        self._taken += len(lines)
        self._relays |= {line.relay for line in lines}
        self.chase.take(lines)

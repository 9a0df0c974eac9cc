"""The rows that a filter leaves, found bit by bit, newest first.

Places in a selection have numbers like the rows of the ring: from `first` to `end`. What is
found further back gets lower ones (also below zero), so that a view never jumps.
"""

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable

from relaytui.state.filter import Filter, Pattern, Words
from relaytui.state.pattern_marks import TICKET as MARKS
from relaytui.state.pattern_marks import PatternMarks
from relaytui.state.pattern_search import PatternSearch
from relaytui.state.ring import Block, Ring


class Selection:
    """Rows of the ring under a filter."""

    def __init__(self, ring: Ring, chosen: Filter, wake: Callable[[], None]) -> None:
        ring.settle()
        self.ring = ring
        self.filter = chosen
        self._search = PatternSearch(chosen.text, wake) if isinstance(chosen, Pattern) else None
        #: Where a pattern stands in what is on the screen; words are looked for on the spot.
        self.marks = PatternMarks(self._search, wake) if self._search else None
        self._split = ring.end
        self._low = self._high = ring.end  # what was looked through
        self._older = array("q")  # from the split backwards
        self._newer = array("q")
        self._gone = 0  # of the newer ones
        self._asked: Block | None = None
        self._ticket = 0

    @property
    def first(self) -> int:
        """The lowest place."""
        return -len(self._older) if self._older else self._gone

    @property
    def end(self) -> int:
        """The place that the next row gets."""
        return self._gone + len(self._newer)

    @property
    def failed(self) -> str:
        """Why the filter was switched off; "" while it works."""
        return self._search.failed if self._search else ""

    @property
    def share_searched(self) -> float:
        """The part of the rows that was looked through, 0 to 1."""
        rows = self.ring.end - self.ring.first
        done = self._high - max(self._low, self.ring.first)
        return 1.0 if rows <= 0 else min(1.0, done / rows)

    def row(self, place: int) -> int:
        """The number in the ring; IndexError where there is none."""
        if not self.first <= place < self.end:
            raise IndexError(place)
        return self._older[-place - 1] if place < 0 else self._newer[place - self._gone]

    def rows(self, end: int) -> "array[int]":
        """The numbers in the ring of all rows before a place, oldest first."""
        older = self._older[::-1][: max(0, end - self.first)]
        return older + self._newer[: max(0, end - self._gone)]

    def place(self, row: int) -> int:
        """The place of the first row not before this one."""
        low, high = self.first, self.end
        while low < high:
            middle = (low + high) // 2
            if self.row(middle) < row:
                low = middle + 1
            else:
                high = middle
        return low

    def forget(self, row: int) -> int:
        """Rows from this number on have changed; return the place from which on it matters."""
        cut = bisect_left(self._newer, row)
        del self._newer[cut:]
        self._high = max(min(self._high, row), self._split)
        if self._asked is not None and self._asked.end > row:
            self._asked = None
        return self.end

    def step(self, seconds: float) -> bool:
        """Look through rows for about so long; return whether there is more to do at once."""
        self._let_go()
        if self._search is not None:
            return self._step_elsewhere(self._search)
        deadline = time.monotonic() + seconds
        while (block := self._next()) is not None:
            self._take(block, self.filter.hits(block) if isinstance(self.filter, Words) else [])
            if time.monotonic() > deadline:
                return True
        return False

    def close(self) -> None:
        """End the search."""
        if self._search is not None:
            self._search.close()

    def _next(self) -> Block | None:
        if self._high < self.ring.end:
            return self.ring.block_from(max(self._high, self.ring.first))
        if self._low > self.ring.first:
            return self.ring.block_before(self._low)
        return None

    def _take(self, block: Block, hits: list[int]) -> None:
        if block.start >= self._split:
            self._newer.extend(block.start + hit for hit in hits)
            self._high = block.end
        else:
            self._older.extend(block.start + hit for hit in reversed(hits))
            self._low = block.start

    def _step_elsewhere(self, search: PatternSearch) -> bool:
        assert isinstance(self.filter, Pattern)
        assert self.marks is not None
        while (answer := search.collect()) is not None:
            ticket, hits = answer
            if ticket == MARKS:
                self.marks.take(hits)
            elif self._asked is not None and ticket == self._ticket:
                asked, self._asked = self._asked, None
                kept = self.filter.kept(hits, len(asked.relays))
                self._take(asked, sorted(kept.union(asked.markers)))
                self._let_go()  # the ring may have gone on since it was asked
        self.marks.ask()
        if self._asked is None and not search.failed and (block := self._next()) is not None:
            self._ticket += 1
            self._asked = block
            pairs = zip(block.relays, block.text.split("\n"), strict=True)
            search.search(self._ticket, [f"{relay} {text}" for relay, text in pairs])
        return False

    def _let_go(self) -> None:
        first = self.ring.first
        while self._older and self._older[-1] < first:
            self._older.pop()
        self._low = max(self._low, first) if self._low < self._split else self._low
        gone = bisect_left(self._newer, first)
        if gone:
            del self._newer[:gone]
            self._gone += gone

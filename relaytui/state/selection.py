"""The rows that a filter leaves, found bit by bit, newest first.

Places in a selection have numbers like the rows of the ring: from `first` to `end`. What is
found further back gets lower ones (also below zero), so that a view never jumps.
"""

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable

from relaytui.state.block import Block
from relaytui.state.filter import Filter
from relaytui.state.judgement import Judgement
from relaytui.state.pattern_marks import TICKET as MARKS
from relaytui.state.pattern_marks import PatternMarks
from relaytui.state.pattern_search import PatternSearch
from relaytui.state.ring import Ring


class Selection:
    """Rows of the ring under a filter."""

    def __init__(self, ring: Ring, chosen: Filter, wake: Callable[[], None]) -> None:
        ring.settle()
        self.ring = ring
        self.filter = chosen
        self._searches = {pattern: PatternSearch(pattern, wake) for pattern in chosen.patterns}
        #: Where patterns stand in what is on the screen; words are looked for on the spot.
        self.marks = {
            pattern: PatternMarks(search, wake) for pattern, search in self._searches.items()
        }
        self._split = ring.end
        self._low = self._high = ring.end  # what was looked through
        self._older = array("q")  # from the split backwards
        self._newer = array("q")
        self._gone = 0  # of the newer ones
        # The block that waits for its patterns, and what was asked about it.
        self._open: Judgement | None = None
        self._asked: list[str] = []
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
        return next((one.failed for one in self._searches.values() if one.failed), "")

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
        if self._open is not None and self._open.block.end > row:
            self._open = None
        return self.end

    def holds(self, row: int) -> bool | None:
        """Whether a row of the ring is kept; None while it was not looked at."""
        if not self._low <= row < self._high:
            return None
        place = self.place(row)
        return place < self.end and self.row(place) == row

    def step(self, seconds: float) -> bool:
        """Look through rows for about so long; return whether there is more to do at once."""
        self._let_go()
        self._take_answers()
        deadline = time.monotonic() + seconds
        while self._open is None and not self.failed and (block := self._next()) is not None:
            self._go_on(Judgement(self.filter, block))
            if time.monotonic() > deadline:
                return self._open is None
        return False

    def close(self) -> None:
        """End the search."""
        for search in self._searches.values():
            search.close()

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

    def _go_on(self, judgement: Judgement) -> None:
        """Take what is known in, or ask for what is missing."""
        wanted = judgement.wanted
        if wanted is None:
            self._open = None
            self._take(judgement.block, judgement.hits)
            self._let_go()  # the ring may have gone on since it was asked
            return
        pattern, self._asked = wanted
        self._open = judgement
        self._ticket += 1
        self._searches[pattern].search(self._ticket, self._asked)

    def _take_answers(self) -> None:
        for pattern, search in self._searches.items():
            while (answer := search.collect()) is not None:
                ticket, found = answer
                if ticket == MARKS:
                    self.marks[pattern].take(found)
                elif self._open is not None and ticket == self._ticket:
                    hits = set(found)
                    self._open.answer(
                        pattern, {text: at in hits for at, text in enumerate(self._asked)}
                    )
                    self._go_on(self._open)
            self.marks[pattern].ask()

    def _let_go(self) -> None:
        first = self.ring.first
        while self._older and self._older[-1] < first:
            self._older.pop()
        self._low = max(self._low, first) if self._low < self._split else self._low
        gone = bisect_left(self._newer, first)
        if gone:
            del self._newer[:gone]
            self._gone += gone

"""A filter's rows: what is found is still held."""

import time

from relaytui.filtering.tree import Matches
from relaytui.state.chunk import CHUNK_ROWS
from relaytui.state.filter import Filter
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection
from tests.state.lines import line
from tests.state.test_filter import NOW, places


def test_a_pattern_never_gives_rows_that_were_let_go() -> None:
    ring = Ring(most_bytes=60_000)
    rows = 0

    def grow() -> int:
        nonlocal rows
        rows += CHUNK_ROWS
        return ring.add([line(row, "hit") for row in range(rows - CHUNK_ROWS, rows)], NOW)

    for _ in range(20):
        grow()
    selection = Selection(ring, Filter(Matches("hit")), lambda: None)
    limit = time.monotonic() + 20
    found = 0
    try:
        while found < 50 and time.monotonic() < limit:
            selection.step(0.0)
            if held := places(selection):
                found += 1
                assert held[0] >= ring.first
                selection.forget(grow())
    finally:
        selection.close()
    assert found == 50

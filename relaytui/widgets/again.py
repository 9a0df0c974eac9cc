"""A screen's own store for lines that were passed over: read again, beside all others."""

import time
from math import inf
from typing import TYPE_CHECKING

from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.state.frame_clock import GULP
from relaytui.state.store import Change, Store
from relaytui.widgets.bar import Word

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.engine.skipping import Rereading

#: Lines that are taken in at once, and seconds until the next piece of a search.
PIECE, SEARCH_PAUSE = 700, 0.004


class Again:
    """The lines of one hole, as far as they have come."""

    def __init__(self, app: "RelayApp", reading: "Rereading") -> None:
        self._app = app
        self._reading = reading
        self.store = Store([reading.relay], app.wake_from_thread)
        self.store.ring.window = inf
        self._told = -1
        self._row = 0
        self._gathering = False

    def frame(self) -> Change:
        """What has come since the last time."""
        self._gather()
        reading, store = self._reading, self.store
        row, self._row = self._row, store.ring.end
        told, self._told = self._told, reading.read + reading.ended
        searching = store.search()
        if searching:
            self._app.set_timer(SEARCH_PAUSE, self._app.wake)
        return Change(row, store.ring.end - row, told != self._told, searching)

    def _gather(self) -> None:
        """Take in a piece, and the next one between keys."""
        if not self._gathering and (lines := self._reading.take(PIECE)):
            self.store.ring.add(lines, time.time())
            self._gathering = True
            self._app.set_timer(GULP, self._gather_on)

    def _gather_on(self) -> None:
        self._gathering = False
        self._gather()
        self._app.wake()

    def words(self) -> list[Word]:
        """How far it is, for the bar."""
        reading = self._reading
        share = f"{reading.read:,} of {reading.total:,} lines passed over"
        words = [Word("Read again", "bar_on", 7), Word(safe(reading.relay, 60), "bar", 2)]
        words.append(Word(share, "good" if reading.read >= reading.total else "bar", 3))
        if reading.problem:
            words.append(Word(safe(reading.problem, 200), "bad", 1))
        return words

    def close(self) -> None:
        """Read no more."""
        self._reading.close()
        self.store.select(None)


def read_again(app: "RelayApp", line: Line | None) -> Again:
    """Read the lines of a `skipped` row; UsageError where it is none, or none that is known."""
    if line is None or line.marker != "skipped":
        raise UsageError(
            "No lines were passed over here", "Put the cursor on a row SKIP; e and E lead there"
        )
    reading = app.fleet.read_again(line, app.wake_from_thread) if app.fleet else None
    if reading is None:
        raise UsageError("Where these lines stand is not known any more")
    return Again(app, reading)

"""Frames: what has come is taken in by small pieces, and painted so often as the link bears."""

import time
from math import inf
from typing import TYPE_CHECKING

from relaytui.state.frame_clock import GULP, PAGE, QUICK, SLOW, FrameClock
from relaytui.state.ring import MERGE_WINDOW
from relaytui.state.store import Change, Store
from relaytui.widgets.questions import Questions

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Lines that are taken in at once: some 10 ms, so that keys need not wait in a flood.
PIECE = 1000
#: Seconds between two pieces of a search through what is held.
SEARCH_PAUSE = 0.004


class Frames:
    """The heart of a running app; made when it has a loop."""

    def __init__(self, app: "RelayApp") -> None:
        self._app = app
        self._clock = FrameClock(self._frame)
        self._questions = Questions(app)
        self._searching = False
        #: What has been taken in since the last paint; of which store.
        self._unpainted: Change | None = None
        self._store: Store | None = None
        #: When the next paint may be (monotonic).
        self._due = 0.0
        #: Wakes from any thread, also after the end.
        self.wake = self._clock.wake
        #: Wakes on the loop's own thread.
        self.soon = self._clock.soon

    def _frame(self) -> float:
        app, fleet = self._app, self._app.fleet
        if not fleet or not app.screen_stack:  # with none, the end has begun
            return QUICK
        lines = fleet.drain(PIECE)
        app.store.ring.window = inf if fleet.gathering else MERGE_WINDOW
        change = app.store.take(lines, fleet.statuses(), time.time(), fleet.found())
        if app.screens.ready():
            self._questions.ask(fleet)
        elif fleet.questions():  # a dialog has to have a screen below it
            self.soon()
        if self._unpainted and self._store is app.store:
            change = self._unpainted.and_then(change)
        self._unpainted, self._store = change, app.store
        wait = self._due - time.monotonic()
        if wait <= 0:
            wait = self._paint(change)
            self._unpainted, self._due = None, time.monotonic() + wait
        else:
            self.soon()  # what was taken in is still to be painted
        return min(wait, GULP) if fleet.waiting else wait

    def _paint(self, change: Change) -> float:
        """Paint what has changed; seconds until the next time."""
        app = self._app
        screen = app.screens.ready()
        painted = screen.frame(change) if screen else 0
        if painted:
            app.link.painted()
        if change.searching and not self._searching:
            self._searching = True
            app.set_timer(SEARCH_PAUSE, self._search)
        if app.slow:
            return SLOW
        return PAGE if painted > app.size.height // 2 else QUICK

    def _search(self) -> None:
        """Look through a piece of what is held, between frames and keys."""
        self._searching = self._app.store.search()
        if self._searching:
            self._app.set_timer(SEARCH_PAUSE, self._search)
        self.soon()

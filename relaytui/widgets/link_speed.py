"""How fast the line to the terminal is: said by the user, or measured by questions to it."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events

from relaytui.state.answer_guard import KEPT, AnswerGuard
from relaytui.state.round_trips import START_PAUSE, RoundTrips

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: "Where is the cursor?": every terminal answers it, and the answer is nobody's key.
QUESTION = "\x1b[6n"
#: Seconds at most for which the end of the program waits for an answer that is on its way: it
#: would be typed into the shell.
LAST_WAIT = 1.0
_STEP = 0.05


class LinkSpeed:
    """`fast` and `slow` are the user's word; `auto` measures."""

    def __init__(self, app: "RelayApp", wanted: str) -> None:
        self._app = app
        self._wanted = wanted
        self._trips = RoundTrips()
        self._guard: AnswerGuard[events.Key] = AnswerGuard()

    def begin(self) -> None:
        """The first screen is painted: ask a few times."""
        self.painted()
        if self._measuring and self._trips.starting:
            self._app.set_timer(START_PAUSE, self.begin)

    def painted(self) -> None:
        """Something was written: ask after it, where that is due."""
        if not self._measuring:
            return
        if self._trips.due(time.monotonic()):
            self._app.call_after_refresh(self._ask)
        elif self._trips.slow:
            self._app.set_slow(True)

    def set(self, wanted: str) -> None:
        """The user's word from now on."""
        self._wanted = wanted
        self._trips = RoundTrips()
        self._app.set_slow(wanted == "slow")
        self.begin()

    def answered(self, at: float) -> None:
        """The terminal has answered, at a time of the clock that only rises."""
        self._trips.answered(at)
        if self._measuring and self._trips.slow:
            self._app.set_slow(True)

    def keys(self, event: events.Key) -> list[events.Key]:
        """What was typed, without answers that look like it."""
        now = time.monotonic()
        handed_on = self._guard.feed(event, event.character, now, self._trips.waiting)
        if self._guard.taken:
            self.answered(now)
        if not handed_on and event.key == "escape":
            self._app.set_timer(KEPT, self._give_back)
        return handed_on

    def before_end(self, end: Callable[[], None], waited: float = 0.0) -> None:
        """End the program, when no answer is on its way any more that a shell would take."""
        if self._trips.waiting and waited < LAST_WAIT:
            self._app.set_timer(_STEP, partial(self.before_end, end, waited + _STEP))
        else:
            end()

    @property
    def _measuring(self) -> bool:
        return self._wanted == "auto" and not self._app.slow and not self._app.is_headless

    def _ask(self) -> None:
        driver, now = self._app._driver, time.monotonic()
        if driver is not None and self._trips.due(now):
            self._trips.asked(now)
            driver.write(QUESTION)

    async def _give_back(self) -> None:
        for event in self._guard.release():
            await self._app.pass_key(event)

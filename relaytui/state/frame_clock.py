"""The frame clock: work is done once a frame, at most so often, and never while nothing comes."""

import asyncio
import contextvars
from collections.abc import Callable

#: Seconds between frames: a few rows change, a whole page changes, the link is slow.
QUICK, PAGE, SLOW = 0.1, 0.25, 0.5
#: Seconds between two pieces that are taken in while more waits: keys are served in them.
GULP = 0.02


class FrameClock:
    """Calls `frame` after a `wake`, which any thread may call.

    `frame` returns the seconds that must go by until the next frame; a wake within them is
    kept until then.
    """

    def __init__(self, frame: Callable[[], float]) -> None:
        self._frame = frame
        self._loop = asyncio.get_running_loop()
        # A frame may open a dialog; a thread that wakes us has no app in its context.
        self._context = contextvars.copy_context()
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0
        self._stopped = False

    def wake(self) -> None:
        """There is something to do; callable from any thread, also after the end."""
        if self._stopped:
            return
        try:
            self._loop.call_soon_threadsafe(self.soon)
        except RuntimeError:  # the loop has just been closed: nobody is left to paint
            self._stopped = True

    def soon(self) -> None:
        """Do a frame as soon as one is due; on the loop's own thread."""
        if self._timer is None and not self._stopped:
            due = max(self._loop.time(), self._not_before)
            self._timer = self._loop.call_at(due, self._run, context=self._context)

    def stop(self) -> None:
        """No more frames."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()

    def _run(self) -> None:
        self._timer = None
        pause = self._frame()
        self._not_before = self._loop.time() + pause
        if self._timer is not None:  # woken within the frame
            self._timer.cancel()
            self._timer = None
            self.soon()

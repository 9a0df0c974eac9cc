"""Our side of the pattern worker: a thread that talks to the process, and never waits for ever."""

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any

from relaytui.state.pattern_process import BROKEN, PatternFailed, ask, end, start

_STOP = None


class PatternSearch:
    """Matches batches of texts in another process; answers come by `collect`.

    One batch is under way at a time. `wake` is called from a thread when an answer is there.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        self.failed = ""
        self._pattern = pattern
        self._wake = wake
        self._batches: queue.SimpleQueue[tuple[int, object] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[int, list[Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def search(self, ticket: int, texts: list[str], *, spans: bool = False) -> None:
        """Start on a batch; its answer carries the ticket.

        It lists the offsets of the texts that match; with `spans`, for each text the starts and
        ends of what matches.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="pattern", daemon=True)
            self._thread.start()
        self._batches.put((ticket, {"spans": texts} if spans else texts))

    def collect(self) -> tuple[int, list[Any]] | None:
        """The next answer: the ticket, and what was asked for; None while there is none."""
        with contextlib.suppress(queue.Empty):
            return self._answers.get_nowait()
        return None

    def close(self) -> None:
        """End the process soon."""
        self._batches.put(_STOP)

    def _run(self) -> None:
        process = None
        try:
            process = start()
            ask(process, self._pattern)
            while (batch := self._batches.get()) is not _STOP:
                self._answers.put((batch[0], ask(process, batch[1])))
                self._wake()
        except PatternFailed as failure:
            self.failed = str(failure)
        except OSError as error:
            self.failed = f"{BROKEN}: {error.strerror}"
        finally:
            if process is not None:
                end(process)
            self._wake()

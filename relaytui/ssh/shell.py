"""A shell that stays: scripts go in one after another, answers come out between marks.

The frame is made by `Script.framed`. On stdout the answer stands between `TOKEN begin` and
`TOKEN end STATUS`; whatever comes before (a message of the day, a noisy login file) is noise.
stderr ends with `TOKEN end` as well, so both are complete when both marks are there.
"""

import re
import threading
import time
from collections import deque

from relaytui.errors import LinkError, LinkLost, NoAnswer
from relaytui.ssh.link import Outcome
from relaytui.ssh.script import Script

#: An answer larger than this is no answer.
ANSWER_LIMIT = 8 * 1024 * 1024


class Pending:
    """One script on its way, and its answer when `done` is set."""

    def __init__(self, script: Script, token: str, timeout: float) -> None:
        self.script = script
        self.token = token.encode()
        self.timeout = timeout
        self.deadline: float | None = None
        self.done = threading.Event()
        self.outcome: Outcome | None = None
        self.error: LinkError | None = None
        self.begun = time.monotonic()

    def fail(self, error: LinkError) -> None:
        """End it with an error."""
        self.error = error
        self.done.set()

    def result(self) -> Outcome:
        """The answer, or its error raised."""
        if self.error:
            raise self.error
        assert self.outcome is not None
        return self.outcome


class ShellTalk:
    """The state of one resident shell: what is asked, and what has come so far.

    Pure bookkeeping: `next_text` gives what to write to the shell's stdin, `data` and
    `complaint` take what it prints. Used by the serving thread only, `ask` by any.
    """

    def __init__(self) -> None:
        self._queue: deque[Pending] = deque()
        self._current: Pending | None = None
        self._out = bytearray()
        self._err = bytearray()

    def ask(self, pending: Pending) -> None:
        """Put a script into the queue."""
        self._queue.append(pending)

    @property
    def busy(self) -> bool:
        """Whether a script is running."""
        return self._current is not None

    @property
    def wanted(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._queue) or self.busy

    def next_text(self, now: float) -> bytes | None:
        """The text of the next script, when the shell is free for it."""
        if self._current or not self._queue:
            return None
        self._current = pending = self._queue.popleft()
        pending.deadline = now + pending.timeout
        self._out.clear()
        self._err.clear()
        return pending.script.framed(pending.token.decode()).encode()

    def data(self, chunk: bytes) -> None:
        """Bytes of the shell's stdout."""
        self._out += chunk
        self._look(chunk)

    def complaint(self, chunk: bytes) -> None:
        """Bytes of the shell's stderr."""
        self._err += chunk
        self._look(chunk)

    def overdue(self, now: float) -> bool:
        """Whether the running script has had its time; it has failed then."""
        pending = self._current
        if not pending or pending.deadline is None or now < pending.deadline:
            return False
        self._current = None
        pending.fail(
            NoAnswer(
                f"{pending.script.name}: no answer within {pending.timeout:.0f} s",
                "The host may be busy; it is asked again",
            )
        )
        return True

    def lost(self, words: str) -> None:
        """The shell is gone: what waited for it fails."""
        waiting = [self._current] if self._current else []
        waiting += list(self._queue)
        self._queue.clear()
        self._current = None
        for pending in waiting:
            pending.fail(LinkLost(words))

    def _look(self, chunk: bytes) -> None:
        pending = self._current
        if not pending:
            return
        if len(self._out) + len(self._err) > ANSWER_LIMIT:
            self._current = None
            pending.fail(NoAnswer(f"{pending.script.name}: the answer is over 8 MiB"))
            return
        end = b"\n" + pending.token + b" end"
        # Only the end of what has come can hold a new mark.
        if self._err.find(end + b"\n", max(0, len(self._err) - len(chunk) - 80)) < 0 and (
            end + b"\n" not in self._err
        ):
            return
        found = re.search(re.escape(end) + rb" (\d+)\n", self._out)
        if found:
            self._finish(pending, found.start(), int(found[1]), self._err.find(end))

    def _finish(self, pending: Pending, end: int, status: int, complaint_end: int) -> None:
        begin_mark = pending.token + b" begin\n"
        begin = self._out.find(begin_mark)
        begin = begin + len(begin_mark) if begin >= 0 else 0
        pending.outcome = Outcome(
            status,
            bytes(self._out[begin : max(begin, end)]),
            bytes(self._err[:complaint_end]),
            time.monotonic() - pending.begun,
        )
        self._current = None
        pending.done.set()

"""A shell that stays: scripts go in one after another, answers come out between marks.

The frame is made by `Script.framed`. On stdout the answer stands between `TOKEN begin` and
`TOKEN end STATUS`; whatever comes before (a message of the day, a noisy login file) is noise.
stderr ends with `TOKEN end` as well, so both are complete when both marks are there. On stderr
the noise of a new shell ends with the mark of a first script that does nothing.
"""

import secrets
import threading
import time
from collections import deque
from math import inf

from relaytui.domain.text import decode
from relaytui.errors import LinkError, NoAnswer
from relaytui.ssh.link import Outcome
from relaytui.ssh.script import Script, script

#: An answer larger than this is no answer.
ANSWER_LIMIT = 8 * 1024 * 1024


class Pending:
    """One script on its way, and its answer when `done` is set."""

    def __init__(self, script: Script, token: str, timeout: float) -> None:
        self.script = script
        self.token = token.encode()
        self.timeout = timeout
        self.done = threading.Event()
        self.outcome: Outcome | None = None
        self.error: LinkError | None = None
        #: Why it has not even begun so far.
        self.refusal: LinkError | None = None
        self.begun = time.monotonic()
        self.deadline = self.begun + timeout

    def fail(self, error: LinkError) -> None:
        """End it with an error, unless it has ended."""
        if not self.done.is_set():
            self.error = error
            self.done.set()

    def late(self) -> LinkError:
        """The error of one that had its time."""
        return self.refusal or NoAnswer(
            f"{self.script.name}: no answer within {self.timeout:g} s",
            "The host may be busy; it is asked again",
        )

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
        self._out_end = self._err_end = -1
        self._fresh_mark: bytes | None = None
        self._spoiled = False
        #: Whether this shell has begun a script: it is one.
        self.spoke = False

    def ask(self, pending: Pending) -> None:
        """Put a script into the queue."""
        self._queue.append(pending)

    @property
    def busy(self) -> bool:
        """Whether a script is running."""
        return self._current is not None

    @property
    def begun(self) -> float | None:
        """Since when the script that runs is waited for (monotonic seconds)."""
        return self._current.begun if self._current else None

    @property
    def wanted(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._queue) or self.busy

    def refused(self, error: LinkError) -> None:
        """There is no shell for now: the error of those who wait, if their time ends so."""
        for pending in self._queue:
            pending.refusal = error

    def opened(self) -> None:
        """A new shell is there."""
        self.spoke = self._spoiled = False
        self._fresh_mark = secrets.token_hex(12).encode()
        self._out.clear()
        self._err.clear()

    def next_text(self) -> bytes | None:
        """The text of the next script, when the shell is free for it."""
        if self._current or not self._queue:
            return None
        self._current = pending = self._queue.popleft()
        pending.refusal = None
        text = pending.script.framed(pending.token.decode())
        if self._fresh_mark and not self.spoke:
            text = script("hello", ":").framed(self._fresh_mark.decode()) + text
        else:
            self._out.clear()
            self._err.clear()
        self._out_end = self._err_end = -1
        return text.encode("utf-8", "surrogateescape")

    def data(self, chunk: bytes) -> None:
        """Bytes of the shell's stdout."""
        if self._take(self._out, chunk) and self._current and self._out_end < 0:
            mark = b"\n" + self._current.token + b" end "
            found = _find(self._out, mark, len(chunk) + 8)
            if found >= 0 and self._out.find(b"\n", found + len(mark)) > 0:
                self._out_end = found
                self._look()

    def complaint(self, chunk: bytes) -> None:
        """Bytes of the shell's stderr."""
        if self._take(self._err, chunk) and self._current and self._err_end < 0:
            self._err_end = _find(self._err, b"\n" + self._current.token + b" end\n", len(chunk))
            self._look()

    def stuck(self, now: float) -> bool:
        """Whether the shell can't be used further: its script had its time, or said too much."""
        for pending in [one for one in self._queue if one.done.is_set() or now >= one.deadline]:
            self._queue.remove(pending)
            pending.fail(pending.late())
        current = self._current
        if current and (current.done.is_set() or now >= current.deadline):
            self._current, self._spoiled = None, True
            current.fail(current.late())
        return self._spoiled

    def next_look(self, now: float) -> float:
        """Seconds until a script has had its time, or may begin."""
        if self._current:
            return max(0.0, self._current.deadline - now)
        return 1.0 if self._queue else inf

    def fail(self, error: LinkError, *, all_of_them: bool = True) -> None:
        """The shell is gone: what waited for it fails, or only what ran in it."""
        waiting = [self._current] if self._current else []
        self._current = None
        if all_of_them:
            waiting += list(self._queue)
            self._queue.clear()
        for pending in waiting:
            pending.fail(error)

    def last_words(self) -> str:
        """What the shell said last, gated."""
        words = bytes(self._err[-300:]).strip() or bytes(self._out[-300:]).strip()
        return str(decode(words.split(b"\n")[-1], 200))

    def _take(self, buffer: bytearray, chunk: bytes) -> bool:
        """Keep a chunk, unless the answer is too large."""
        if self._spoiled:
            return False
        buffer += chunk
        if len(self._out) + len(self._err) <= ANSWER_LIMIT:
            return True
        self._spoiled = True
        if self._current:
            name = self._current.script.name
            self.fail(NoAnswer(f"{name}: the answer is over 8 MiB"), all_of_them=False)
        self._out.clear()
        self._err.clear()
        return False

    def _look(self) -> None:
        pending = self._current
        if not pending or self._out_end < 0 or self._err_end < 0:
            return
        begin_mark = pending.token + b" begin\n"
        at = self._out.find(begin_mark)
        begin = at + len(begin_mark)
        status = bytes(self._out[self._out_end + len(pending.token) + 6 :].split(b"\n", 1)[0])
        if at < 0 or len(status) > 3 or not status.isdigit():  # no shell says so
            self._spoiled = True
            error = NoAnswer(f"{pending.script.name}: the answer has no beginning or no status")
            self.fail(error, all_of_them=False)
            return
        pending.outcome = Outcome(
            int(status),
            bytes(self._out[begin : max(begin, self._out_end)]),
            bytes(self._err[self._noise_end() : self._err_end]),
            time.monotonic() - pending.begun,
        )
        self._current = None
        self.spoke = True
        pending.done.set()

    def _noise_end(self) -> int:
        """Where a new shell's noise on stderr ends."""
        if self.spoke or not self._fresh_mark:
            return 0
        mark = b"\n" + self._fresh_mark + b" end\n"
        return self._err.find(mark) + len(mark) if mark in self._err else 0


def _find(buffer: bytearray, mark: bytes, new: int) -> int:
    """Where a mark is; only the new end of the buffer can hold it."""
    return buffer.find(mark, max(0, len(buffer) - new - len(mark)))

"""Our side of the pattern worker: a thread that talks to the process, and never waits for ever."""

import contextlib
import json
import os
import queue
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Seconds after which a batch is given up, however little the processor did.
PATIENCE = 3.0
TOO_SLOW = "The pattern took too long and was switched off"
BROKEN = "The pattern could not be matched"

_WORKER = Path(__file__).with_name("pattern_worker.py")
_STOP = None


class PatternFailed(Exception):
    """The pattern was given up; the text says why."""


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
            process = _start()
            _ask(process, self._pattern)
            while (batch := self._batches.get()) is not _STOP:
                self._answers.put((batch[0], _ask(process, batch[1])))
                self._wake()
        except PatternFailed as failure:
            self.failed = str(failure)
        except OSError as error:
            self.failed = f"{BROKEN}: {error.strerror}"
        finally:
            if process is not None:
                _end(process)
            self._wake()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _ask(process: subprocess.Popen[bytes], request: object) -> list[Any]:
    if process.stdin is None or process.stdout is None:
        raise PatternFailed(BROKEN)
    deadline = time.monotonic() + PATIENCE
    body = json.dumps(request).encode()
    try:
        process.stdin.write(struct.pack(">I", len(body)) + body)
        process.stdin.flush()
    except BrokenPipeError as error:
        raise PatternFailed(TOO_SLOW) from error
    (size,) = struct.unpack(">I", _read(process.stdout.fileno(), 4, deadline))
    answer: list[Any] = json.loads(_read(process.stdout.fileno(), size, deadline))
    return answer


def _read(fd: int, size: int, deadline: float) -> bytes:
    got = b""
    while len(got) < size:
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(fd, size - len(got)) if ready else b""
        if not piece:
            raise PatternFailed(TOO_SLOW)
        got += piece
    return got


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()

"""This machine itself, by the same protocol: a shell instead of a connection."""

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Any

from relaytui.errors import LinkError, LinkLost
from relaytui.ssh.link import Sink
from relaytui.ssh.serving import ServedLink

_COMMANDS = {False: ("/bin/sh", "-s"), True: ("sudo", "-n", "/bin/sh", "-s")}
#: Chunks that may wait for the serving thread before the reading ones wait for it.
ROOM = 16


class _Process:
    """A shell, its two readers, and its sink."""

    def __init__(self, sudo: bool, sink: Sink, ready: "SimpleQueue[Any]") -> None:
        try:
            self._process = subprocess.Popen(
                _COMMANDS[sudo],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise LinkError(f"this machine: {error.strerror}", "Is sudo installed?") from error
        self._ready = ready
        self._sink = sink
        self._unsent = b""
        assert self._process.stdin
        os.set_blocking(self._process.stdin.fileno(), False)
        self._room = threading.BoundedSemaphore(ROOM)
        self._chunks: deque[tuple[Callable[[bytes], None], bytes]] = deque()
        self._giving = False
        self._skipped = 0
        self._closed = False
        readers = [
            threading.Thread(target=self._read, args=(pipe, give), daemon=True)
            for pipe, give in (
                (self._process.stdout, sink.data),
                (self._process.stderr, sink.complaint),
            )
        ]
        for reader in readers:
            reader.start()
        threading.Thread(target=self._bury, args=(readers,), daemon=True).start()

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def write(self, text: bytes) -> None:
        """Send to stdin what the pipe takes; the rest goes when there is room."""
        self._unsent += text
        self.flush()

    def flush(self) -> bool:
        """Send on; whether nothing is left (a shell that is gone takes nothing more)."""
        assert self._process.stdin
        try:
            while self._unsent and not self._closed:
                sent = os.write(self._process.stdin.fileno(), self._unsent[:65536])
                self._unsent = self._unsent[sent:]
        except BlockingIOError:
            return False
        except (OSError, ValueError):
            self._unsent = b""
        return True

    def _read(self, pipe: IO[bytes], give: Callable[[bytes], None]) -> None:
        with pipe:
            while chunk := os.read(pipe.fileno(), 262_144):
                while not self._room.acquire(timeout=0.2):
                    if self._closed:
                        return
                self._chunks.append((give, chunk))
                self._ready.put(self._give)

    def _bury(self, readers: list[threading.Thread]) -> None:
        """Wait for the end, so that no zombie is left, and tell of it after the last chunk."""
        for reader in readers:
            reader.join()
        status = self._process.wait()
        self._ready.put(lambda: None if self._closed else self._end(status))

    def _give(self) -> None:
        if self._giving:  # a sink that serves the link gets no second piece in it
            self._skipped += 1
            return
        give, chunk = self._chunks.popleft()
        self._room.release()
        if self._closed:
            return
        self._giving = True
        try:
            give(chunk)
        finally:
            self._giving = False
            for _ in range(self._skipped):
                self._ready.put(self._give)
            self._skipped = 0

    def _end(self, status: int) -> None:
        if self._giving or self._chunks:
            self._ready.put(lambda: self._end(status))
            return
        self._closed = True
        self._sink.ended(status if status >= 0 else None)

    def close(self) -> None:
        """End the shell and what it runs, as the end of its stdin would, but sooner."""
        self._closed = True
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        if self._process.poll() is None:
            # Root's (sudo) can't be told so; for them the end of stdin must do.
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGTERM)


class LocalLink(ServedLink):
    """The link to this machine."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.own_address: str | None = None
        self.story: tuple[str, ...] = ("this machine, without SSH",)
        self._processes: list[_Process] = []

    def close(self) -> None:
        """See Link."""
        self._lose(LinkLost(f"{self.name}: closed"))
        for process in self._processes:
            process.close()
        self.wake()

    def _open(self, sudo: bool, sink: Sink) -> _Process:
        process = _Process(sudo, sink, self.ready)
        self._processes = [*(one for one in self._processes if one.runs), process]
        return process

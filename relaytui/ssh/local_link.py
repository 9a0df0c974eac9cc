"""This machine itself, by the same protocol: a shell instead of a connection."""

import contextlib
import os
import subprocess
import threading
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
        self._open = 2
        self._closed = False
        for pipe, give in (
            (self._process.stdout, sink.data),
            (self._process.stderr, sink.complaint),
        ):
            threading.Thread(target=self._read, args=(pipe, give), daemon=True).start()

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

    def _read(self, pipe: IO[bytes], give: Any) -> None:
        while chunk := os.read(pipe.fileno(), 262_144):
            self._room.acquire()
            self._ready.put(lambda chunk=chunk: self._give(give, chunk))
        pipe.close()
        self._ready.put(self._one_ended)

    def _give(self, give: Any, chunk: bytes) -> None:
        self._room.release()
        if not self._closed:
            give(chunk)

    def _one_ended(self) -> None:
        self._open -= 1
        if not self._open:
            status = self._process.wait()
            if not self._closed:
                self._sink.ended(status)

    def close(self) -> None:
        """End the shell as a cut link would: by the end of its stdin."""
        self._closed = True
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


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
        self._processes.append(process)
        return process

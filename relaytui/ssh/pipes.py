"""A lane over three pipes: text to a shell's stdin, what it prints to a sink.

One thread a lane reads both outputs, so that none of them can block the other. Chunks that wait
for the serving thread are bounded: beyond that nothing is read, the pipes fill, and whoever
writes waits.
"""

import contextlib
import os
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Protocol

from relaytui.ssh.link import Sink, gather_of

#: Bytes that may wait for the serving thread, and pieces, where they are small.
ROOM = 1_048_576
PIECES = 1024
#: Bytes of one read.
READ = 262_144
#: A piece of this size shows that there is much to read: nothing is waited for then.
SMALL = 16_384


class Worker(Protocol):
    """Who is at the other end of the pipes."""

    def wait(self) -> int | None:
        """Wait for its end: an exit status, or None when it said none.

        Raises GoneWithTheLink when it is not its own end but the connection's.
        """

    def stop(self) -> None:
        """End it at once (any thread, any number of times)."""


class GoneWithTheLink(Exception):
    """A lane ended because its connection did; the link's error says the rest."""


class PipeLane:
    """A lane of ServedLink. Takes the descriptors over: stdin to write to, two to read."""

    def __init__(
        self,
        worker: Worker,
        descriptors: tuple[int, int, int],
        sink: Sink,
        ready: "SimpleQueue[Any]",
    ) -> None:
        self._worker = worker
        self._stdin, *outputs = descriptors
        self._ready = ready
        self._sink = sink
        self._unsent = b""
        os.set_blocking(self._stdin, False)
        self._stdin_lock = threading.Lock()
        self._gate = threading.Condition()
        self._gather = gather_of(sink)
        self._waiting = 0
        self._chunks: deque[tuple[Callable[[bytes], None], bytes]] = deque()
        self._giving = False
        self._later: list[Callable[[], None]] = []
        self._closed = False
        #: Whether the other end has gone and all it said is handed over, or nobody wants it.
        self.over = False
        #: When the last byte came (monotonic seconds).
        self.heard = time.monotonic()
        gives = dict(zip(outputs, (sink.data, sink.complaint), strict=True))
        self._reader = threading.Thread(target=self._read, args=(gives,), daemon=True)
        self._reader.start()

    @property
    def drained(self) -> bool:
        """Whether nothing more can come."""
        return self._closed or not (self._reader.is_alive() or self._chunks)

    def write(self, text: bytes) -> None:
        """Send to stdin what the pipe takes; the rest goes when there is room."""
        self._unsent += text
        self.flush()

    def flush(self) -> bool:
        """Send on; whether nothing is left (a shell that is gone takes nothing more)."""
        with self._stdin_lock:
            try:
                while self._unsent and not self._closed:
                    sent = os.write(self._stdin, self._unsent[:65536])
                    self._unsent = self._unsent[sent:]
            except BlockingIOError:
                return False
            except OSError:
                self._unsent = b""
        return True

    def close(self) -> None:
        """End stdin and the worker; the sink hears nothing more."""
        with self._stdin_lock:  # a number that is closed may be another's at once
            was_open, self._closed = not self._closed, True
            if was_open:
                os.close(self._stdin)
        with self._gate:
            self._gate.notify_all()
        self._worker.stop()

    def _read(self, gives: dict[int, Callable[[bytes], None]]) -> None:
        """Read both outputs to their ends, then wait for the worker's."""
        try:
            self._read_all(gives)
            status = self._worker.wait()
        except GoneWithTheLink:
            self.over = True
            self._ready.put(None)
            return
        self._ready.put(lambda: self._end(status))

    def _read_all(self, gives: dict[int, Callable[[bytes], None]]) -> None:
        with selectors.DefaultSelector() as selector, contextlib.ExitStack() as stack:
            for descriptor, give in gives.items():
                stack.callback(os.close, descriptor)
                selector.register(descriptor, selectors.EVENT_READ, give)
            while selector.get_map():
                for key, _ in selector.select():
                    chunk = os.read(key.fd, READ)
                    if not chunk:
                        selector.unregister(key.fd)
                    elif not self._keep(key.data, chunk):
                        return
                    elif self._gather and len(chunk) < SMALL:
                        self._rest()

    def _keep(self, give: Callable[[bytes], None], chunk: bytes) -> bool:
        """Wait for room and put a chunk in line; False when nobody wants it any more."""
        self.heard = time.monotonic()
        with self._gate:
            self._gate.wait_for(self._has_room)
            if self._closed:
                return False
            self._waiting += len(chunk)
            self._chunks.append((give, chunk))
        self._ready.put(self._give)
        return True

    def _rest(self) -> None:
        """Let more come; the pipe holds it."""
        with self._gate:
            self._gate.wait_for(lambda: self._closed, self._gather)

    def _has_room(self) -> bool:
        return self._closed or (self._waiting < ROOM and len(self._chunks) < PIECES)

    def _give(self) -> None:
        if self._giving:  # a sink that serves the link gets no second piece in it
            self._later.append(self._give)
            return
        with self._gate:
            give, chunk = self._chunks.popleft()
            self._waiting -= len(chunk)
            self._gate.notify()
        if self._closed:
            return
        self._giving = True
        try:
            give(chunk)
        finally:
            self._giving = False
            for task in self._later:
                self._ready.put(task)
            self._later.clear()

    def _end(self, status: int | None) -> None:
        self.over = self.over or self._closed
        if self.over:
            return
        if self._giving:
            self._later.append(lambda: self._end(status))
            return
        if self._chunks:  # some were put off; they are in the queue again
            self._ready.put(lambda: self._end(status))
            return
        self.over = True
        self.close()
        self._sink.ended(status)

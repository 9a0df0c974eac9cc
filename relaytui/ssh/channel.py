"""One channel over Paramiko: bytes to its sink, text to its stdin."""

import contextlib
from collections.abc import Callable
from typing import Any

import paramiko

from relaytui.ssh.internals import cut_off, wake_with
from relaytui.ssh.link import Sink, gather_of
from relaytui.ssh.ready import Ready

#: Bytes of one read: large reads cost a tenth of small ones.
READ = 262_144
#: Bytes of a read that shows that there is much to read: nothing is waited for then.
SMALL = 16_384
#: Does something after so many seconds, in the serving thread.
Later = Callable[[float, Callable[[], None]], None]


class ChannelStream:
    """A stream over a channel. Used by the serving thread, but for `close`."""

    def __init__(self, channel: Any, sink: Sink, ready: Any, later: Later) -> None:
        self._channel = channel
        self._sink = sink
        self._later = later
        self._gather = gather_of(sink)
        self._unsent = b""
        #: Whether it has ended or was closed: nothing more comes.
        self.over = False
        self._giving = False
        channel.settimeout(0.0)
        self._ready = Ready(self.read, ready)
        wake_with(channel, self._ready)
        self._ready.set()

    def write(self, text: bytes) -> None:
        """Send to stdin what the window takes; the rest goes when there is room."""
        self._unsent += text
        self.flush()

    def flush(self) -> bool:
        """Send on; whether there is nothing more to send."""
        while self._unsent and not self._channel.closed:
            try:
                sent = self._channel.send(self._unsent[:32768])
            except (OSError, EOFError, paramiko.SSHException):  # no room now, or gone
                break
            if not sent:
                break
            self._unsent = self._unsent[sent:]
        return not self._unsent or self._channel.closed

    def read(self) -> None:
        """Hand over what is there, one read of each, and come back when there is more."""
        self._ready.clear()
        if self.over or self._giving:  # a sink that serves the link gets no second piece in it
            return
        self._giving = True
        try:
            size = self._give()
        finally:
            self._giving = False
        # Look again: what came between the last look and now has woken nobody.
        channel = self._channel
        if self.over:
            return
        if self._gather and 0 < size < SMALL and not channel.closed:
            self._ready.hold()
            self._later(self._gather, self.read)
        elif channel.recv_ready() or channel.recv_stderr_ready():
            self._ready.set()
        elif channel.closed and not cut_off(channel):
            # With a connection that is gone the link ends, and its error says why.
            self.over = True
            self._sink.ended(channel.exit_status if channel.exit_status >= 0 else None)

    def _give(self) -> int:
        """Hand over; how many bytes of stdout that were."""
        channel, sink = self._channel, self._sink
        chunk = _received(channel.recv) if channel.recv_ready() else b""
        if chunk:
            sink.data(chunk)
        if not self.over and channel.recv_stderr_ready():
            said = _received(channel.recv_stderr)
            if said:
                sink.complaint(said)
        return len(chunk)

    def close(self) -> None:
        """Close the channel; the host sees the end of stdin, the sink hears nothing more."""
        self.over = True
        with contextlib.suppress(Exception):  # the link may be gone already
            self._channel.close()


def _received(receive: Callable[[int], bytes]) -> bytes:
    try:
        return receive(READ)
    except (EOFError, OSError, paramiko.SSHException):
        # It tried to widen the window of a connection that has just ended.
        return b""

"""One channel over Paramiko: bytes to its sink, text to its stdin."""

import contextlib
from typing import Any

from relaytui.ssh.internals import at_end, wake_with
from relaytui.ssh.link import Sink
from relaytui.ssh.ready import Ready

#: Bytes of one read: large reads cost a tenth of small ones.
READ = 262_144
#: Reads in a row before other channels have a turn.
TURNS = 16


class ChannelStream:
    """A stream over a channel. Used by the serving thread, but for `close`."""

    def __init__(self, channel: Any, sink: Sink, ready: Any) -> None:
        self._channel = channel
        self._sink = sink
        self._unsent = b""
        self._told = False
        channel.settimeout(0.0)
        self._ready = Ready(self.read, ready)
        wake_with(channel, self._ready)
        self._ready.set()

    def write(self, text: bytes) -> None:
        """Send to stdin what the window takes; the rest goes when there is room."""
        self._unsent += text
        self.flush()

    def flush(self) -> bool:
        """Send on; whether all is sent."""
        while self._unsent and not self._channel.closed:
            try:
                sent = self._channel.send(self._unsent[:32768])
            except OSError:  # no room now (a time-out), or closed
                break
            if not sent:
                break
            self._unsent = self._unsent[sent:]
        return not self._unsent

    def read(self) -> None:
        """Hand over what is there, and come back when there is more."""
        channel, sink = self._channel, self._sink
        self._ready.clear()
        for _ in range(TURNS):
            idle = True
            for is_there, receive, give in (
                (channel.recv_ready, channel.recv, sink.data),
                (channel.recv_stderr_ready, channel.recv_stderr, sink.complaint),
            ):
                if is_there():
                    chunk = receive(READ)
                    if chunk:
                        idle = False
                        give(chunk)
            if idle:
                break
        self.flush()
        # Look again: what came between the last look and now has woken nobody.
        if channel.recv_ready() or channel.recv_stderr_ready():
            self._ready.set()
        elif at_end(channel) and not self._told:
            self._told = True
            sink.ended(channel.exit_status if channel.exit_status_ready() else None)

    def close(self) -> None:
        """Close the channel; the host sees the end of stdin."""
        with contextlib.suppress(Exception):  # the link may be gone already
            self._channel.close()

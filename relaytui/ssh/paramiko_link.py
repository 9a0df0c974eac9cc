"""The link over Paramiko."""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkLost
from relaytui.ssh.channel import ChannelStream
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.handshake import words_of
from relaytui.ssh.internals import ask_for_life, execute
from relaytui.ssh.keepalive import keepalive_of
from relaytui.ssh.link import Sink
from relaytui.ssh.reach import POOL, Hooks, Reached, reach
from relaytui.ssh.script import SHELL, SUDO_SHELL
from relaytui.ssh.serving import NoSession, ServedLink


class _LastWords(logging.Handler):
    """Keeps Paramiko's last log lines: printed, they would spoil the screen."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: deque[str] = deque(maxlen=20)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, gated."""
        with contextlib.suppress(Exception):
            self.lines.append(safe(record.getMessage(), 300))


LAST_WORDS = _LastWords()
_LOGGER = logging.getLogger("paramiko")
_LOGGER.addHandler(LAST_WORDS)
_LOGGER.setLevel(logging.WARNING)
_LOGGER.propagate = False


class ParamikoLink(ServedLink):
    """A connected link; made by `connect_paramiko`."""

    def __init__(self, reached: Reached, on_quiet: Callable[[float], None]) -> None:
        super().__init__()
        self.name = reached.host.alias
        self.story = _story(reached) + reached.warnings
        self._reached = reached
        self._transport = reached.transport
        self._sock = reached.sock
        self._closing = threading.Lock()
        self._closed = False
        self._keepalive = keepalive_of(reached.host, on_quiet)
        # Paramiko holds its channels weakly, and closes one that nobody holds.
        self._streams: list[ChannelStream] = []

    def close(self) -> None:
        """See Link."""
        self._lose(LinkLost(f"{self.name}: closed"))
        with self._closing:
            first, self._closed = not self._closed, True
        if first:
            self._reached.close()
        self.wake()

    def socket_address(self) -> str | None:
        """Our address on this machine; None behind a jump host, which the host sees instead."""
        if self._reached.via:
            return None
        sock: Any = self._sock
        name = sock.getsockname()
        return str(name[0]) if isinstance(name, tuple) else None

    def _open(self, sudo: bool, sink: Sink) -> ChannelStream:
        try:
            channel = self._transport.open_session()
            stream = ChannelStream(channel, sink, self.ready, self.later)
            execute(channel, SUDO_SHELL if sudo else SHELL)
        except paramiko.ChannelException as error:
            raise NoSession(
                f"{self.name}: no further session ({safe(error.text, 80)})",
                "MaxSessions of its sshd is low; 3 are needed",
            ) from error
        except (paramiko.SSHException, OSError, EOFError) as error:
            raise LinkLost(f"{self.name}: {words_of(error)}") from error
        self._streams = [*(one for one in self._streams if not one.over), stream]
        return stream

    def _tend(self, now: float) -> None:
        """Ask for life when nothing was heard; any byte is an answer."""
        if not self._transport.is_active() and self.ready.empty():
            raise LinkLost(f"{self.name}: {_why(self._reached)}")
        heard = self._sock.last_heard
        if self._keepalive.look(now, heard, self.owed_since):
            for one in self._reached.way():
                with contextlib.suppress(paramiko.SSHException, OSError, EOFError):
                    ask_for_life(one.transport)
        elif self._keepalive.is_dead(now):
            raise LinkLost(f"{self.name}: no answer for {now - heard:.0f} s{self._whose(now)}")

    def _whose(self, now: float) -> str:
        """Which jump host is the silent one, in words. Nobody else is led over it any more."""
        for hop in self._reached.way()[:-1]:
            # One that lives has answered the last question, an interval ago.
            if now - hop.sock.last_heard > 1.5 * self._keepalive.interval:
                POOL.spoil(hop)
                return f" from its jump host {hop.host.alias}"
        return ""

    def _patience(self, now: float) -> float:
        return self._keepalive.next_look(now, self._sock.last_heard, self.owed_since)


def connect_paramiko(
    host: ResolvedHost, hooks: Hooks, on_quiet: Callable[[float], None]
) -> ParamikoLink:
    """Dial, check the host key, log in. Raises LinkError of every kind."""
    return ParamikoLink(reach(host, hooks), on_quiet)


def _story(reached: Reached) -> tuple[str, ...]:
    host, transport = reached.host, reached.transport
    peer: tuple[object, ...] = transport.getpeername()
    if reached.via:
        gates = ", ".join(one.host.alias for one in reached.via.way())
        peer = (host.hostname, f"{host.port} through {gates}")
    cipher = getattr(transport, "remote_cipher", "")
    version = safe(getattr(transport, "remote_version", ""), 80)
    return (f"{peer[0]} port {peer[1]}", f"{version}, {cipher}", reached.how)


def _why(reached: Reached) -> str:
    for one in reached.way():
        if not one.transport.is_active():
            error = one.transport.get_exception()
            words = words_of(error) if error else "the connection ended"
            return words if one is reached else f"its jump host {one.host.alias}: {words}"
    return "the connection ended"

"""The link over Paramiko."""

import contextlib
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkError, LinkLost
from relaytui.ssh.auth import log_in
from relaytui.ssh.channel import ChannelStream
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.dial import WatchedSocket, dial
from relaytui.ssh.handshake import hang_up, negotiate, words_of
from relaytui.ssh.host_key import Ask, check, known_keys, wanted_algorithms
from relaytui.ssh.internals import ask_for_life, execute, make_transport, supported_key_types
from relaytui.ssh.keepalive import keepalive_of
from relaytui.ssh.link import Sink
from relaytui.ssh.own_address import own_address
from relaytui.ssh.script import SHELL, SUDO_SHELL
from relaytui.ssh.serving import ServedLink


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

    def __init__(
        self,
        host: ResolvedHost,
        transport: paramiko.Transport,
        sock: WatchedSocket,
        on_quiet: Callable[[float], None],
    ) -> None:
        super().__init__()
        self.name = host.alias
        self.own_address: str | None = None
        self.story: tuple[str, ...] = ()
        self._transport = transport
        self._sock = sock
        self._on_quiet = on_quiet
        self._keepalive = keepalive_of(host, on_quiet)
        # Paramiko holds its channels weakly, and closes one that nobody holds.
        self._streams: list[ChannelStream] = []

    def close(self) -> None:
        """See Link."""
        self._lose(LinkLost(f"{self.name}: closed"))
        hang_up(self._transport, self._sock)
        self.wake()

    def _open(self, sudo: bool, sink: Sink) -> ChannelStream:
        try:
            channel = self._transport.open_session()
            stream = ChannelStream(channel, sink, self.ready)
            execute(channel, SUDO_SHELL if sudo else SHELL)
        except paramiko.ChannelException as error:
            raise LinkError(
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
            raise LinkLost(f"{self.name}: {_why(self._transport)}")
        heard = self._sock.last_heard
        if self._keepalive.look(now, heard):
            with contextlib.suppress(paramiko.SSHException, OSError, EOFError):
                ask_for_life(self._transport)
        elif self._keepalive.is_dead(now):
            raise LinkLost(f"{self.name}: no answer for {now - heard:.0f} s")

    def _patience(self, now: float) -> float:
        return self._keepalive.next_look(now, self._sock.last_heard)


def connect_paramiko(
    host: ResolvedHost,
    *,
    ask: Ask,
    on_state: Callable[[str], None],
    on_quiet: Callable[[float], None],
    stopped: Callable[[], bool],
) -> ParamikoLink:
    """Dial, check the host key, log in. Raises LinkError of every kind."""
    keepalive = keepalive_of(host, on_quiet)
    on_state(f"dialling {host.hostname} port {host.port}")
    sock = dial(
        host.hostname,
        host.port,
        family=host.address_family,
        bind_address=host.bind_address,
        timeout=host.connect_timeout,
        # Later than the keepalive, which can say what has happened.
        dead_after=keepalive.interval * (keepalive.questions + 2),
        stopped=stopped,
    )
    known = known_keys(host)
    transport = make_transport(sock, wanted_algorithms(host, known, supported_key_types()))
    try:
        on_state("exchanging keys")
        key = negotiate(transport, host, stopped)
        check(host, known, key.get_name(), key.asbytes(), ask)
        on_state(f"logging in as {host.user}")
        how = log_in(transport, host, stopped)
        link = ParamikoLink(host, transport, sock, on_quiet)
        link.own_address = _own_address(link, transport)
    except BaseException:
        hang_up(transport, sock)
        raise
    link.story = _story(host, transport, how) + known.warnings[:3]
    return link


def _own_address(link: ParamikoLink, transport: paramiko.Transport) -> str | None:
    """The address that the host sees, in its words or the socket's."""
    if said := own_address(link):
        return said
    sock: Any = transport.sock
    name = sock.getsockname()
    return str(name[0]) if isinstance(name, tuple) else None


def _story(host: ResolvedHost, transport: paramiko.Transport, how: str) -> tuple[str, ...]:
    peer = transport.getpeername()
    cipher = getattr(transport, "remote_cipher", "")
    version = safe(getattr(transport, "remote_version", ""), 80)
    return (f"{peer[0]} port {peer[1]}", f"{version}, {cipher}", how)


def _why(transport: paramiko.Transport) -> str:
    error = transport.get_exception()
    return words_of(error) if error else "the connection ended"

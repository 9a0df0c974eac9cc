"""The link over Paramiko."""

import contextlib
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkError, LinkLost, Unreachable
from relaytui.ssh.auth import log_in
from relaytui.ssh.channel import ChannelStream
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.dial import WatchedSocket, dial
from relaytui.ssh.host_key import Ask, check, known_keys, wanted_algorithms
from relaytui.ssh.internals import ask_for_life, make_transport, supported_key_types
from relaytui.ssh.link import Sink, Stream
from relaytui.ssh.script import SHELL, SUDO_SHELL, Script, script
from relaytui.ssh.serving import ServedLink

#: Seconds without a byte before the host is asked for life.
ALIVE_INTERVAL = 10.0
#: Questions without an answer before the link is given up.
ALIVE_COUNT = 3


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
        self._interval = host.alive_interval or ALIVE_INTERVAL
        self._count = host.alive_count if host.alive_interval else ALIVE_COUNT
        self._asked: list[float] = []
        self._unsent: list[ChannelStream] = []

    def stream(self, script: Script, sink: Sink, *, sudo: bool = False) -> Stream:
        """See Link."""
        stream = self._channel(SUDO_SHELL if sudo else SHELL, sink)
        self._write(stream, script.text.encode())
        return stream

    def close(self) -> None:
        """See Link."""
        self._closed = True
        self._lose(LinkLost(f"{self.name}: closed"))
        self._transport.close()
        self.wake()

    def _open_shell(self, sudo: bool, sink: Any) -> Stream:
        return self._channel(SUDO_SHELL if sudo else SHELL, sink)

    def _channel(self, command: str, sink: Sink) -> ChannelStream:
        try:
            channel = self._transport.open_session(timeout=10.0)
            stream = ChannelStream(channel, sink, self.ready)
            channel.settimeout(10.0)
            channel.exec_command(command)
            channel.settimeout(0.0)
        except paramiko.ChannelException as error:
            raise LinkError(
                f"{self.name}: no further session ({safe(error.text, 80)})",
                "MaxSessions of its sshd is low; 3 are needed",
            ) from error
        except (paramiko.SSHException, OSError, EOFError) as error:
            raise LinkLost(f"{self.name}: {_words(error)}") from error
        return stream

    def _write(self, stream: Stream, text: bytes) -> None:
        assert isinstance(stream, ChannelStream)
        stream.write(text)
        if not stream.flush():
            self._unsent.append(stream)

    def _tend(self, now: float) -> None:
        """Ask for life when nothing was heard; any byte is an answer."""
        if not self._transport.is_active():
            raise LinkLost(f"{self.name}: {_why(self._transport)}")
        self._unsent = [stream for stream in self._unsent if not stream.flush()]
        heard = self._sock.last_heard
        if self._asked and heard > self._asked[0]:
            self._asked = []
            self._on_quiet(0.0)
        since = max([heard, *self._asked])
        if now - since < self._interval:
            return
        if len(self._asked) >= self._count:
            raise LinkLost(f"{self.name}: no answer for {now - heard:.0f} s", "It is tried again")
        if len(self._asked) >= 1:
            self._on_quiet(now - heard)
        self._asked.append(now)
        with contextlib.suppress(paramiko.SSHException, OSError):
            ask_for_life(self._transport)


def connect_paramiko(
    host: ResolvedHost,
    *,
    ask: Ask,
    on_state: Callable[[str], None],
    on_quiet: Callable[[float], None],
    stopped: Callable[[], bool],
) -> ParamikoLink:
    """Dial, check the host key, log in. Raises LinkError of every kind."""
    interval = host.alive_interval or ALIVE_INTERVAL
    on_state(f"dialling {host.hostname} port {host.port}")
    sock = dial(
        host.hostname,
        host.port,
        family=host.address_family,
        bind_address=host.bind_address,
        timeout=host.connect_timeout,
        dead_after=interval * (ALIVE_COUNT + 1),
        stopped=stopped,
    )
    known = known_keys(host)
    transport = make_transport(sock, wanted_algorithms(host, known, supported_key_types()))
    try:
        on_state("exchanging keys")
        key = _negotiate(transport, host)
        check(host, known, key.get_name(), key.asbytes(), ask)
        on_state(f"logging in as {host.user}")
        how = log_in(transport, host)
        link = ParamikoLink(host, transport, sock, on_quiet)
        link.own_address = _own_address(link, transport)
    except BaseException:
        transport.close()
        raise
    link.story = _story(host, transport, how) + known.warnings[:3]
    return link


def _negotiate(transport: paramiko.Transport, host: ResolvedHost) -> paramiko.PKey:
    try:
        transport.start_client(timeout=host.connect_timeout or 15.0)
        return transport.get_remote_server_key()
    except Exception as error:
        words = _words(error)
        step = "It is tried again"
        if "banner" in words.lower() or isinstance(error, EOFError):
            words = f"no SSH greeting ({words})"
            step = "Its sshd may be busy (MaxStartups), or this is another service's port"
        elif "incompatible" in words.lower() or "no acceptable" in words.lower():
            step = "Its sshd offers only algorithms that are no longer safe; update it"
        raise Unreachable(f"{host.alias}: {words}", step) from error


def _own_address(link: ParamikoLink, transport: paramiko.Transport) -> str | None:
    """The address that the host sees: behind a router the socket does not know it."""
    answer = link.run(script("own-address", "printf '%s' \"${SSH_CONNECTION%% *}\""), timeout=15.0)
    words = safe(answer.stdout.decode("ascii", "replace").strip(), 64)
    if words:
        return str(words)
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
    return _words(error) if error else "the connection ended"


def _words(error: BaseException) -> str:
    if isinstance(error, ConnectionResetError):
        return "the connection was reset"
    if isinstance(error, EOFError):
        return "the connection ended"
    text = str(error).strip().rstrip(".")
    return str(safe(text, 200)) or type(error).__name__

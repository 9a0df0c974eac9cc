"""TCP to a host from a jump host: a channel of its connection that serves as a socket."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import Unreachable
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.dial import CONNECT_TIMEOUT, WatchedSocket
from relaytui.ssh.handshake import words_of
from relaytui.ssh.internals import PACKET, WINDOW

_PROHIBITED, _CONNECT_FAILED = 1, 2


class TunnelSocket(WatchedSocket):
    """A channel as a socket. Its end is told to the jump host by a thread of its own, since the
    jump host may take nothing any more, and ending a link must not wait."""

    def shutdown(self, _how: int) -> None:
        """As a socket's: the end comes with `close`."""

    def close(self) -> None:
        """As a socket's."""
        with contextlib.suppress(RuntimeError):  # no new thread while Python ends
            threading.Thread(target=self._close, name="tunnel end", daemon=True).start()

    def _close(self) -> None:
        with contextlib.suppress(Exception):  # it is gone already
            self._sock.close()


def open_tunnel(
    transport: paramiko.Transport, gate: str, host: ResolvedHost, stopped: Callable[[], bool]
) -> TunnelSocket:
    """A connection to a host that the jump host `gate` makes for us. Raises Unreachable."""
    timeout = host.connect_timeout or CONNECT_TIMEOUT
    answers: queue.SimpleQueue[paramiko.Channel | Exception] = queue.SimpleQueue()

    def begin() -> None:
        try:
            answers.put(
                transport.open_channel(
                    "direct-tcpip", (host.hostname, host.port), ("127.0.0.1", 0),
                    window_size=WINDOW, max_packet_size=PACKET, timeout=timeout,
                )
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001  (the top of a thread: raised by who waits)
            answers.put(error)

    # In a thread of its own, since nothing can stop the wait. A channel that nobody takes any
    # more is closed by Paramiko.
    threading.Thread(target=begin, name=f"tunnel {host.alias}", daemon=True).start()
    limit = time.monotonic() + timeout + 1.0
    while time.monotonic() < limit:
        if stopped():
            raise Unreachable("stopped")
        try:
            answer = answers.get(timeout=0.1)
        except queue.Empty:
            continue
        if isinstance(answer, Exception):
            raise _failed(gate, host, answer, timeout) from answer
        return TunnelSocket(answer)
    raise _failed(gate, host, TimeoutError(), timeout)


def _failed(gate: str, host: ResolvedHost, error: Exception, timeout: float) -> Unreachable:
    place = f"{safe(host.hostname, 80)} port {host.port}"
    if isinstance(error, paramiko.ChannelException):
        said = safe(error.text, 80)
        if error.code == _PROHIBITED:
            return Unreachable(
                f"jump host {gate} does not let us through to {place} ({said})",
                "Its sshd needs AllowTcpForwarding (and PermitOpen, permitopen= of the key)",
            )
        words = said if error.code == _CONNECT_FAILED else f"{said} (code {error.code})"
        return Unreachable(
            f"jump host {gate} can't reach {place}: {words}",
            f"Is it up, and its sshd on this port? From there: ssh {gate} nc -z "
            f"{safe(host.hostname, 80)} {host.port}",
        )
    if isinstance(error, TimeoutError) or "Timeout" in str(error):
        return Unreachable(
            f"jump host {gate} can't reach {place}: no answer within {timeout:.0f} s",
            "Is it up, and no firewall in between?",
        )
    return Unreachable(f"jump host {gate}: {words_of(error)}", "The way to the host was lost")

"""TCP to a host: all its addresses, each with a head start of a quarter of a second."""

import contextlib
import errno
import os
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from relaytui.domain.text import safe
from relaytui.errors import Unreachable
from relaytui.ssh.platform import tune

#: Seconds that an address has before the next one is tried beside it (RFC 8305).
HEAD_START = 0.25
CONNECT_TIMEOUT = 10.0
#: Seconds for the name at least: resolvers try their servers in turn, for 5 s each.
LOOK_UP_TIMEOUT = 15.0

#: Bytes of a server's greeting that are kept.
FIRST = 200

_FAMILIES = {"inet": socket.AF_INET, "inet6": socket.AF_INET6}
Address = tuple[int, tuple[object, ...]]


class Busy(Unreachable):
    """The server ended the connection before its greeting: trying again soon makes sense."""


class WatchedSocket:
    """A connected socket that remembers when it last heard something (monotonic seconds), and
    the first bytes: what a server says that does not greet."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.last_heard = time.monotonic()
        self.first = b""

    def recv(self, count: int) -> bytes:
        """As a socket's."""
        received: bytes = self._sock.recv(count)
        if received:
            self.last_heard = time.monotonic()
            if len(self.first) < FIRST:
                self.first += received[:FIRST]
        return received

    def __getattr__(self, name: str) -> object:
        return getattr(self._sock, name)


def dial(
    host: str,
    port: int,
    *,
    family: str = "any",
    bind_address: str = "",
    timeout: float = 0.0,
    dead_after: float = 40.0,
    stopped: Callable[[], bool] = lambda: False,
) -> WatchedSocket:
    """A connection to the first address that answers. Raises Unreachable."""
    timeout = timeout or CONNECT_TIMEOUT
    addresses = _looked_up(host, port, family, max(timeout, LOOK_UP_TIMEOUT), stopped)
    sock = _race(addresses, host, port, bind_address, timeout, stopped)
    sock.setblocking(True)
    tune(sock, dead_after)
    return WatchedSocket(sock)


def _looked_up(
    host: str, port: int, family: str, patience: float, stopped: Callable[[], bool]
) -> list[Address]:
    """The addresses of a host. In a thread of its own, since nothing can stop a look-up."""
    answers: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(_addresses(host, port, family))
        except Exception as error:  # noqa: BLE001  (the top of a thread: raised by who waits)
            answers.put(error)

    threading.Thread(target=look_up, name=f"look-up {host}", daemon=True).start()
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        if stopped():
            raise Unreachable("stopped")
        with contextlib.suppress(queue.Empty):
            answer = answers.get(timeout=0.1)
            if isinstance(answer, Exception):
                raise answer
            return answer
    raise Unreachable(
        f"{safe(host, 80)}: no answer about the name within {patience:.0f} s", "Check your DNS"
    )


def _addresses(host: str, port: int, family: str) -> list[Address]:
    wanted = _FAMILIES.get(family, socket.AF_UNSPEC)
    try:
        found = socket.getaddrinfo(host, port, wanted, socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        words = error.strerror if isinstance(error, socket.gaierror) else "not a name"
        raise Unreachable(
            f"{safe(host, 80)}: {words}",
            "Check the name, or your DNS: ssh -G shows what is dialled",
        ) from error
    addresses: list[Address] = [(one[0], one[4]) for one in found]
    # The families take turns, so that a dead one costs one head start only.
    first = addresses[0][0]
    ours = [one for one in addresses if one[0] == first]
    others = [one for one in addresses if one[0] != first]
    mixed: list[Address] = []
    while ours or others:
        mixed += ours[:1] + others[:1]
        ours, others = ours[1:], others[1:]
    return mixed


def _race(
    addresses: list[Address], host: str, port: int, bind_address: str, timeout: float,
    stopped: Callable[[], bool],
) -> socket.socket:  # fmt: skip
    waiting = list(addresses)
    limit = time.monotonic() + timeout
    next_start = 0.0
    last: OSError = TimeoutError(errno.ETIMEDOUT, "no answer")
    with selectors.DefaultSelector() as selector:
        try:
            while True:
                now = time.monotonic()
                if stopped():
                    raise Unreachable("stopped")
                if waiting and (now >= next_start or not selector.get_map()):
                    error = _begin(selector, waiting.pop(0), bind_address)
                    last = error or last
                    next_start = now + HEAD_START
                    continue
                if now >= limit or not (waiting or selector.get_map()):
                    raise _unreachable(host, port, last, now >= limit, timeout)
                for key, _ in selector.select(min(0.1, max(0.0, limit - now))):
                    sock = key.fileobj
                    assert isinstance(sock, socket.socket)
                    selector.unregister(sock)
                    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if not code:
                        return sock
                    last = OSError(code, os.strerror(code))
                    sock.close()
                    next_start = 0.0
        finally:
            for key in list(selector.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()


def _begin(selector: selectors.BaseSelector, address: Address, bind_to: str) -> OSError | None:
    sock = socket.socket(address[0], socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        if bind_to:
            sock.bind((bind_to, 0))
        code = sock.connect_ex(address[1])
    except OSError as error:
        sock.close()
        return error
    if code not in (0, errno.EINPROGRESS):
        sock.close()
        return OSError(code, os.strerror(code))
    selector.register(sock, selectors.EVENT_WRITE)
    return None


_STEPS = {
    errno.ECONNREFUSED: ("connection refused", "Is sshd running there, and on this port?"),
    errno.EHOSTUNREACH: ("no route to the host", "Check the network between here and there"),
    errno.ENETUNREACH: ("network unreachable", "Check this machine's own network"),
}


def _unreachable(
    host: str, port: int, error: OSError, timed_out: bool, timeout: float
) -> Unreachable:
    if timed_out or error.errno == errno.ETIMEDOUT:
        words, step = f"no answer within {timeout:.0f} s", "Is it up, and no firewall in between?"
    else:
        if error.errno == errno.ECONNRESET:
            return Busy(
                f"{safe(host, 80)} port {port}: the connection was reset",
                "Its sshd may be busy (MaxStartups) or refuse this address",
            )
        default = (error.strerror or "no connection", "Try it with: ssh -v")
        words, step = _STEPS.get(error.errno or 0, default)
    return Unreachable(f"{safe(host, 80)} port {port}: {words}", step)

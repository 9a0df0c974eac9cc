"""From a TCP connection to a host that has shown its key; and the end of a connection."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import Unreachable
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.dial import Busy

#: Seconds for the greeting and the exchange of keys, unless ConnectTimeout says otherwise.
PATIENCE = 15.0


def negotiate(
    transport: paramiko.Transport, host: ResolvedHost, stopped: Callable[[], bool]
) -> paramiko.PKey:
    """The key that the host shows, and has proved to own. Raises Unreachable."""
    patience = host.connect_timeout or PATIENCE
    limit = time.monotonic() + patience
    done = threading.Event()
    transport.start_client(event=done)
    while not done.wait(0.05) and transport.is_active():
        if stopped():
            raise Unreachable("stopped")
        if time.monotonic() >= limit:
            raise _too_slow(transport, host, patience)
    try:
        if not transport.is_active():
            raise transport.get_exception() or EOFError()
        return transport.get_remote_server_key()
    except Exception as error:
        raise _failed(transport, host, error) from error


def hang_up(transport: paramiko.Transport, sock: Any) -> None:
    """End a connection at once: its thread is woken, not waited for."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    transport.packetizer.complete_handshake()  # ends the thread of its timer
    transport.close()
    sock.close()


def words_of(error: BaseException) -> str:
    """What an error of a connection means, in a few words."""
    if isinstance(error, ConnectionResetError):
        return "the connection was reset"
    if isinstance(error, EOFError):
        return "the connection ended"
    if isinstance(error, TimeoutError) or getattr(error, "errno", None) == 110:
        return "the network gave the connection up"
    text = str(error).strip().rstrip(".")
    return str(safe(text, 200)) or type(error).__name__


def _too_slow(transport: paramiko.Transport, host: ResolvedHost, patience: float) -> Unreachable:
    if _greeted(transport):
        return Unreachable(
            f"{_place(host)}: the exchange of keys was not done within {patience:g} s",
            "The host is busy, or the network loses large packets (MTU)",
        )
    return Unreachable(
        f"{_place(host)}: connected, but no SSH greeting within {patience:g} s",
        "The host is busy, or something else listens there",
    )


def _failed(transport: paramiko.Transport, host: ResolvedHost, error: Exception) -> Unreachable:
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        problem = Unreachable(
            f"{_place(host)}: no algorithm in common ({words_of(error)})",
            "Its sshd offers only what is no longer safe; update it",
        )
        problem.retry = False
        return problem
    if _greeted(transport):
        return Unreachable(f"{_place(host)}: {words_of(error)}", "See the host's log of sshd")
    text = str(error)
    if "protocol version" in text:
        said = safe(text.partition('"')[2].rstrip('"'), 60)
        return Unreachable(
            f"{_place(host)} does not speak SSH, it says: {said}", "Is this the right port?"
        )
    if "timed out" in text:
        return Unreachable(f"{_place(host)} does not speak SSH", "Is this the right port?")
    return _not_greeted(transport, host)


def _not_greeted(transport: paramiko.Transport, host: ResolvedHost) -> Unreachable:
    """sshd says why in a line instead of its greeting, or says nothing."""
    said = safe(getattr(transport.sock, "first", b"").decode("utf-8", "replace").strip(), 80)
    if "MaxStartups" in said:
        return Busy(
            f"{_place(host)} is busy with other logins (MaxStartups)",
            "Raise MaxStartups of its sshd if that goes on",
        )
    if said:
        return Unreachable(
            f"{_place(host)} takes no connection, it says: {said}",
            "Its sshd or a firewall refuses this address for a while",
        )
    return Busy(
        f"{_place(host)} closed the connection before its greeting",
        "Its sshd may be busy (MaxStartups) or refuse this address",
    )


def _greeted(transport: paramiko.Transport) -> bool:
    return str(getattr(transport, "remote_version", "")).startswith("SSH-")


def _place(host: ResolvedHost) -> str:
    return f"{safe(host.hostname, 80)} port {host.port}"

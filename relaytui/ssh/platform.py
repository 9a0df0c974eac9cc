"""What differs between systems, in this one place."""

import contextlib
import resource
import socket


def tune(sock: socket.socket, dead_after: float) -> None:
    """No Nagle (it adds 40 ms to nearly every round trip); unacknowledged bytes end the
    connection after `dead_after` seconds where the system can do that (Linux)."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(dead_after * 1000))


def allow_files(count: int) -> None:
    """Let this process have so many files open, where the system's hard limit does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

"""Tells of every connection and name look-up that leaves loopback and the lab.

Python loads this by itself in the test run and in each Python that a test starts (PYTHONPATH).
What it sees goes, a line each, into the file named by RELAYTUI_GUARD_FILE; the fixture in
tests/conftest.py fails the test in which that file grows.
"""

import contextlib
import ipaddress
import os
import sys

_FILE = os.environ.get("RELAYTUI_GUARD_FILE", "")
_NETWORKS = [ipaddress.ip_network(one) for one in ("127.0.0.0/8", "::1/128")]
if os.environ.get("RELAYTUI_LAB"):
    _NETWORKS += [ipaddress.ip_network(one) for one in ("10.77.0.0/16", "fd77::/64")]


def _is_ours(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in _NETWORKS if network.version == address.version)


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple) or _is_ours(address[0]):
            return
        found = f"{event} {address[:2]}"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if _is_ours(arguments[0]):
            return
        found = f"{event} {arguments[0]!r}"
    else:
        return
    with contextlib.suppress(OSError), open(_FILE, "a", encoding="utf-8") as file:
        file.write(f"{found}\n")
    raise PermissionError(f"the test guard refuses {found}")


if _FILE:
    sys.addaudithook(_look)

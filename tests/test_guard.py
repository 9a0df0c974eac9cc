"""The guard itself: what leaves loopback is refused and seen, here and in a child."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest


def _forget(text: str) -> None:
    seen: Path = conftest._SEEN
    seen.write_text(seen.read_text().replace(text, ""))


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_outside_is_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(PermissionError, match=address):
        one.connect((address, 9))
    _forget(f"socket.connect ('{address}', 9)\n")


def test_a_look_up_in_a_child_is_seen() -> None:
    code = "import socket; socket.getaddrinfo('mx.example.com', 25)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "the test guard refuses" in child.stderr
    _forget("socket.getaddrinfo 'mx.example.com'\n")


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

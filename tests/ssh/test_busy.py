"""A server that has no room: before its greeting (MaxStartups), or for one session more."""

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from relaytui.errors import LinkError, Unreachable
from relaytui.ssh import reach, serving
from relaytui.ssh.script import guarded, script
from tests.ssh.conftest import Connect, Heard
from tests.ssh.server import ShellServer

Door = Callable[[bytes, int, bool], int]


def _relay(peer: socket.socket, port: int) -> None:
    far = socket.create_connection(("127.0.0.1", port))

    def carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while chunk := one.recv(65536):
                other.sendall(chunk)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=carry, args=(peer, far), daemon=True).start()
    carry(far, peer)


@pytest.fixture
def door(server: ShellServer) -> Iterator[Door]:
    """The port of a door that turns the first visitors away with some words, or a reset."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(words: bytes, visitors: int, reset: bool) -> None:
        with suppress(OSError):
            while True:
                peer, _ = listening.accept()
                if visitors > 0:
                    visitors -= 1
                    if reset:
                        linger = struct.pack("ii", 1, 0)
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    elif words:
                        peer.sendall(words)
                    peer.close()
                    continue
                threading.Thread(target=_relay, args=(peer, server.port), daemon=True).start()

    def begin(words: bytes, visitors: int, reset: bool = False) -> int:
        threading.Thread(target=serve, args=(words, visitors, reset), daemon=True).start()
        port: int = listening.getsockname()[1]
        server.know(port)
        return port

    yield begin
    with suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)
    listening.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "PAUSE", (0.0, 0.05))


@pytest.mark.parametrize(
    ("words", "reset", "told"),
    [
        (b"", False, "closed the connection before its greeting"),
        (b"", True, r"closed the connection before its greeting|was reset"),
        (b"Exceeded MaxStartups\r\n", False, "MaxStartups"),
    ],
)
def test_a_busy_server_is_asked_again(
    words: bytes, reset: bool, told: str, server: ShellServer, door: Door, connected: Connect
) -> None:
    port = door(words, reach.TRIES - 1, reset)
    states: list[str] = []
    link = connected(server.spec(port), on_state=states.append)
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
    again = [words for words in states if "trying again" in words]
    assert len(again) == reach.TRIES - 1
    assert re.search(told, again[0])


def test_one_that_stays_busy_is_given_up_for_now(
    server: ShellServer, door: Door, connected: Connect
) -> None:
    port = door(b"Exceeded MaxStartups\r\n", 1000, False)
    with pytest.raises(Unreachable, match="busy with other logins") as caught:
        connected(server.spec(port))
    assert caught.value.retry
    assert caught.value.next_step


def test_a_penalty_is_not_hurried(server: ShellServer, door: Door, connected: Connect) -> None:
    port = door(b"Not allowed at this time\r\n", 1, False)
    with pytest.raises(Unreachable, match="it says: Not allowed at this time") as caught:
        connected(server.spec(port))
    assert caught.value.retry


FOREVER = script("t", guarded("while sleep 0.05; do echo x; done"))


def test_an_idle_shell_makes_room_for_a_stream_and_for_roots(
    server: ShellServer, connected: Connect
) -> None:
    server.house.sessions = 1
    server.house.environment = {"SUDO": "none"}
    link = connected(server.spec())
    heard = Heard()
    stream = link.stream(FOREVER, heard)
    link.serve(lambda: len(heard.out) > 10, timeout=20)
    assert len(heard.out) > 10
    stream.close()
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
    with pytest.raises(LinkError, match="sudo was refused"):  # it had a session for that
        link.run(script("t", "true"), sudo=True)
    assert link.run(script("t", "echo 2")).stdout == b"2\n"


def test_what_finds_no_session_waits_for_one(server: ShellServer, connected: Connect) -> None:
    server.house.sessions = 1
    link: Any = connected(server.spec())
    first, second = Heard(), Heard()
    stream = link.stream(FOREVER, first)

    def end() -> None:
        link.ready.put(stream.close)  # in the thread of the link

    threading.Timer(0.5, end).start()
    other = link.stream(FOREVER, second)
    link.serve(lambda: len(second.out) > 10, timeout=20)
    assert len(first.out) > 2  # it was served meanwhile
    threading.Timer(0.5, lambda: link.ready.put(other.close)).start()
    assert link.run(script("t", "echo 1")).stdout == b"1\n"


def test_who_finds_none_in_time_is_told_why_and_the_link_stays(
    server: ShellServer, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SESSION_PATIENCE", 0.3)
    server.house.sessions = 1
    link = connected(server.spec())
    heard = Heard()
    stream = link.stream(FOREVER, heard)
    with pytest.raises(LinkError, match="no further session") as caught:
        link.stream(FOREVER, Heard())
    assert "MaxSessions" in caught.value.next_step
    with pytest.raises(LinkError, match="no further session"):
        link.run(script("t", "true"), timeout=0.5)
    before = len(heard.out)
    link.serve(lambda: len(heard.out) > before, timeout=20)
    assert len(heard.out) > before
    stream.close()
    assert link.run(script("t", "echo here")).stdout == b"here\n"

"""TCP to a host: several addresses, dead ends, giving up."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import Unreachable
from relaytui.ssh import dial as module
from relaytui.ssh import reach
from relaytui.ssh.dial import dial
from tests.ssh.conftest import Connect

Answer = Callable[..., list[Any]]


def _at(address: str, port: int) -> tuple[Any, ...]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    place = (address, port, 0, 0) if ":" in address else (address, port)
    return family, socket.SOCK_STREAM, 6, "", place


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as one:
        yield one


@pytest.fixture
def full() -> Iterator[int]:
    """A port that answers no connection: its backlog is full."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen(0)
        waiting = []
        for _ in range(3):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(one.getsockname())
        yield one.getsockname()[1]
        for each in waiting:
            each.close()


def _names(monkeypatch: pytest.MonkeyPatch, *answers: tuple[Any, ...]) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: list(answers))


def test_it_waits_for_no_more_to_send(listening: socket.socket) -> None:
    sock: Any = dial("127.0.0.1", listening.getsockname()[1])
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    sock.close()


def test_it_knows_when_it_heard_something(listening: socket.socket) -> None:
    sock: Any = dial("127.0.0.1", listening.getsockname()[1])
    before = sock.last_heard
    peer, _ = listening.accept()
    with peer:
        peer.send(b"x")
        assert sock.recv(10) == b"x"
    heard = sock.last_heard
    assert heard > before
    assert sock.recv(10) == b""  # the end is nothing heard
    assert sock.last_heard == heard
    sock.close()


@pytest.mark.parametrize("first", ["silent", "refused", "v6"])
def test_a_dead_address_does_not_stop_the_next(
    first: str, listening: socket.socket, full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed = gone.getsockname()[1]
    dead = {
        "silent": _at("127.0.0.1", full),
        "refused": _at("127.0.0.1", closed),
        "v6": _at("::1", closed),
    }[first]
    _names(monkeypatch, dead, _at("127.0.0.1", listening.getsockname()[1]))
    sock: Any = dial("mx1", 22, timeout=20.0)
    assert sock.getpeername()[1] == listening.getsockname()[1]
    sock.close()


def test_the_families_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, *(_at(one, 1) for one in ("::1", "::2", "::3", "127.0.0.1", "127.0.0.2")))
    order = [str(place[0]) for _, place in module._addresses("mx1", 1, "any")]
    assert order == ["::1", "127.0.0.1", "::2", "127.0.0.2", "::3"]


def test_no_answer_is_told_with_its_time(full: int) -> None:
    with pytest.raises(Unreachable, match="no answer within 1 s") as caught:
        dial("127.0.0.1", full, timeout=1.0)
    assert caught.value.retry
    assert caught.value.next_step


def test_a_name_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="mx1: Name or service not known"):
        dial("mx1", 22)


def test_a_slow_look_up_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, over = threading.Event(), threading.Event()

    def slow(*_: Any) -> Any:
        asked.set()
        over.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(Unreachable, match="stopped"):
        dial("mx1", 22, stopped=asked.is_set)
    monkeypatch.setattr(module, "LOOK_UP_TIMEOUT", 0.2)
    with pytest.raises(Unreachable, match="no answer about the name"):
        dial("mx1", 22, timeout=0.1)
    over.set()


def test_a_connection_can_be_given_up(full: int) -> None:
    with pytest.raises(Unreachable, match="stopped"):
        dial("127.0.0.1", full, timeout=60.0, stopped=lambda: True)


def _greets(listening: socket.socket, words: bytes) -> None:
    with contextlib.suppress(OSError):
        while True:
            with listening.accept()[0] as peer:
                peer.sendall(words)
                peer.recv(1000)  # the client's greeting; then the end


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (b"", "closed the connection before its greeting"),
        (b"220 mx1 ESMTP\r\n" * 100, "does not speak SSH, it says: 220 mx1 ESMTP"),
        (b"SSH-1.5-old\r\n", "1.5"),
        (b"\x1b[2J\r\n" * 100, "␛"),
        (b"SSH-2.0-x\r\nrubbish that is no packet, and some more of it", "port"),
    ],
)
def test_what_is_no_ssh_server_says_so(
    words: bytes, told: str, listening: socket.socket, connected: Connect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(reach, "PAUSE", (0.0, 0.01))
    threading.Thread(target=_greets, args=(listening, words), daemon=True).start()
    target = f"a@127.0.0.1:{listening.getsockname()[1]}"
    with pytest.raises(Unreachable, match=told) as caught:
        connected(HostSpec(name="x", target=target, ssh_config="none"))
    assert caught.value.next_step


def test_a_silent_server_can_be_given_up(listening: socket.socket, connected: Connect) -> None:
    calls: list[None] = []

    def stopped() -> bool:
        calls.append(None)
        return len(calls) > 5

    target = f"a@127.0.0.1:{listening.getsockname()[1]}"
    with pytest.raises(Unreachable, match="stopped"):
        connected(HostSpec(name="x", target=target, ssh_config="none"), stopped=stopped)

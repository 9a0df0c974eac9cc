"""The multiplexing protocol: what is sent, and what any answer becomes."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaytui.ssh.openssh_mux import (
    EXIT_MESSAGE,
    FAILURE,
    HELLO,
    SESSION_OPENED,
    MuxError,
    MuxSession,
    Reply,
    answers,
    hello,
    new_session,
    parse,
)


def test_packets_are_as_the_protocol_has_them() -> None:
    assert hello() == bytes.fromhex("00000008 00000001 00000004")
    assert new_session(7, "true") == bytes.fromhex(
        "0000002c 10000002 00000007 00000000"
        "00000000 00000000 00000000 00000000 ffffffff"
        "00000000 00000004 74727565"
    )


def _numbers(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


@pytest.mark.parametrize(
    ("content", "reply"),
    [
        (_numbers(HELLO, 4), Reply(HELLO, 4)),
        (_numbers(SESSION_OPENED, 1, 9), Reply(SESSION_OPENED, 9)),
        (_numbers(EXIT_MESSAGE, 9, 255), Reply(EXIT_MESSAGE, 255)),
        (_numbers(FAILURE, 1, 2) + b"no", Reply(FAILURE, 0, "no")),
        (_numbers(0x80000008, 9), Reply(0x80000008)),
    ],
)
def test_answers_are_understood(content: bytes, reply: Reply) -> None:
    assert parse(content) == reply


@given(st.binary(max_size=40))
def test_any_bytes_are_an_answer_or_an_error(content: bytes) -> None:
    with contextlib.suppress(MuxError):
        parse(content)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        _numbers(8, HELLO),
        _numbers(8, HELLO, 3),
        _numbers(0xFFFFFFFF),
        _numbers(4, 0x80000003),
    ],
)
def test_who_is_no_master_is_none(said: bytes, tmp_path: Path) -> None:
    path = str(tmp_path / "mux")
    assert not answers(path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        _once(server, lambda peer: peer.sendall(said))
        with pytest.raises(MuxError):
            MuxSession(path, 5.0)


def test_who_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    path = str(tmp_path / "mux")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        assert not answers(path, 0.1)


def _once(server: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    def serve() -> None:
        peer, _ = server.accept()
        with peer:
            talk(peer)

    threading.Thread(target=serve, daemon=True).start()

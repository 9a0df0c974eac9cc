"""Real scripts in real shells over SSH; hosts that give no answer; nobody waits for another."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from relaytui.doctor.examine import Examination, Examined
from relaytui.doctor.rows import rows
from relaytui.domain.host_spec import HostSpec
from tests.ssh.server import ShellServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ShellServer]:
    with ShellServer(tmp_path) as one:
        yield one


def _examined(*specs: HostSpec, ask_sudo: bool = False) -> list[Examined]:
    examination = Examination(specs, ask_sudo=ask_sudo)
    try:
        return list(examination.results())
    finally:
        examination.close()


def test_a_host_over_ssh(server: ShellServer) -> None:
    server.house.noise = "echo motd; echo complaint >&2"
    (one,) = _examined(server.spec())
    assert one.error is None
    assert one.case is not None
    answer = one.case.answer
    assert answer.complete
    assert answer.uid is not None
    assert answer.user
    assert answer.sudo is None
    assert one.back_end == "paramiko"
    assert one.own_address == "192.0.2.9"
    shown = dict(rows(one, one.case))
    assert f"127.0.0.1 port {server.port}" in shown["reached"]
    assert "ops with " in shown["reached"]
    assert answer.clocks is not None
    assert answer.clocks[0] <= answer.clocks[1]
    assert "give or take" in shown["clock"]


def test_this_machine_says_the_same(server: ShellServer) -> None:
    over_ssh, here = _examined(server.spec(), HostSpec(name="here"))
    both = {one.name: one for one in (over_ssh, here)}
    first, second = both["real"].case, both["here"].case
    assert first is not None
    assert second is not None
    for name in ("user", "groups", "uid", "kernel", "system", "shell", "tools", "versions", "maps"):
        assert getattr(first.answer, name) == getattr(second.answer, name), name


def test_a_forced_command_is_named(server: ShellServer) -> None:
    server.house.forced = "echo 'backups only'"
    (one,) = _examined(server.spec())
    assert one.case is None
    assert one.error is not None
    assert "backups only" in one.error.reason
    assert "ForceCommand" in one.error.next_step


def test_a_black_hole_delays_nobody(server: ShellServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hole:  # takes connections, never greets
        port = hole.getsockname()[1]
        dead = msgspec.structs.replace(server.spec(port), name="hole")
        examination = Examination([dead, server.spec()])
        results = examination.results()
        begun = time.monotonic()
        assert next(results).name == "real"
        took = time.monotonic() - begun
        examination.close()
        one = next(results)
        assert one.name == "hole"
        assert one.error is not None
        assert took < 10
        assert time.monotonic() - begun - took < 5, "close ended what still ran"
    left = [one.name for one in threading.enumerate() if one.name.startswith("doctor ")]
    assert not left


def test_an_unknown_key_is_not_taken(server: ShellServer, tmp_path: Path) -> None:
    empty = tmp_path / "nothing_known"
    empty.touch()
    (one,) = _examined(msgspec.structs.replace(server.spec(), known_hosts=str(empty)))
    assert one.error is not None
    assert "SHA256:" in str(one.error)

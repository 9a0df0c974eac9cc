"""How a link ends, over each back end, and what it refuses; what is left of it."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from relaytui.errors import LinkError, LinkLost, LoginRefused
from relaytui.ssh.pipes import PipeLane
from relaytui.ssh.script import guarded, script
from tests.ssh.conftest import Connect, Heard, until
from tests.ssh.server import ShellServer


@pytest.fixture
def server(any_server: ShellServer) -> ShellServer:
    return any_server


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("way", ["close the stream", "close the link", "cut the connection"])
def test_nothing_is_left_on_the_host(
    way: str, server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    link, sink, log = connected(server.spec()), Heard(), tmp_path / "log"
    log.write_text("first\n")
    body = guarded('echo "$$" >&2; exec tail -n +1 -F "$it"')
    stream = link.stream(script("x", f"{body}\n", it=str(log)), sink)
    link.serve(lambda: sink.out == b"first\n" and b"\n" in sink.err, timeout=10)
    shell = int(sink.err.split()[0])
    assert _runs(shell)
    if way == "close the stream":
        stream.close()
    elif way == "close the link":
        link.close()
    else:
        server.cut()
        with pytest.raises(LinkLost):
            link.serve(lambda: False, timeout=10)
        assert sink.ends == []  # the error says it all
    until(lambda: not _runs(shell))
    until(lambda: not _followers(log))


def _followers(log: Path) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes()
        except OSError:
            continue
        if command.startswith(b"tail") and os.fsencode(log) in command:
            found.append(str(entry))
    return found


def _waiting(stream: Any) -> int:
    """Bytes that have come here and are not handed over."""
    if isinstance(stream, PipeLane):
        return sum(len(chunk) for _, chunk in list(stream._chunks))
    return len(stream._channel.in_buffer)


def test_what_came_before_the_cut_is_handed_over(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    stream = link.stream(script("x", "head -c 300000 /dev/zero; sleep 60"), sink)
    link.serve(lambda: bool(sink.out), timeout=10)
    until(lambda: len(sink.out) + _waiting(stream) == 300_000)
    server.cut()
    with pytest.raises(LinkLost):
        link.serve(lambda: False, timeout=10)
    assert len(sink.out) == 300_000


def test_a_refused_sudo_says_so_and_the_link_stays(server: ShellServer, connected: Connect) -> None:
    server.house.noise = "PATH=/nowhere"
    link = connected(server.spec())
    with pytest.raises(LinkError, match=r"sudo was refused: .*sudo") as caught:
        link.run(script("x", "true"), sudo=True)
    assert not caught.value.retry
    assert not isinstance(caught.value, LinkLost)
    assert link.run(script("x", "echo here")).stdout == b"here\n"


def test_too_few_sessions_are_told_and_the_link_stays(
    server: ShellServer, connected: Connect
) -> None:
    """The idle shell makes room for a stream; while that goes on, there is none for a script."""
    server.house.sessions = 1
    link, heard = connected(server.spec()), Heard()
    stream = link.stream(script("x", guarded("while sleep 0.05; do echo x; done")), heard)
    link.serve(lambda: len(heard.out) > 4, timeout=20)
    with pytest.raises(LinkError, match="no further session") as caught:
        link.run(script("x", "true"), timeout=1.0)
    assert "MaxSessions" in caught.value.next_step
    stream.close()
    assert link.run(script("x", "echo here")).stdout == b"here\n"


@pytest.mark.parametrize(
    ("forced", "words"),
    [
        ("echo 'This account is currently not available.'; exit 1", "not available"),
        ("exit 1", "gives no shell"),
        ("printf 'evil \\033[2J\\n' >&2; exit 1", "␛"),
    ],
)
def test_a_login_without_a_shell_says_what_the_host_said(
    forced: str, words: str, server: ShellServer, connected: Connect
) -> None:
    server.house.forced = forced
    with pytest.raises(LinkError, match=words) as caught:
        connected(server.spec()).run(script("x", "true"))
    assert "ForceCommand" in caught.value.next_step
    assert not caught.value.retry


def test_a_refused_command_is_a_login_without_a_shell(
    server: ShellServer, connected: Connect
) -> None:
    server.house.refuses_commands = True
    with pytest.raises(LinkError, match="gives no shell"):
        connected(server.spec()).run(script("x", "true"))


def test_a_second_factor_is_named(server: ShellServer, connected: Connect) -> None:
    server.house.second_factor = True
    server.house.methods = "publickey,keyboard-interactive"
    with pytest.raises(LoginRefused, match="keyboard-interactive"):
        connected(server.spec())


def test_a_host_that_takes_no_keys_is_named(server: ShellServer, connected: Connect) -> None:
    server.house.methods = "password"
    with pytest.raises(LoginRefused, match="the server allows password") as caught:
        connected(server.spec())
    assert not caught.value.retry
    assert len(server.offered) <= 1


def test_a_cut_link_is_lost_for_all_who_wait(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    link.stream(script("x", "echo on; sleep 60"), sink)
    link.serve(lambda: bool(sink.out), timeout=10)
    caught: list[LinkError] = []

    def ask() -> None:
        try:
            link.run(script("x", "sleep 60"), timeout=60)
        except LinkError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    link.serve(lambda: link._talks[False].busy, timeout=10)  # type: ignore[attr-defined]
    server.cut()
    with pytest.raises(LinkLost):
        link.serve(lambda: False, timeout=20)
    thread.join(10)
    assert isinstance(caught[0], LinkLost)
    assert sink.ends == []
    with pytest.raises(LinkLost):
        link.stream(script("x", "true"), Heard())


def test_close_from_another_thread_ends_serving(server: ShellServer, connected: Connect) -> None:
    link = connected(server.spec())
    closers = [threading.Timer(0.1, link.close) for _ in range(3)]
    for closer in closers:
        closer.start()
    with pytest.raises(LinkLost):
        link.serve(lambda: False, timeout=20)
    with pytest.raises(LinkLost):
        link.run(script("x", "true"))

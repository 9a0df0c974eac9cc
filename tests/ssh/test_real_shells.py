"""Links to real shells: what they print, how they end, what is left of them."""

import gc
import os
import threading
from pathlib import Path

import pytest

from relaytui.errors import LinkError, LinkLost, LoginRefused, NoAnswer
from relaytui.ssh.script import guarded, script
from tests.ssh.conftest import Connect, Heard, until
from tests.ssh.server import ShellServer


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_host_says_where_we_come_from(server: ShellServer, connected: Connect) -> None:
    assert connected(server.spec()).own_address == "192.0.2.9"


def test_without_its_word_the_socket_has_it(server: ShellServer, connected: Connect) -> None:
    server.house.environment = {"SSH_CONNECTION": ""}
    assert connected(server.spec()).own_address == "127.0.0.1"


def test_noise_of_login_files_is_no_answer(server: ShellServer, connected: Connect) -> None:
    server.house.noise = "echo motd; printf 'no newline'; echo tset: unknown >&2"
    link = connected(server.spec())
    answer = link.run(script("x", "echo out; echo err >&2; exit 4"))
    assert (answer.status, answer.stdout, answer.stderr) == (4, b"out\n", b"err\n")
    with pytest.raises(NoAnswer):
        link.run(script("x", "sleep 60"), timeout=0.2)
    answer = link.run(script("x", "echo out"))  # in a new shell, with its noise
    assert (answer.stdout, answer.stderr) == (b"out\n", b"")


def test_five_megabytes_on_both_sides(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    body = (
        "head -c 5000000 /dev/zero | tr '\\0' o & head -c 5000000 /dev/zero | tr '\\0' e >&2\n"
        "wait; exit 7"
    )
    link.stream(script("x", body), sink)
    link.serve(lambda: bool(sink.ends), timeout=30)
    assert (len(sink.out), len(sink.err), sink.ends) == (5_000_000, 5_000_000, [7])


def test_a_stream_that_nobody_holds_goes_on(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    link.stream(script("x", "echo begun; sleep 0.2; echo done; exit 7"), sink)
    link.serve(lambda: bool(sink.out), timeout=10)
    link.run(script("x", "echo of another channel"))
    gc.collect()
    link.serve(lambda: bool(sink.ends), timeout=10)
    assert (sink.out, sink.ends) == (b"begun\ndone\n", [7])


def test_a_killed_stream_has_no_status(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    link.stream(script("x", "kill -9 $$"), sink)
    link.serve(lambda: bool(sink.ends), timeout=10)
    assert sink.ends == [None]


def test_a_script_larger_than_the_window(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    big = "x" * 5_000_000
    link.stream(script("x", 'printf %s "${#it}"', it=big), sink)
    link.serve(lambda: bool(sink.ends) or sink.out == b"5000000", timeout=30)
    assert sink.out == b"5000000"


def test_a_flood_stops_neither_answers_nor_the_condition(
    server: ShellServer, connected: Connect
) -> None:
    link, sink = connected(server.spec()), Heard()
    flood = link.stream(script("x", guarded("exec yes")), sink)
    assert link.run(script("x", "echo here")).stdout == b"here\n"
    begun = len(sink.out)
    link.serve(lambda: len(sink.out) > begun, timeout=10)
    with pytest.raises(NoAnswer):
        link.run(script("x", "sleep 60"), timeout=0.2)
    flood.close()
    silent = len(sink.out)
    link.serve(lambda: False, timeout=0.2)
    assert len(sink.out) == silent
    assert sink.ends == []


def test_run_from_another_thread(server: ShellServer, connected: Connect) -> None:
    link = connected(server.spec())
    answers: list[bytes] = []

    def ask() -> None:
        for number in range(20):
            answers.append(link.run(script("x", "echo $it", it=number)).stdout)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    link.serve(lambda: len(answers) == 60, timeout=20)
    for thread in threads:
        thread.join(10)
    assert sorted(answers) == sorted(3 * [f"{number}\n".encode() for number in range(20)])


def test_a_thread_that_asks_an_unserved_link_is_let_go(
    server: ShellServer, connected: Connect
) -> None:
    link = connected(server.spec())
    caught: list[LinkError] = []

    def ask() -> None:
        try:
            link.run(script("x", "true"), timeout=0.1)
        except LinkError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(10)
    assert isinstance(caught[0], NoAnswer)


def test_a_sink_may_ask_in_the_middle(server: ShellServer, connected: Connect) -> None:
    link = connected(server.spec())
    order: list[str] = []

    class Asks(Heard):
        def data(self, chunk: bytes) -> None:
            order.append("begin")
            super().data(chunk)
            link.run(script("x", "echo inner"))
            order.append("end")

    sink = Asks()
    link.stream(script("x", "for i in 1 2 3 4 5; do echo $i; sleep 0.02; done; exit 0"), sink)
    link.serve(lambda: bool(sink.ends), timeout=10)
    assert sink.ends == [0]
    assert sink.out == b"1\n2\n3\n4\n5\n"
    assert order == ["begin", "end"] * (len(order) // 2)


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


def test_what_came_before_the_cut_is_handed_over(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Heard()
    stream = link.stream(script("x", "head -c 300000 /dev/zero; sleep 60"), sink)
    waiting = stream._channel.in_buffer  # type: ignore[attr-defined]
    link.serve(lambda: bool(sink.out), timeout=10)
    until(lambda: len(sink.out) + len(waiting) == 300_000)
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
        connected(server.spec())
    assert "ForceCommand" in caught.value.next_step
    assert not caught.value.retry


def test_a_refused_command_is_a_login_without_a_shell(
    server: ShellServer, connected: Connect
) -> None:
    server.house.refuses_commands = True
    with pytest.raises(LinkError, match="gives no shell"):
        connected(server.spec())


def test_a_second_factor_is_named(server: ShellServer, connected: Connect) -> None:
    server.house.second_factor = True
    server.house.methods = "publickey,keyboard-interactive"
    with pytest.raises(LoginRefused, match="keyboard-interactive as well"):
        connected(server.spec())


def test_a_host_that_takes_no_keys_is_named(server: ShellServer, connected: Connect) -> None:
    server.house.methods = "password"
    with pytest.raises(LoginRefused, match="the server allows password") as caught:
        connected(server.spec())
    assert not caught.value.retry
    assert len(server.offered) <= 1


def test_no_thread_is_left(server: ShellServer, connected: Connect) -> None:
    link = connected(server.spec())
    transport = link._transport  # type: ignore[attr-defined]
    link.close()
    until(lambda: not transport.is_alive())
    link.close()

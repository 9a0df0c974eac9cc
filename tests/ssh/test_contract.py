"""What a link does, over each back end: what shells print, and how it comes here."""

import gc
import itertools
import threading
import time
from pathlib import Path

import pytest

from relaytui.errors import LinkError, NoAnswer
from relaytui.ssh.script import guarded, script
from tests.ssh.conftest import Connect, Heard, until
from tests.ssh.server import ShellServer


@pytest.fixture
def server(any_server: ShellServer) -> ShellServer:
    return any_server


def test_the_host_says_where_we_come_from(server: ShellServer, connected: Connect) -> None:
    assert connected(server.spec()).own_address == "192.0.2.9"


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


def test_several_streams_at_once(server: ShellServer, connected: Connect) -> None:
    link, sinks = connected(server.spec()), [Heard() for _ in range(5)]
    for number, sink in enumerate(sinks):
        body = 'for i in 1 2 3; do echo "$n.$i"; sleep 0.05; done; exit "$n"'
        link.stream(script("x", body, n=number), sink)
    link.serve(lambda: all(sink.ends for sink in sinks), timeout=20)
    for number, sink in enumerate(sinks):
        assert sink.out == "".join(f"{number}.{i}\n" for i in (1, 2, 3)).encode()
        assert sink.ends == [number]


@pytest.mark.parametrize("status", [0, 1, 127, 254, 255])
def test_a_streams_status_is_the_hosts(
    status: int, server: ShellServer, connected: Connect
) -> None:
    link, sink = connected(server.spec()), Heard()
    link.stream(script("x", 'exit "$it"', it=status), sink)
    link.serve(lambda: bool(sink.ends), timeout=10)
    assert sink.ends == [status]


def test_a_wake_lets_the_server_look(server: ShellServer, connected: Connect) -> None:
    link, looks, woken = connected(server.spec()), itertools.count(), threading.Event()
    seen = [0]

    def look() -> bool:
        seen[0] = next(looks)
        return woken.is_set()

    def wake() -> None:
        for _ in range(20):  # by itself it would look once a second
            before = seen[0]
            link.wake()
            until(lambda: seen[0] > before, 5)  # noqa: B023
        woken.set()
        link.wake()

    thread = threading.Thread(target=wake)
    begun = time.monotonic()
    thread.start()
    link.serve(look, timeout=20)
    thread.join(10)
    assert woken.is_set()
    assert time.monotonic() - begun < 10


def test_a_sink_that_does_not_read_makes_the_host_wait(
    server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    link, sink, mark = connected(server.spec()), Heard(), tmp_path / "mark"
    body = (
        'i=1; while [ $i -le 400 ]; do seq ${i}0000 ${i}9999; echo $i >> "$mark"\n'
        "i=$((i + 1)); done; exit 0"
    )
    link.stream(script("x", body, mark=str(mark)), sink)
    link.serve(lambda: bool(sink.out), timeout=10)
    stands = _standstill(mark)
    assert stands < 200, "the host went on without a reader"
    link.serve(lambda: bool(sink.ends), timeout=60)
    expected = (b"%d%04d" % (i, n) for i in range(1, 401) for n in range(10_000))
    assert sink.out == b"\n".join(expected) + b"\n"
    assert sink.ends == [0]


def _standstill(mark: Path) -> int:
    """How many pieces the host has written when it waits."""
    size, since = -1, time.monotonic()

    def stands() -> bool:
        nonlocal size, since
        now = mark.stat().st_size if mark.exists() else 0
        if now != size:
            size, since = now, time.monotonic()
        return time.monotonic() > since + 1.0

    until(stands, 30)
    return len(mark.read_bytes().splitlines())


def test_forged_marks_are_no_end(server: ShellServer, connected: Connect) -> None:
    server.house.noise = "printf 'aaaa begin\\nx\\naaaa end 0\\n'; printf '\\naaaa end\\n' >&2"
    link = connected(server.spec())
    forged = "0123456789abcdef01234567"
    body = "printf '\\n%s end 0\\n' \"$it\"; printf '\\n%s end\\n' \"$it\" >&2; echo real; exit 9"
    answer = link.run(script("x", body, it=forged))
    assert answer.status == 9
    assert answer.stdout == f"\n{forged} end 0\nreal\n".encode()
    assert answer.stderr == f"\n{forged} end\n".encode()


class Gathering(Heard):
    """A sink that would rather have few large pieces."""

    gather = 0.3

    def __init__(self) -> None:
        super().__init__()
        self.pieces = 0

    def data(self, chunk: bytes) -> None:
        """Count it."""
        self.pieces += 1
        super().data(chunk)


def test_small_pieces_are_gathered_for_a_sink_that_wants_it(
    server: ShellServer, connected: Connect
) -> None:
    link, sink = connected(server.spec()), Gathering()
    body = "i=0; while [ $i -lt 20 ]; do echo line $i; sleep 0.05; i=$((i + 1)); done; exit 7"
    link.stream(script("x", body), sink)
    link.serve(lambda: bool(sink.pieces), timeout=10)  # the first comes at once
    first = sink.out
    assert link.run(script("x", "echo out")).stdout == b"out\n"
    assert not sink.ends  # others do not wait for it
    link.serve(lambda: bool(sink.ends), timeout=20)
    assert first.startswith(b"line 0\n")
    assert sink.out == b"".join(b"line %d\n" % number for number in range(20))
    assert sink.ends == [7]
    assert sink.pieces <= 12


def test_a_flood_is_not_gathered(server: ShellServer, connected: Connect) -> None:
    link, sink = connected(server.spec()), Gathering()
    begun = time.monotonic()
    link.stream(script("x", "head -c 5000000 /dev/zero | tr '\\0' o; exit 7"), sink)
    link.serve(lambda: bool(sink.ends), timeout=30)
    assert len(sink.out) == 5_000_000
    assert time.monotonic() - begun < sink.pieces * sink.gather

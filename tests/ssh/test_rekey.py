"""New keys while data goes both ways, at the server's wish: no byte is lost, nothing hangs."""

import threading
from contextlib import ExitStack
from pathlib import Path

from relaytui.ssh.link import Link
from relaytui.ssh.script import guarded, script
from tests.ssh.conftest import Connect, Heard
from tests.ssh.server import ShellServer
from tests.ssh.test_jump import Way


def both_ways(link: Link, downs: int, up: int, rounds: int) -> None:
    """`downs` MB come while `rounds` texts of `up` bytes go; both are counted."""
    heard = Heard()
    flood = f"for i in $(seq {downs}); do head -c 1000000 /dev/zero | tr '\\0' x; done"
    stream = link.stream(script("down", guarded(f"{flood}; echo done; sleep 60")), heard)
    text = "".join(chr(97 + number % 26) for number in range(up))
    for _ in range(rounds):
        answer = link.run(script("up", f"wc -c <<'E'\n{text}\nE"), timeout=60)
        assert int(answer.stdout) == up + 1
    link.serve(lambda: heard.out.endswith(b"done\n"), timeout=60)
    assert len(heard.out) == downs * 1_000_000 + 5
    assert heard.out.count(b"x") == downs * 1_000_000
    assert heard.err == b""
    stream.close()


def test_new_keys_under_two_way_traffic(
    server: ShellServer, connected: Connect, soak: bool
) -> None:
    server.house.rekey_bytes = 1_000_000
    link = connected(server.spec())
    both_ways(link, 100 if soak else 12, 400_000, 25 if soak else 6)
    assert server.keyed() > 2


def test_new_keys_of_a_jump_host(tmp_path: Path, connected: Connect) -> None:
    with ExitStack() as stack:
        way = Way(tmp_path, stack)
        gate = way.server("gate")
        mx1 = way.server("mx1", "ProxyJump gate")
        gate.house.rekey_bytes = 1_000_000
        mx1.house.rekey_bytes = 1_500_000
        link = connected(way.spec("mx1"))
        both_ways(link, 8, 300_000, 4)
        assert gate.keyed() > 2
        assert mx1.keyed() > 1


def test_scripts_of_many_threads_meanwhile(server: ShellServer, connected: Connect) -> None:
    server.house.rekey_bytes = 300_000
    link = connected(server.spec())
    answers: list[bytes] = []

    def ask(number: int) -> None:
        for turn in range(5):
            text = f"head -c 50000 /dev/zero | tr '\\0' x; echo {number} {turn}"
            answers.append(link.run(script("t", text), timeout=60).stdout[50_000:])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    link.serve(lambda: len(answers) == 20, timeout=60)
    for thread in threads:
        thread.join(10)
    wanted = [f"{number} {turn}\n".encode() for number in range(4) for turn in range(5)]
    assert sorted(answers) == sorted(wanted)
    assert server.keyed() > 1

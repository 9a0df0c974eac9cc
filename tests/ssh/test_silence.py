"""A host that falls silent: when it is asked, when that is told, when it is given up."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from relaytui.errors import LinkLost, NoAnswer
from relaytui.ssh import paramiko_link
from relaytui.ssh.backoff import LAST, Backoff
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.keepalive import Keepalive, keepalive_of
from relaytui.ssh.script import script
from tests.ssh.conftest import Connect, Heard
from tests.ssh.server import ShellServer


def _played(keepalive: Keepalive, heard: Callable[[int], float], seconds: int) -> list[str]:
    """What happens at each second."""
    events = []
    for now in range(seconds):
        if keepalive.look(now, heard(now)):
            events.append(f"{now} asked")
        elif keepalive.is_dead(now):
            events.append(f"{now} dead")
            break
    return events


def test_a_silent_host_is_dead_after_three_intervals() -> None:
    quiet: list[float] = []
    events = _played(Keepalive(quiet.append), lambda now: 0, 100)
    assert events == ["10 asked", "20 asked", "30 dead"]
    assert quiet == [15, 20, 25, 30]


def test_one_that_owes_an_answer_is_called_silent_sooner_and_given_up_no_sooner() -> None:
    quiet: list[float] = []
    keepalive = Keepalive(quiet.append)
    events = []
    for now in range(100):
        if keepalive.look(now, 0, owed=1):
            events.append(f"{now} asked")
        elif keepalive.is_dead(now):
            events.append(f"{now} dead")
            break
    assert events == ["4 asked", "10 asked", "20 asked", "30 dead"]
    assert quiet[0] == 6
    assert Keepalive(quiet.append).next_look(1.0, 0.0, owed=1.0) == 2.5


def test_one_that_works_long_on_an_answer_is_not_silent() -> None:
    quiet: list[float] = []
    keepalive = Keepalive(quiet.append)
    last = 0.0
    for now in range(60):
        if keepalive.look(now, last, owed=0):
            last = now + 0.5
        assert not keepalive.is_dead(now)
    assert quiet == []


def test_an_idle_host_that_answers_is_only_asked() -> None:
    quiet: list[float] = []
    keepalive = Keepalive(quiet.append)
    # It says nothing by itself and answers a question within a second.
    last = [0.0]
    for now in range(100):
        if keepalive.look(now, last[0]):
            last[0] = now + 1.0
        assert not keepalive.is_dead(now)
    assert quiet == []


def test_one_that_comes_back_is_told() -> None:
    quiet: list[float] = []
    events = _played(Keepalive(quiet.append), lambda now: 0 if now < 22 else now, 60)
    assert events == ["10 asked", "20 asked"]
    assert quiet == [15, 20, 0]


def test_a_reader_that_was_busy_does_not_make_a_host_dead() -> None:
    keepalive = Keepalive(lambda seconds: None)
    assert keepalive.look(1000.0, 0.0)  # nobody looked for a long time
    assert not keepalive.is_dead(1000.0)
    assert not keepalive.look(1000.2, 1000.1)
    assert not keepalive.is_dead(1020.0)


def test_the_next_look_is_never_late() -> None:
    keepalive = Keepalive(lambda seconds: None)
    assert keepalive.next_look(4.0, 0.0) == 6.0
    keepalive.look(10.0, 0.0)
    assert keepalive.next_look(10.0, 0.0) == 5.0
    assert keepalive.next_look(99.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("interval", "count", "result"), [(0.0, 3, (10.0, 2)), (5.0, 3, (5.0, 3)), (7.0, 0, (7.0, 1))]
)
def test_the_users_settings_are_obeyed(
    interval: float, count: int, result: tuple[float, int]
) -> None:
    host = ResolvedHost(
        alias="a", hostname="a", user="a", alive_interval=interval, alive_count=count
    )
    keepalive = keepalive_of(host, lambda seconds: None)
    assert (keepalive.interval, keepalive.questions) == result


def test_waits_grow_to_a_minute_and_are_jittered() -> None:
    backoff = Backoff(random.Random(1))
    ceilings = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    waits = [backoff.next() for _ in ceilings]
    assert all(0.3 <= wait <= top for wait, top in zip(waits, ceilings, strict=True))
    assert len(set(waits)) > 4
    longest = [max(Backoff(random.Random(seed)).next() for seed in range(200))]
    assert longest[0] <= 1.0
    backoff.reset()
    assert backoff.next() <= 1.0
    assert LAST == 60.0


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        paramiko_link, "keepalive_of", lambda host, on_quiet: Keepalive(on_quiet, 0.4, 2)
    )


@pytest.mark.usefixtures("_quick")
def test_a_dead_network_is_told_then_given_up(
    server: ShellServer, connected: Connect, shaper: Any
) -> None:
    quiet: list[float] = []
    link = connected(server.spec(shaper.port), on_quiet=quiet.append)
    link.run(script("x", "true"))
    link.serve(lambda: False, timeout=1.5)  # idle, but answering: it stays
    assert quiet == []
    shaper.command("blackhole")
    with pytest.raises(LinkLost, match="no answer for"):
        link.run(script("x", "true"), timeout=20)
    assert quiet
    assert min(quiet) > 0
    with pytest.raises(LinkLost, match="no answer for"):
        link.stream(script("x", "true"), Heard())


@pytest.mark.usefixtures("_quick")
def test_a_network_that_comes_back_is_told(
    server: ShellServer, connected: Connect, shaper: Any
) -> None:
    quiet: list[float] = []

    def heal(seconds: float) -> None:
        quiet.append(seconds)
        shaper.command("heal")

    link = connected(server.spec(shaper.port), on_quiet=heal)
    shaper.command("blackhole")
    link.serve(lambda: 0.0 in quiet, timeout=10)
    assert quiet[0] > 0
    assert quiet[-1] == 0.0
    assert link.run(script("x", "echo here")).stdout == b"here\n"


def test_a_slow_network_is_not_a_dead_one(
    server: ShellServer, connected: Connect, shaper: Any
) -> None:
    shaper.command("set delay 100")
    link = connected(server.spec(shaper.port))
    assert link.run(script("x", "echo here")).stdout == b"here\n"
    shaper.command("blackhole")
    with pytest.raises(NoAnswer):
        link.run(script("x", "echo here"), timeout=0.3)

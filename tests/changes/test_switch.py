"""The switch of what could lock its author out: the host takes it back unless it is confirmed."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from relaytui.changes.plan import Command, Run
from tests.changes.on_this_machine import SHELLS, Machine

SOAK = bool(os.environ.get("SOAK"))


@pytest.fixture(params=SHELLS if SOAK else SHELLS[-1:], ids=lambda shell: shell[-1])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, request.param)


def wall(folder: Path) -> Run:
    """A change that can be seen."""
    return Run(Command(("mkdir", str(folder / "wall"))), Command(("rmdir", str(folder / "wall"))))


def soon(what: Callable[[], bool], seconds: float = 20.0) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if what():
            return True
        time.sleep(0.05)
    return False


def none_open(machine: Machine) -> bool:
    return not list((machine.home / "open").iterdir())


def test_without_a_word_it_is_taken_back(machine: Machine, tmp_path: Path) -> None:
    answered = machine.do(wall(tmp_path), switch=1)
    assert answered.waiting
    assert not answered.done
    assert (tmp_path / "wall").exists()
    assert soon(lambda: not (tmp_path / "wall").exists())
    assert soon(lambda: none_open(machine))
    assert "taken back" in machine.confirm().reason
    assert machine.undo().reason == "it was undone already"


def test_a_word_in_time_lets_it_stay(tmp_path: Path) -> None:
    machine = Machine(tmp_path, SHELLS[-1])
    assert machine.do(wall(tmp_path), switch=2).waiting
    settled = machine.settle()
    assert not settled.settled  # what waits for a word is nothing that was left
    assert machine.confirm().done
    assert machine.confirm().done  # the answer to the first may have been lost
    kept = machine.home / "done" / "one"
    assert not {"until", "switch", "armed"} & {one.name for one in kept.iterdir()}
    time.sleep(2.5)  # the watcher's own time: nothing can be waited for
    assert (tmp_path / "wall").exists()
    assert machine.undo().done


def test_a_script_that_was_killed_is_taken_back_too(machine: Machine, tmp_path: Path) -> None:
    dies = '    note "stands, to be confirmed"'
    answered = machine.do(
        wall(tmp_path), switch=1, change=lambda text: text.replace(dies, "kill -9 $$\n" + dies)
    )
    assert not answered.complete
    assert (tmp_path / "wall").exists()
    assert soon(lambda: not (tmp_path / "wall").exists())


def test_what_a_boot_has_left_is_settled(machine: Machine, tmp_path: Path) -> None:
    """The watcher is gone, and the time is over."""
    answered = machine.do(
        wall(tmp_path), switch=1, change=lambda text: text.replace("sleep 1; past", "exit; past")
    )
    assert answered.waiting
    assert soon(lambda: bool(machine.settle().settled))
    assert not (tmp_path / "wall").exists()


def test_nothing_is_done_without_a_watcher(shell_without: Machine, tmp_path: Path) -> None:
    change = 'setsid() { :; }\nhave() { [ "$1" != systemd-run ] && command -v "$1" >/dev/null; }\n'
    answered = shell_without.do(
        wall(tmp_path), switch=1,
        change=lambda text: text.replace("pause() {", f"{change}pause() {{").replace(
            "-le 50", "-le 5"
        ),
    )  # fmt: skip
    assert "can't be started" in answered.reason
    assert not (tmp_path / "wall").exists()
    assert none_open(shell_without)


@pytest.fixture
def shell_without(tmp_path: Path) -> Machine:
    shell: Sequence[str] = SHELLS[0]
    return Machine(tmp_path, shell)

"""A break at every place of the protocol: the host is as before or fully new, and it is told."""

import itertools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from relaytui.changes.deed import Answered
from relaytui.changes.plan import FILE, Command, Put, Run, Step
from tests.changes.breaking import with_breaks
from tests.changes.on_this_machine import SHELLS, Machine

SOAK = bool(os.environ.get("SOAK"))
#: Of so many places one, in the short form.
EACH = 1 if SOAK else 71
Act = Callable[["Scene", int], Answered]


class Scene:
    """Files and a mark that one change makes, changes and removes, all together."""

    def __init__(self, folder: Path, shell: Sequence[str]) -> None:
        self.folder = folder
        self.machine = Machine(folder, shell)
        self.count = folder / "count"
        self.changed, self.gone = folder / "changed", folder / "gone"
        self.new, self.mark, self.seen = folder / "new", folder / "mark", folder / "seen"
        self.changed.write_text("before\n")
        self.gone.write_text("gone\n")

    def steps(self) -> tuple[Step, ...]:
        then = Command(("cp", str(self.changed), str(self.seen)))
        check = Command(("grep", "-q", "after", FILE))
        return (
            Put(str(self.changed), "before\n", "after\n", (check,), (then,)),
            Run(Command(("mkdir", str(self.mark))), Command(("rmdir", str(self.mark)))),
            Put(str(self.new), None, "new\n"),
            Put(str(self.gone), "gone\n", None),
        )

    def state(self) -> str:
        """`old`, `new`, or what is between them."""
        found = tuple(
            one.read_text() if one.is_file() else one.exists()
            for one in (self.changed, self.mark, self.new, self.gone)
        )
        known: dict[tuple[object, ...], str] = {
            ("before\n", False, False, "gone\n"): "old", ("after\n", True, "new\n", False): "new"
        }  # fmt: skip
        return known.get(found, f"between: {found}")

    def breaking(self, at: int) -> Callable[[str], str]:
        return lambda text: with_breaks(text, at, self.count)


def do(scene: Scene, at: int) -> Answered:
    return scene.machine.do(*scene.steps(), change=scene.breaking(at))


def fail(scene: Scene, at: int) -> Answered:
    last = Run(Command(("false",)))
    return scene.machine.do(*scene.steps(), last, change=scene.breaking(at))


def undo(scene: Scene, at: int) -> Answered:
    assert scene.machine.do(*scene.steps()).done
    return scene.machine.undo(change=scene.breaking(at))


def settle(scene: Scene, at: int) -> Answered:
    """A break amid what settles another break."""
    scene.machine.do(*scene.steps(), change=scene.breaking(200))
    assert scene.state() not in ("old", "new")
    return scene.machine.settle(change=scene.breaking(at))


def places(tmp: Path, act: Act) -> int:
    scene = Scene(tmp, SHELLS[0])
    act(scene, 0)
    return int(scene.count.read_text())


@pytest.mark.parametrize("act", [do, fail, undo, settle], ids=lambda act: act.__name__)
def test_a_break_leaves_no_host_between_old_and_new(act: Act, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    count = places(first, act)
    assert count > 30
    shells = itertools.cycle(SHELLS)
    for at in range(1, count + 1, EACH):
        for shell in SHELLS if SOAK else [next(shells)]:
            where = tmp_path / f"{at}-{shell[-1]}"
            where.mkdir()
            scene = Scene(where, shell)
            assert not act(scene, at).complete, (at, shell)
            settled = scene.machine.settle()
            assert settled.complete, (at, shell, scene.machine.stderr)
            assert scene.state() in ("old", "new"), (at, shell, scene.state())
            assert all(one.how != "torn" for one in settled.settled), (at, shell, settled)
            if act is fail:
                assert scene.state() == "old", (at, shell)
            assert not list((scene.machine.home / "open").iterdir()), (at, shell)
            assert not list(where.glob(".relaytui*")), (at, shell)
            if scene.seen.exists():
                assert scene.seen.read_text() == scene.changed.read_text(), (at, shell)
            assert not scene.machine.settle().settled, (at, shell)


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[-1])
def test_what_a_break_has_left_is_told_once(shell: Sequence[str], tmp_path: Path) -> None:
    scene = Scene(tmp_path, shell)
    do(scene, 200)
    (one,) = scene.machine.settle().settled
    assert (one.identity, one.how, one.words) == ("one", "restored", '{"what":1}')
    assert scene.state() == "old"
    assert not scene.machine.settle().settled


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[-1])
def test_nothing_is_settled_while_a_command_of_the_dead_is_at_work(
    shell: Sequence[str], tmp_path: Path
) -> None:
    """A script is killed, its command is not: what takes back waits until that has ended."""
    mark, ready = tmp_path / "mark", tmp_path / "ready"
    slow = 'echo >"$2"; kill -9 "$3"; sleep 0.5; mkdir "$1"'
    machine = Machine(tmp_path, shell)
    # The pid of the protocol's shell reaches the command through a file that the test writes in.
    pid = tmp_path / "pid"
    argv = ("sh", "-c", slow.replace('"$3"', '"$(cat "$3")"'), "sh", *map(str, (mark, ready, pid)))
    step = Run(Command(argv), Command(("rmdir", str(mark))))
    told = f"umask 077\necho $$ >{pid}\n"
    machine.do(step, change=lambda text: text.replace("umask 077\n", told, 1))
    assert ready.exists()
    (one,) = machine.settle().settled
    assert one.how == "restored"
    assert not mark.exists()


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[-1])
def test_what_a_boot_has_ended_is_undone(shell: Sequence[str], tmp_path: Path) -> None:
    """A packet filter's element goes with a boot; its way back fails then, and is none."""
    mark = tmp_path / "mark"
    machine = Machine(tmp_path, shell)
    for boot in (False, True):
        made = Run(Command(("mkdir", str(mark))), Command(("rmdir", str(mark))))
        assert machine.do(made, identity=f"boot-{boot}").done
        mark.rmdir()
        if boot:
            (machine.home / "done" / f"boot-{boot}" / "boot").write_text("another\n")
        answered = machine.undo(f"boot-{boot}")
        assert (answered.done, answered.torn) == (boot, not boot)
    # What is torn can be tried again, and only what is left of it.
    mark.mkdir()
    assert machine.undo("boot-False").done
    assert not mark.exists()

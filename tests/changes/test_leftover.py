"""What a break has left on a host is found at the next contact, settled, told and journalled."""

import time
from pathlib import Path

import pytest

from relaytui.changes.apply import confirm
from relaytui.changes.journal import Journal, Record
from relaytui.changes.leftover import settle_left
from relaytui.changes.plan import Command, Run
from relaytui.changes.protocol import HOME
from relaytui.changes.standing import standing
from relaytui.domain.text import safe
from relaytui.engine.asking import Asking
from relaytui.facts.unfinished import UNFINISHED, Unfinished
from tests.changes.breaking import with_breaks
from tests.changes.on_this_machine import SHELLS, Machine
from tests.facts.fake_host import FakeHost


class Scene:
    """A host with a folder of ours, and a console with a journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.machine = Machine(folder, SHELLS[0])
        self.host = FakeHost(folder, uid=0)
        self.host.replace[HOME] = str(self.machine.home)
        self.host.now = int(time.time())
        self.host.command("logger", "exit 0")
        self.journal = Journal(folder / "journal")

    def step(self) -> Run:
        mark = str(self.folder / "mark")
        return Run(Command(("mkdir", mark)), Command(("rmdir", mark)))

    def broken(self, identity: str = "20261125T184502-8f3a2c", at: int = 45) -> None:
        count = self.folder / "count"
        self.machine.do(
            self.step(), identity=identity, change=lambda text: with_breaks(text, at, count)
        )

    def settle(self, *, read_only: bool = False, asking: Asking | None = None) -> list[str]:
        asking = asking or Asking("never", "none")
        told = settle_left(self.host, asking, "mx1", self.journal, "me", read_only=read_only)  # type: ignore[arg-type]
        return list(map(str, told))

    def records(self) -> list[Record]:
        return [one for _, one in self.journal.read() if one]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_it_is_found_settled_and_told_once(scene: Scene) -> None:
    scene.broken()
    (line,) = scene.settle()
    assert "20261125T184502-8f3a2c was broken off, and was taken back" in line
    (record,) = scene.records()
    assert (record.event, record.relay, record.by) == ("settled", "mx1", "me")
    assert not list((scene.machine.home / "open").iterdir())
    assert scene.settle() == []


def test_what_is_only_looked_at_stays(scene: Scene) -> None:
    scene.broken()
    (line,) = scene.settle(read_only=True)
    assert "mx1 is read-only: change 20261125T184502-8f3a2c is half done" in line
    assert len(list((scene.machine.home / "open").iterdir())) == 1
    assert not scene.records()


def test_an_account_without_a_root_shell_asks_nothing(scene: Scene) -> None:
    scene.broken()
    scene.host.command("id", '[ "$1" = -u ] && echo 1000 || echo ops')
    assert scene.settle() == []
    assert len(list((scene.machine.home / "open").iterdir())) == 1


def test_what_waits_for_a_word_is_nothing_that_was_left(scene: Scene) -> None:
    assert scene.machine.do(scene.step(), identity="waits", switch=30).waiting
    assert scene.settle() == []
    asked = Asking("never", "none").ask(scene.host, (UNFINISHED,))["unfinished"]  # type: ignore[arg-type]
    assert asked == (Unfinished(safe("waits"), safe('{"what":1}'), True),)
    assert confirm(scene.host, "mx1", "waits", root=True).done  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("how", "event", "stands"),
    [("done", "done", True), ("undone", "settled", False), ("never", "settled", False)],
)
def test_a_change_whose_answer_never_came(scene: Scene, how: str, event: str, stands: bool) -> None:
    """The link was cut, and the host went on without us."""
    if how != "never":
        assert scene.machine.do(scene.step(), identity="lost").done
    else:
        scene.machine.settle()
    if how == "undone":
        assert scene.machine.undo("lost").done
    lost = Record(at=time.time(), event="unknown", change="lost", relay="mx1", by="me", what="x")
    under_way = Record(
        at=time.time(), event="intended", change="now", relay="mx1", by="me", what="x"
    )
    scene.journal.append(lost, under_way)
    assert len(scene.settle()) == 1
    assert scene.records()[-1].event == event
    assert bool([one for one in standing(scene.records()) if one.change == "lost"]) == stands
    assert scene.settle() == []


def test_a_host_without_a_folder_of_ours_is_asked_nothing_of_root(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    assert scene.settle() == []
    assert not scene.machine.home.exists()

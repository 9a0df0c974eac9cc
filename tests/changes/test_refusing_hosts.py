"""Disks and files that refuse: the host is as before, and it is said why."""

import itertools
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from relaytui.changes.plan import Command, Put, Run
from tests.changes.on_this_machine import SHELLS, Machine

SOAK = bool(os.environ.get("SOAK"))
ROOT = os.geteuid() == 0
root_only = pytest.mark.skipif(not ROOT, reason="mounts and attributes are root's")


#: Two of them in the short form: bash takes the longest.
@pytest.fixture(params=SHELLS if SOAK else SHELLS[:1] + SHELLS[2:], ids=lambda shell: shell[-1])
def shell(request: pytest.FixtureRequest) -> Sequence[str]:
    found: Sequence[str] = request.param
    return found


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 96 KiB."""
    where = tmp_path / "small"
    where.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96k,mode=0755", "none", where], check=False
    )
    if made.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield where
    subprocess.run(["umount", "-l", where], check=True)


def fill(folder: Path, leave: int = 0) -> None:
    """Take all the room but so many pages."""
    with (folder / "full").open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                break
        size = os.fstat(file.fileno()).st_size
        os.ftruncate(file.fileno(), max(0, size - size % 4096 - leave * 4096))


def as_before(path: Path, text: str) -> None:
    assert path.read_text() == text
    assert not [one.name for one in path.parent.iterdir() if one.name.startswith(".relaytui")]


@root_only
def test_no_room_beside_the_file(shell: Sequence[str], small: Path, tmp_path: Path) -> None:
    file = small / "list"
    file.write_text("before\n")
    fill(small)
    answered = Machine(tmp_path, shell).do(Put(str(file), "before\n", "after\n" * 2000))
    assert answered.restored
    assert "the new text can't be written" in answered.reason
    assert "No space left" in answered.reason
    as_before(file, "before\n")


@root_only
def test_room_for_a_part_of_what_is_recorded(
    shell: Sequence[str], small: Path, tmp_path: Path
) -> None:
    """The folder of ours is full at every point: before anything is touched, or not at all."""
    file = tmp_path / "list"
    for leave in range(0, 24, 1 if SOAK else 8):
        file.write_text("before\n")
        machine = Machine(small, shell)
        (small / "full").unlink(missing_ok=True)
        machine.settle()
        fill(small, leave)
        answered = machine.do(Put(str(file), "before\n", "after\n"), identity=f"n{leave}")
        assert answered.complete
        assert answered.done or answered.reason, answered
        as_before(file, "after\n" if answered.done else "before\n")
        if not answered.done:
            assert "recorded" in answered.reason or "/var/lib/relaytui" in answered.reason
        assert not list((machine.home / "open").iterdir())
        shutil.rmtree(machine.home)


@root_only
@pytest.mark.parametrize("where", ["list", "home"])
def test_a_file_system_that_can_only_be_read(
    shell: Sequence[str], small: Path, tmp_path: Path, where: str
) -> None:
    file = (small if where == "list" else tmp_path) / "list"
    file.write_text("before\n")
    machine = Machine(tmp_path if where == "list" else small, shell)
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    answered = machine.do(Put(str(file), "before\n", "after\n"))
    assert not answered.done
    assert not answered.torn
    words = "the new text can't be written" if where == "list" else "/var/lib/relaytui"
    assert words in answered.reason
    as_before(file, "before\n")


@root_only
@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_may_not_be_changed(shell: Sequence[str], disk: Path, which: str) -> None:
    folder = disk / "etc"
    folder.mkdir()
    file = folder / "list"
    file.write_text("before\n")
    thing = file if which == "file" else folder
    if subprocess.run(["chattr", "+i", thing], capture_output=True, check=False).returncode != 0:
        pytest.skip("this file system knows no such attribute")
    try:
        answered = Machine(disk, shell).do(Put(str(file), "before\n", "after\n"))
    finally:
        subprocess.run(["chattr", "-i", thing], check=True)
    assert answered.restored
    assert "not permitted" in answered.reason
    as_before(file, "before\n")


@pytest.mark.parametrize("mode", [0o777, 0o1777])
def test_a_folder_that_others_can_write_to(shell: Sequence[str], tmp_path: Path, mode: int) -> None:
    for folder in (tmp_path / "open", tmp_path / "open" / "under"):
        folder.mkdir()
        file = folder / "list"
        file.write_text("before\n")
        (tmp_path / "open").chmod(mode)
        answered = Machine(tmp_path, shell).do(Put(str(file), "before\n", "after\n"))
        # A sticky folder above lets nobody exchange what is root's in it.
        if folder.name == "under" and mode & 0o1000:
            assert answered.done
            continue
        assert not answered.done
        assert "others than root can write to its folder" in answered.reason
        as_before(file, "before\n")
        (tmp_path / "open").chmod(0o755)


def test_a_thing_that_is_no_file(shell: Sequence[str], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        answered = Machine(tmp_path, shell).do(Put(str(tmp_path / name), "x", "y"))
        assert "it is no plain file" in answered.reason


def test_a_link_planted_in_our_folders_place(shell: Sequence[str], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    machine = Machine(tmp_path, shell)
    machine.home.symlink_to("elsewhere")
    answered = machine.do(Run(Command(("true",))))
    assert "/var/lib/relaytui" in answered.reason
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_large_list(shell: Sequence[str], tmp_path: Path) -> None:
    file = tmp_path / "list"
    before = "".join(
        f"192.0.{one >> 8 & 255}.{one & 255}/32 DUNNO {one}\n" for one in range(40_000)
    )
    file.write_text(before)
    machine = Machine(tmp_path, shell)
    assert machine.do(Put(str(file), before, before + "198.51.100.7 OK\n")).done
    assert file.read_text() == before + "198.51.100.7 OK\n"
    assert machine.undo().done
    assert file.read_text() == before


@pytest.mark.parametrize("links", [True, False])
def test_what_an_editor_writes_into_the_old_file_is_kept(
    shell: Sequence[str], tmp_path: Path, links: bool
) -> None:
    """Somebody has the old file open, and writes into it after it was replaced."""
    file = tmp_path / "list"
    file.write_text("before\n")
    theirs = file.open("a")
    ready, go = tmp_path / "ready", tmp_path / "go"
    os.mkfifo(ready)
    os.mkfifo(go)
    then = Command(("sh", "-c", 'echo >"$1"; cat "$2"', "sh", str(ready), str(go)))

    def write() -> None:
        ready.read_text()
        theirs.write("theirs\n")
        theirs.close()
        go.write_text("")
        for _ in range(1):  # and once more, when the old file is made effective again
            ready.read_text()
            go.write_text("")

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    change = None if links else (lambda text: text.replace("{ ln ", "{ false "))
    answered = Machine(tmp_path, shell).do(
        Put(str(file), "before\n", "after\n", (), (then,)), change=change
    )
    if links:
        assert answered.restored
        assert "changed meanwhile" in answered.reason
        assert file.read_text() == "before\ntheirs\n"
    else:
        assert answered.done


def test_two_consoles_edit_one_file(tmp_path: Path) -> None:
    """Nothing is lost: every line that was set stays, every refusal names what has changed."""
    file = tmp_path / "list"
    file.write_text("")
    shells = itertools.cycle(SHELLS)
    wanted = 200 if SOAK else 6
    done: list[str] = []
    refused: list[str] = []

    def console(name: str) -> None:
        machine = Machine(tmp_path, next(shells))
        for number in range(wanted):
            line = f"{name}{number}\n"
            while True:
                seen = file.read_text()
                answered = machine.do(Put(str(file), seen, seen + line), identity=line.strip())
                assert answered.complete
                if answered.done:
                    done.append(line)
                    break
                assert "changed meanwhile" in answered.reason, answered
                assert str(file) in answered.reason
                refused.append(line)

    both = [threading.Thread(target=console, args=(one,)) for one in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join(600)
    assert len(done) == 2 * wanted
    assert file.read_text().splitlines(keepends=True) == done
    assert refused

"""The write protocol under every shell: all of a change or nothing of it, whatever happens."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from relaytui.changes.plan import FILE, Command, Put, Run
from tests.changes.on_this_machine import SHELLS, Machine

TRUE, FALSE = Command(("true",)), Command(("false",))


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[-1])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return Machine(tmp_path, request.param)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a list's file"
    path.write_bytes(b"192.0.2.7 OK\r\n# \xff no UTF-8\n\n")
    path.chmod(0o640)
    return path


def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def left(folder: Path) -> Iterator[str]:
    """Files of ours that lie about."""
    return (one.name for one in folder.iterdir() if one.name.startswith(".relaytui"))


def test_a_file_is_changed_and_comes_back(machine: Machine, file: Path) -> None:
    before = text(file)
    seen = file.parent / "seen"
    then = Command(("sh", "-c", 'cat "$1" >"$2"', "sh", str(file), str(seen)))
    check = Command(("grep", "-q", "new", FILE))
    answered = machine.do(Put(str(file), before, before + "new\n\n", (check,), (then,)))
    assert answered.done
    assert answered.complete
    assert not answered.reason
    assert text(file) == before + "new\n\n"
    assert text(seen) == before + "new\n\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert not list(left(file.parent))
    assert (machine.home.stat().st_mode & 0o777) == 0o700
    back = machine.undo()
    assert back.done
    assert text(file) == before
    assert text(seen) == before
    assert file.stat().st_mode & 0o777 == 0o640
    assert machine.undo().reason == "it was undone already"
    assert not list(left(file.parent))


def test_a_new_file_has_its_mode_and_goes_again(machine: Machine, tmp_path: Path) -> None:
    path = tmp_path / "new"
    assert machine.do(Put(str(path), None, "x'$(id)\"\n", mode=0o604)).done
    assert path.read_text() == "x'$(id)\"\n"
    assert path.stat().st_mode & 0o777 == 0o604
    assert machine.undo().done
    assert not path.exists()


def test_a_file_is_removed_and_comes_back(machine: Machine, file: Path) -> None:
    before = text(file)
    assert machine.do(Put(str(file), before, None)).done
    assert not file.exists()
    assert machine.undo().done
    assert text(file) == before


def test_a_link_stays_one(machine: Machine, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file.name)
    before = text(file)
    assert machine.do(Put(str(link), before, "new\n")).done
    assert link.is_symlink()
    assert text(file) == "new\n"
    assert machine.undo().done
    assert link.is_symlink()
    assert text(file) == before


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Run(FALSE), "false: the command was refused"),
        (Run(Command(("sh", "-c", "echo who says so; exit 3"))), "refused: who says so"),
        (Run(Command(("no-such-program",))), "the command was refused"),
    ],
)
def test_a_step_that_fails_takes_back_those_before(
    machine: Machine, file: Path, tmp_path: Path, step: Run, words: str
) -> None:
    before, mark = text(file), tmp_path / "mark"
    making = Run(Command(("touch", str(mark))), Command(("rm", str(mark))))
    answered = machine.do(Put(str(file), before, "new\n"), making, step)
    assert not answered.done
    assert answered.restored
    assert not answered.torn
    assert answered.step == 3
    assert words in answered.reason
    assert text(file) == before
    assert not mark.exists()
    assert not list(left(file.parent))
    assert machine.undo().reason == "it was undone already"


def test_what_is_not_valid_never_takes_the_old_ones_place(machine: Machine, file: Path) -> None:
    before, inode = text(file), file.stat().st_ino
    answered = machine.do(Put(str(file), before, "new\n", check=(FALSE,)))
    assert answered.restored
    assert "not valid" in answered.reason
    assert file.stat().st_ino == inode
    assert text(file) == before


def test_what_can_not_be_made_effective_goes_again(machine: Machine, file: Path) -> None:
    before, seen = text(file), file.parent / "seen"
    then = Command(("sh", "-c", 'cat "$1" >>"$2"; exit 1', "sh", str(file), str(seen)))
    answered = machine.do(Put(str(file), before, "new\n", then=(then,)))
    assert answered.restored
    assert "it can't be made effective; nor could the old text" in answered.reason
    assert text(file) == before
    assert text(seen) == "new\n" + before  # made effective again with the old text


@pytest.mark.parametrize("was", ["other\n", None])
def test_a_file_that_was_changed_meanwhile_is_left(
    machine: Machine, file: Path, was: str | None
) -> None:
    before = text(file)
    answered = machine.do(Put(str(file), was, "new\n"))
    assert not answered.done
    assert not answered.restored
    assert f"{file}: it was changed meanwhile" in answered.reason
    assert text(file) == before


def test_undo_leaves_what_others_have_changed_since(machine: Machine, file: Path) -> None:
    assert machine.do(Put(str(file), text(file), "new\n")).done
    file.write_text("theirs\n")
    answered = machine.undo()
    assert not answered.done
    assert "changed meanwhile" in answered.reason
    assert file.read_text() == "theirs\n"
    file.write_text("new\n")
    assert machine.undo().done


def test_a_folder_that_is_not_there(machine: Machine, tmp_path: Path) -> None:
    answered = machine.do(Put(str(tmp_path / "none" / "file"), None, "new\n"))
    assert "its folder is not there" in answered.reason
    assert not answered.done


def test_a_lock_that_another_holds(machine: Machine, file: Path, tmp_path: Path) -> None:
    wait = 'tries=$((tries + 1)); [ "$tries" -le 150 ]'
    before = text(file)
    machine.home.mkdir(mode=0o700)
    import fcntl

    with (machine.home / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answered = machine.do(
            Put(str(file), before, "new\n"), change=lambda body: body.replace(wait, "false")
        )
    assert "another change holds the lock" in answered.reason
    assert text(file) == before


def test_hostile_words_stay_words(machine: Machine, tmp_path: Path) -> None:
    hostile = "; touch $(pwd)/owned `id` '\"\\ \n*?[a]\x07%s \udcff"
    out = tmp_path / "out"
    argv = ("sh", "-c", 'printf %s "$1" >"$2"; cat >>"$2"', "sh", hostile, str(out))
    assert machine.do(Run(Command(argv, stdin=hostile))).done
    assert out.read_bytes() == os.fsencode(hostile) * 2


def test_undo_leaves_a_file_that_another_change_needs(machine: Machine, tmp_path: Path) -> None:
    shared, own = str(tmp_path / "shared"), tmp_path / "own"
    assert machine.do(Put(shared, None, "x\n"), Put(str(own), None, "a\n"), identity="first").done
    inode = Path(shared).stat().st_ino
    assert machine.do(Put(shared, "x\n", "x\n"), identity="second").done
    assert Path(shared).stat().st_ino == inode
    assert machine.undo("first").done
    assert Path(shared).read_text() == "x\n"
    assert not own.exists()
    assert machine.undo("second").done
    assert Path(shared).read_text() == "x\n"


def test_a_word_may_hold_the_name_of_the_new_file(machine: Machine, tmp_path: Path) -> None:
    check = Command(("sh", "-c", 'case $1 in "cidr:"/*"; it") ;; *) exit 1 ;; esac', "sh",
                     f"cidr:{FILE}; it"))  # fmt: skip
    assert machine.do(Put(str(tmp_path / "new"), None, "x\n", check=(check,))).done

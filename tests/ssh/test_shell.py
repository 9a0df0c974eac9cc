"""The resident shell: real shells, whatever they print before, whatever a value holds."""

import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaytui.errors import LinkError, LinkLost, NoAnswer
from relaytui.ssh.local_link import LocalLink
from relaytui.ssh.script import Script, guarded, script
from relaytui.ssh.shell import Pending, ShellTalk


@pytest.fixture
def link() -> Iterator[LocalLink]:
    one = LocalLink("here")
    yield one
    one.close()


def test_status_and_both_outputs(link: LocalLink) -> None:
    answer = link.run(script("x", "echo out; echo err >&2; exit 3"))
    assert (answer.status, answer.stdout, answer.stderr) == (3, b"out\n", b"err\n")
    answer = link.run(script("x", "printf 'no newline'"))
    assert (answer.status, answer.stdout) == (0, b"no newline")
    assert link.run(script("x", "cat")).stdout == b""


def test_one_shell_serves_many_scripts(link: LocalLink) -> None:
    first = link.run(script("x", "echo $PPID $$"))
    second = link.run(script("x", "cd /; LEFT=1; echo $PPID $$"))
    third = link.run(script("x", "echo $PPID $$ $LEFT"))
    assert first.stdout == second.stdout == third.stdout.replace(b" \n", b"\n")


def test_large_answers_on_both_sides(link: LocalLink) -> None:
    body = "head -c 3000000 /dev/zero | tr '\\0' o; head -c 3000000 /dev/zero | tr '\\0' e >&2"
    answer = link.run(script("x", body))
    assert len(answer.stdout) == len(answer.stderr) == 3_000_000


def test_an_endless_answer_is_cut_off(link: LocalLink) -> None:
    with pytest.raises(LinkError):
        link.run(script("x", "yes"), timeout=10)
    assert link.run(script("x", "echo again")).stdout == b"again\n"


def test_a_script_that_does_not_end_fails_and_the_next_works(link: LocalLink) -> None:
    with pytest.raises(NoAnswer, match="x: no answer within"):
        link.run(script("x", "sleep 60"), timeout=0.3)
    assert link.run(script("x", "echo again")).stdout == b"again\n"


def test_a_shell_that_ends_is_told_and_the_next_works(link: LocalLink) -> None:
    assert link.run(script("x", "echo one")).stdout == b"one\n"
    with pytest.raises(LinkError):
        link.run(script("x", "kill -9 $$; sleep 0.3"), timeout=10)
    assert link.run(script("x", "echo again")).stdout == b"again\n"


@pytest.mark.parametrize("way", ["late", "closed"])
def test_nothing_is_left_on_this_machine(link: LocalLink, way: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    body = f"sleep 986 & echo $! > {mark}; wait"
    if way == "late":
        with pytest.raises(NoAnswer):
            link.run(script("x", body), timeout=0.5)
    else:
        link.stream(script("x", body), Quiet())
        _until(lambda: mark.exists() and bool(mark.read_text().strip()))
        link.close()
    pid = int(mark.read_text())
    _until(lambda: not _runs(pid))


class Quiet:
    """A sink that does not care."""

    def data(self, chunk: bytes) -> None: ...

    def complaint(self, chunk: bytes) -> None: ...

    def ended(self, status: int | None) -> None: ...


def test_a_closed_link_answers_nothing(link: LocalLink) -> None:
    link.close()
    with pytest.raises(LinkLost):
        link.run(script("x", "true"))


@pytest.mark.parametrize(
    "value",
    ["'", '"', "$(touch {canary})", "`touch {canary}`", "a\nb", "; touch {canary}", "\\", "*", "",
     "'; touch {canary}; '", "--help", "\u202e", "$HOME", "a  b", "!x", "\t"],
)  # fmt: skip
def test_a_value_stays_a_value(link: LocalLink, value: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    value = value.replace("{canary}", str(canary))
    answer = link.run(script("x", "printf '%s' \"$it\"", it=value))
    assert answer.stdout.decode() == value
    assert not canary.exists()


@pytest.mark.parametrize("bad", ["", "Name", "a b", "x\ny", "; rm"])
def test_names_are_names(bad: str) -> None:
    with pytest.raises(ValueError, match="not a script name"):
        script(bad, "true")
    with pytest.raises(ValueError, match="not a value"):
        script("x", "true", it="nul\0")


@pytest.mark.parametrize("shell", [["sh"], ["bash"], ["busybox", "ash"]])
def test_nothing_is_left_when_stdin_ends(shell: list[str], tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    follow = f'sleep 987 & child2=$!\necho "$child2" > {mark}\n'
    follow += "trap 'kill \"$child2\"; exit 0' TERM\nwait"
    text = script("x", guarded(follow)).text
    try:
        process = subprocess.Popen([*shell, "-s"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        pytest.skip(f"no {shell[0]} here")
    assert process.stdin
    process.stdin.write(text.encode())
    process.stdin.flush()
    _until(lambda: mark.exists() and bool(mark.read_text().strip()))
    process.stdin.close()
    process.wait(10)
    pid = int(mark.read_text())
    _until(lambda: not _runs(pid))


def test_the_frame_has_its_marks() -> None:
    text = Script("x", ": relaytui x 1\necho hi\n: relaytui end\n").framed("TOKEN")
    assert text.startswith(": relaytui x 1 TOKEN\n")
    assert text.endswith(": relaytui end TOKEN\n")


def _asked(body: str = "true") -> tuple[ShellTalk, Pending]:
    """A fresh shell's state with one script sent to it."""
    talk, pending = ShellTalk(), Pending(script("x", body), "token", 60.0)
    talk.opened()
    talk.ask(pending)
    assert talk.next_text()
    return talk, pending


def _pieces(text: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[a:b] for a, b in itertools.pairwise(places)]


@given(
    st.lists(st.integers(0, 10_000), max_size=40),
    st.lists(st.integers(0, 10_000), max_size=40),
    st.integers(0, 255),
    st.booleans(),
)
def test_an_answer_is_the_same_however_it_is_cut(
    out_cuts: list[int], err_cuts: list[int], status: int, err_first: bool
) -> None:
    talk, pending = _asked()
    body, words = b"one\ntoken end\ntoken begin\n\n", b"err\n\ntoken en"
    out = b"motd token\ntoken begin\n" + body + b"\ntoken end %d\n" % status
    sides = [
        (talk.data, _pieces(out, out_cuts)),
        (talk.complaint, _pieces(words + b"\ntoken end\n", err_cuts)),
    ]
    for number, (give, pieces) in enumerate(reversed(sides) if err_first else sides):
        for piece in pieces:
            assert not pending.done.is_set(), f"over too early, on side {number}"
            give(piece)
    answer = pending.result()
    assert (answer.status, answer.stdout, answer.stderr) == (status, body, words)
    assert not talk.busy


@pytest.mark.parametrize(
    "said",
    [
        b"token begin\nhi\ntoken end abc\n",
        b"token begin\nhi\ntoken end " + b"9" * 5000 + b"\n",
        b"token begin\nhi\ntoken end \n",
        b"token begin\nhi\ntoken end -1\n",
        b"no beginning\ntoken end 0\n",
    ],
)
def test_a_mark_that_makes_no_sense_is_no_answer(said: bytes) -> None:
    talk, pending = _asked()
    talk.complaint(b"\ntoken end\n")
    talk.data(said)
    with pytest.raises(NoAnswer, match=r"^x: "):
        pending.result()
    assert talk.stuck(time.monotonic()), "such a shell is not used further"


def test_an_old_answer_is_not_taken_for_a_new_one(link: LocalLink) -> None:
    forged = "printf '\\n%s end 0\\n' 000000000000000000000000; echo real; exit 9"
    answer = link.run(script("x", forged))
    assert answer.status == 9
    assert answer.stdout.endswith(b" end 0\nreal\n")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)

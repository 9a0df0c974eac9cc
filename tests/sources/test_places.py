"""Where the logs of several relays are looked for, and what is said when they can't be read."""

from collections.abc import Callable

import pytest

from relaytui.sources.choose import choose
from relaytui.sources.places import CENTRAL, REMOTE, choose_places, is_pattern, parse_places
from relaytui.sources.probe import FoundFile, HostProbe
from relaytui.ssh.script import Script


def _host(*lines: str, root: tuple[str, ...] = ()) -> Callable[[Script, bool], bytes]:
    return lambda _script, sudo: "".join(f"{one}\n" for one in (root if sudo else lines)).encode()


@pytest.mark.parametrize(
    ("wish", "answer", "root", "name", "sudo"),
    [
        ("auto", (f"3 3 {CENTRAL[0]}", f"1 1 {REMOTE}"), (), CENTRAL[0], False),
        ("auto", (f"0 0 {CENTRAL[0]}", f"1 1 {REMOTE}"), (), "journal", False),
        ("auto", (f"0 1 {CENTRAL[0]}",), (f"4 4 {CENTRAL[0]}",), CENTRAL[0], True),
        ("/l/*/m", ("2 2 /l/*/m",), (), "/l/*/m", False),
        ("/a\n/b", ("0 1 /a", "1 1 /b"), (), "/a\n/b", False),
        ("journal", (f"0 1 {REMOTE}",), (f"1 1 {REMOTE}",), "journal", True),
    ],
)
def test_what_is_read(
    wish: str, answer: tuple[str, ...], root: tuple[str, ...], name: str, sudo: bool
) -> None:
    choice = choose_places(wish, _host(*answer, root=root))
    assert choice
    assert (choice.name, choice.sudo, choice.problem) == (name, sudo, "")
    assert choice.many == (name != "journal")


@pytest.mark.parametrize(
    ("wish", "answer", "problem", "step"),
    [
        ("/l/*/m", ("0 2 /l/*/m",), "no file of /l/*/m", "rights"),
        ("journal", (f"0 1 {REMOTE}",), "can't be read", "systemd-journal-remote"),
        ("journal", (f"0 0 {REMOTE}",), "no journal of another host", "logs:"),
    ],
)
def test_what_is_said(wish: str, answer: tuple[str, ...], problem: str, step: str) -> None:
    choice = choose_places(wish, _host(*answer, root=answer))
    assert choice
    assert problem in choice.problem
    assert step in choice.next_step


def test_without_any_the_hosts_own_log_is_left() -> None:
    assert choose_places("auto", _host(f"0 0 {CENTRAL[0]}")) is None


def test_a_hostile_answer_is_no_place() -> None:
    assert parse_places(b"x 1 /a\n1 /b\n-1 2 /c\n99999999999999999999 1 /d\n")[0].pattern == "/d"
    assert len(parse_places(b"\xff\n1 1 /\xff\n")) == 1


def test_patterns_are_known_by_their_signs() -> None:
    assert is_pattern("/var/log/*/mail.log")
    assert is_pattern("/a\n/b")
    assert not is_pattern("/var/log/mail.log")


def test_exims_own_log_is_read_beside_syslogs() -> None:
    mail = FoundFile("/var/log/mail.log", "r", 1000.0, 10, "root:adm", "-rw-r-----")
    exim = FoundFile("/var/log/exim4/mainlog", "s", 900.0, 10, "Debian-exim:adm", "-rw-r-----")
    choice = choose(HostProbe(clock=1000.0, files=(mail, exim), journal="!"))
    assert (choice.name, choice.many, choice.sudo) == (f"{exim.path}\n{mail.path}", True, True)
    later = choose(HostProbe(clock=9e6, files=(mail, exim), journal="!"))
    assert (later.many, later.name) == (False, mail.path)

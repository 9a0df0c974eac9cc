"""A container's log over cuts: each line once, whatever has the same time; what is gone is told."""

import pytest

from relaytui.facts.containers import FoundContainer, chosen_container, parse_container
from relaytui.sources.base import CaughtUp, Gap, RawLine, Turn
from relaytui.sources.choose import choose
from relaytui.sources.container import ContainerSource
from relaytui.sources.probe import HostProbe, parse_probe

T1, T2 = b"2026-11-25T09:00:01.000000001Z ", b"2026-11-25T09:00:02.5Z "


def read(source: ContainerSource, *chunks: bytes) -> list[object]:
    """What a new stream gives."""
    source.script("t0ken", True)
    pieces = [piece for chunk in chunks for piece in source.feed(chunk)]
    source.cut()
    return [one.text if isinstance(one, RawLine) else type(one) for one in pieces]


def test_lines_of_one_moment_come_once_over_a_cut() -> None:
    source = ContainerSource("docker", "mail")
    lines = T1 + b"one\n" + T2 + b"two\n" + T2 + b"two again\n" + T2 + b"half"
    assert read(source, lines[:20], lines[20:]) == [b"one", b"two", b"two again"]
    assert "since=2026-11-25T09:00:02.499999999Z" in source.script("t", True).text
    again = T2 + b"two\n" + T2 + b"two again\n" + T2 + b"half whole\n" + T2 + b"two\n"
    assert read(source, again) == [b"half whole", b"two"]


def test_a_container_that_was_renewed_is_a_gap() -> None:
    source = ContainerSource("docker", "mail")
    read(source, T1 + b"one\n")
    assert read(source, T2 + b"new\n") == [Gap, b"new"]


def test_a_line_of_the_nanosecond_before_does_not_come_again() -> None:
    source = ContainerSource("podman", "mail")
    before = b"2026-11-25T10:00:02.499999999+01:00 zero\n"
    read(source, before + T2 + b"one\n")
    assert "since=2026-11-25T09:00:02.499999999Z" in source.script("t", True).text
    assert read(source, before + T2 + b"one\n" + T2 + b"two\n") == [b"two"]


def test_what_the_engine_says_of_a_container_that_is_gone_is_told_once() -> None:
    source = ContainerSource("podman", "mail")
    gone = b'Error: no container with name or ID "mail" found: no such container\n'
    assert read(source, T1 + b"one\n") == [b"one"]
    assert read(source, gone) == [gone[:-1]]
    assert read(source, gone) == []
    assert read(source, T1 + b"one\n" + T2 + b"two\n") == [b"two"]


def test_the_engines_time_is_the_lines() -> None:
    source = ContainerSource("podman", "mail")
    source.script("t0ken", False)
    line = b"2026-11-25T10:00:00.250000000+01:00 Nov 25 03:00:00 mail postfix/qmgr[1]: x\n"
    (piece,) = source.feed(line)
    assert isinstance(piece, RawLine)
    assert piece.at == 1795597200.25
    assert piece.text == b"Nov 25 03:00:00 mail postfix/qmgr[1]: x"
    (piece,) = source.feed(b"no stamp at all\n")
    assert isinstance(piece, RawLine)
    assert (piece.at, piece.text) == (None, b"no stamp at all")


def test_the_ends_of_streams() -> None:
    source = ContainerSource("docker", "mail")
    assert read(source, b"t0ken end\n") == [CaughtUp]
    assert read(source, b"t0ken over\n") == [Turn]


@pytest.mark.parametrize(
    ("line", "ports"),
    [
        ("docker r mail 0.0.0.0:25->25/tcp, [::]:587->587/tcp, 993/tcp", {25, 587}),
        ("docker r mail 0.0.0.0:2525->25/tcp", set()),
        ("docker r mail 0.0.0.0:20-30->20-30/tcp", {25}),
        ("podman s mail", set()),
        ("docker r mail 0.0.0.0:99999-1->1/tcp", set()),
    ],
)
def test_published_ports(line: str, ports: set[int]) -> None:
    (found,) = parse_container(line)
    assert found.ports == ports
    assert found.takes_mail is bool(ports)


@pytest.mark.parametrize(
    "line", ["docker r -rf x", "docker r a;b x", "ship r mail x", "", "docker"]
)
def test_what_is_no_container(line: str) -> None:
    assert parse_container(line) == []


MAIL = "container docker r mail 0.0.0.0:25->25/tcp"
FILE = "file /var/log/mail.log r 100 50 root:adm -rw-r-----"


@pytest.mark.parametrize(
    ("answer", "wanted", "source", "problem"),
    [
        (f"engine docker r\n{MAIL}\n{FILE}", "auto", "docker logs mail", ""),
        (f"engine docker r\n{MAIL}\n{FILE}", "none", "/var/log/mail.log", ""),
        ("engine docker r\ncontainer docker r web 0.0.0.0:80->80/tcp\n" + FILE, "auto",
         "/var/log/mail.log", ""),
        ("engine docker r\ncontainer docker r web 0.0.0.0:80->80/tcp\n" + FILE, "web",
         "docker logs web", ""),
        (f"engine docker r\n{MAIL}", "other", "", "no running container other"),
        ("user view\nengine docker -", "mail", "", "view may not ask docker"),
        ("user view\nengine docker -", "auto", "", "view may not ask docker"),
        (FILE, "mail", "", "neither docker nor podman"),
    ],
)  # fmt: skip
def test_the_choice(answer: str, wanted: str, source: str, problem: str) -> None:
    probe: HostProbe = parse_probe(answer.encode())
    choice = choose(probe, "auto", wanted)
    assert (choice.source, choice.problem if not problem else "") == (source, "")
    assert problem in choice.problem


def test_the_container_of_mail_is_chosen_before_others() -> None:
    web = FoundContainer("docker", "r", "web", frozenset())
    mail = FoundContainer("docker", "r", "mail", frozenset({25}))
    assert chosen_container((web, mail), "auto") is mail
    assert chosen_container((web, mail), "web") is web
    assert chosen_container((web, mail), "none") is None

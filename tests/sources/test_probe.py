"""What is read of a host, and what is said when nothing can be."""

import pytest

from relaytui.sources.choose import choose
from relaytui.sources.probe import FoundFile, HostProbe, parse_probe, probe_script
from relaytui.ssh.local_link import LocalLink

FILE = FoundFile("/var/log/mail.log", "r", 1000.0, 10, "root:adm", "-rw-r-----")
HIDDEN = FoundFile("/var/log/mail.log", "-", 1000.0, 10, "root:adm", "-rw-r-----")
SUDO = FoundFile("/var/log/mail.log", "s", 1000.0, 10, "root:adm", "-rw-r-----")
PRIVATE = FoundFile("/var/log/maillog", "-", 1000.0, 10, "root:root", "-rw-------")


@pytest.mark.parametrize(
    ("probe", "wish", "name", "sudo"),
    [
        (HostProbe(files=(FILE,), journal="r", journal_last=1000.0), "auto", FILE.path, False),
        (HostProbe(files=(FILE,), journal="r", journal_last=9000.0), "auto", "journal", False),
        (HostProbe(files=(FILE,), journal="!"), "auto", FILE.path, False),
        (HostProbe(files=(HIDDEN,), journal="r", journal_last=1000.0), "auto", "journal", False),
        (HostProbe(files=(SUDO,), journal="!"), "auto", FILE.path, True),
        (HostProbe(journal="s", journal_last=5.0), "auto", "journal", True),
        (HostProbe(journal="r"), "auto", "journal", False),
        (HostProbe(files=(FILE,), journal="r"), "journal", "journal", False),
        (HostProbe(files=(FILE,), journal="r", journal_last=9e9), FILE.path, FILE.path, False),
    ],
)
def test_the_log_that_is_read(probe: HostProbe, wish: str, name: str, sudo: bool) -> None:
    choice = choose(probe, wish)
    assert (choice.name, choice.sudo, choice.problem) == (name, sudo, "")


@pytest.mark.parametrize(
    ("probe", "wish", "problem", "step"),
    [
        (HostProbe(user="v", files=(HIDDEN,)), "auto", "v may not read", "usermod -aG adm v"),
        (HostProbe(user="v", files=(PRIVATE,)), "auto", "may not read", "setfacl -m u:v:r"),
        (HostProbe(user="v", journal="-"), "auto", "journal", "usermod -aG systemd-journal v"),
        (HostProbe(), "auto", "no mail log found", "logs:"),
        (HostProbe(), "journal", "no journal", "file: PATH"),
        (HostProbe(), "/var/log/x", "there is no /var/log/x", "Correct"),
    ],
)
def test_nothing_can_be_read(probe: HostProbe, wish: str, problem: str, step: str) -> None:
    choice = choose(probe, wish)
    assert problem in choice.problem
    assert step in choice.next_step


def test_this_machine_answers() -> None:
    link = LocalLink("here")
    try:
        answer = link.run(probe_script())
    finally:
        link.close()
    probe = parse_probe(answer.stdout)
    assert answer.status == 0
    assert probe.clock
    assert probe.user
    assert probe.journal in "rs-!"


def test_any_answer_is_taken() -> None:
    probe = parse_probe(b"clock x y\nfile a\nfile /p r 1 2 a:b\njournal\n\xff\xfe\nzone ../../x\n")
    assert probe.clock is None
    assert probe.files == ()
    assert str(probe.tzinfo())


def test_a_path_may_hold_blanks() -> None:
    probe = parse_probe(b"file /var/log/my mail.log r 1000 10 root:adm -rw-r-----\n")
    assert probe.files[0].path == "/var/log/my mail.log"

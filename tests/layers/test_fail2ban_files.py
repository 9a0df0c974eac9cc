"""fail2ban's files beside its jails as they run: what holds, what is lost, what does not run."""

from typing import Any

import pytest

from relaytui.domain.entry import Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban import Ban, Fail2ban, Jail
from relaytui.facts.fail2ban_files import JailFiles, parse_files
from relaytui.facts.ini import settings
from relaytui.layers import fail2ban, fail2ban_files

CONF = """# comment
[INCLUDES]
before = paths-debian.conf
[DEFAULT]
#ignoreip = 127.0.0.1/8 ::1
ignoreip = 127.0.0.1/8 ::1
enabled = false
[sshd]
port = ssh
[postfix-sasl]
[recidive]
"""
LOCAL = """[DEFAULT]
ignoreip = 127.0.0.1/8 ::1   ; ourselves
  # the office
  192.0.2.0/24,mx.example

           198.51.100.7
[sshd]
Enabled = True
[postfix-sasl]
enabled: yes
ignoreip = %(default/ignoreip)s 203.0.113.9
"""
D = "[recidive]\nenabled=1\nignoreip=%(known/ignoreip)s\n"


def files(**more: Answer) -> Any:
    texts = {
        "/etc/fail2ban/jail.conf": CONF,
        "/etc/fail2ban/jail.d/x.conf": D,
        "/etc/fail2ban/jail.local": LOCAL,
    }
    answers = {f"file:{name}": Answer(0, text.encode()) for name, text in texts.items()}
    return parse_files(Answers(answers | {f"file:{name}": one for name, one in more.items()}))


def jail(name: str, *ignored: str, **more: Any) -> Jail:
    return Jail(name=safe(name), ignore=tuple(safe(one) for one in ignored), **more)


USUAL = ("127.0.0.0/8", "::1", "192.0.2.0/24", "mx.example", "198.51.100.7")
RUNNING = Fail2ban((jail("sshd", *USUAL), jail("postfix-sasl", *USUAL, "203.0.113.9", "10.9.9.9")))


def facts(running: Any = RUNNING, read: Any = None) -> HostFacts:
    return HostFacts({"fail2ban": running, "fail2ban-files": read or files()})


def trusts(layer: Any, found: HostFacts) -> dict[str, Trust]:
    read = layer.LAYER.trusted
    assert read
    return {f"{one.place} {one.what}": one for one in read(found)}


def test_files_are_read_as_fail2ban_reads_them() -> None:
    found = files()
    assert isinstance(found, JailFiles)
    assert found.enabled == ("postfix-sasl", "recidive", "sshd")
    told = {(str(one.place), str(one.word)): one for one in found.ignored}
    first = told["/etc/fail2ban/jail.conf:6", "::1"]
    assert (first.by, first.jails) == ("/etc/fail2ban/jail.local:2", ())
    for line, word in ((2, "::1"), (4, "192.0.2.0/24"), (4, "mx.example"), (6, "198.51.100.7")):
        one = told[f"/etc/fail2ban/jail.local:{line}", word]
        assert (one.by, set(one.jails)) == ("", {"sshd", "postfix-sasl", "recidive"}), word
    assert told["/etc/fail2ban/jail.local:11", "203.0.113.9"].jails == ("postfix-sasl",)
    assert len(told) == 8


def test_each_entry_tells_file_line_and_what_becomes_of_it() -> None:
    lost = Fail2ban((jail("sshd", *USUAL[:2]), jail("recidive", *USUAL)))
    found = trusts(fail2ban_files, facts(lost))
    old = found["/etc/fail2ban/jail.conf:6 ::1"]
    assert old.problems == ("not in force: /etc/fail2ban/jail.local:2 holds in its place",)
    assert old.comment == "[DEFAULT]"
    assert not found["/etc/fail2ban/jail.local:2 127.0.0.1/8"].problems
    (problem,) = found["/etc/fail2ban/jail.local:4 192.0.2.0/24"].problems
    assert problem == "not known to sshd as it runs: fail2ban-client reload"


def test_what_was_added_while_it_runs_is_lost_at_a_reload() -> None:
    found = trusts(fail2ban, facts())
    (problem,) = found["postfix-sasl: ignoreip 10.9.9.9"].problems
    assert "gone at its next reload" in problem
    assert [one.what for one in found.values() if one.problems] == ["10.9.9.9"]
    unread = files(**{"/etc/fail2ban/jail.d/y.local": Answer(1)})
    assert not any(one.problems for one in trusts(fail2ban, facts(read=unread)).values())


def test_a_jail_that_is_to_run_and_does_not_is_told_and_one_that_sees_nothing() -> None:
    assert fail2ban.LAYER.notes
    blind = Fail2ban((*RUNNING.jails, jail("recidive", blind=safe("blind: it asks …"))))
    assert fail2ban.LAYER.notes(facts(blind)) == ["jail recidive: blind: it asks …"]
    (note,) = fail2ban.LAYER.notes(facts())
    assert note.startswith("jail recidive: it is to run, but the server does not have it")
    for missing in (None, Absent("not installed"), Failed("fail2ban is not running")):
        assert fail2ban.LAYER.notes(HostFacts({"fail2ban": missing})) == []


def test_what_another_action_does_is_not_judged() -> None:
    more = "[DEFAULT]\nbanaction = iptables-multiport\n[sshd]\nbanaction = hostsdeny[x=1]\n"
    read = files(**{"/etc/fail2ban/jail.d/a.local": Answer(0, more.encode())})
    actions = {"postfix-sasl": "iptables-multiport", "sshd": "hostsdeny[x=1]"}
    assert dict(read.actions).items() >= actions.items()
    net = parse_net("192.0.2.7")
    assert net
    assert fail2ban.LAYER.blocked
    running = Fail2ban(tuple(jail(name, bans=(Ban(net),)) for name in actions))
    known = {one.name: Absent("not installed") for one in fail2ban.FILTERS}
    found = HostFacts(known | {"fail2ban": running, "fail2ban-files": read})
    blocks = {str(one.place): one for one in fail2ban.LAYER.blocked(found)}  # type: ignore[union-attr]
    assert blocks["postfix-sasl"].effective is False
    assert blocks["sshd"].effective is None
    assert "hostsdeny" in blocks["sshd"].why


def test_files_that_are_not_there_or_not_to_be_read() -> None:
    assert isinstance(parse_files(Answers({})), Absent)
    found = parse_files(Answers({"file:/etc/fail2ban/jail.conf": Answer(1, b"", b"cat: denied")}))
    assert isinstance(found, Failed)
    assert found.reason == "no permission: /etc/fail2ban/jail.conf"


def test_values_that_go_round_in_circles_and_files_of_noise_end() -> None:
    circle = "[a]\nenabled = 1\nignoreip = %(x)s 192.0.2.1\nx = %(ignoreip)s %(x)s\n"
    noise = "[" * 50_000 + "\n" + "=" * 50_000 + "\n  %(\na" + " " * 50_000 + "b"
    texts = {"file:/a": Answer(0, circle.encode()), "file:/b": Answer(0, noise.encode())}
    found = parse_files(Answers(texts))
    assert isinstance(found, JailFiles)
    assert [(one.word, one.jails) for one in found.ignored] == [("192.0.2.1", ("a",))]
    assert list(settings("no section\n= x\n[s\nkey\n")) == []


@pytest.mark.parametrize(
    ("running", "idle"),
    [
        (Absent("installed, but it neither runs nor is started at boot", "fail2ban"), True),
        (Failed("fail2ban is not running: nothing listens on /run/x"), True),
        (Failed("no permission: sudo fail2ban-client"), False),
        (None, False),
    ],
)
def test_what_a_server_that_does_not_run_would_spare_is_not_in_force(
    running: Any, idle: bool
) -> None:
    found = trusts(fail2ban_files, HostFacts({"fail2ban": running, "fail2ban-files": files()}))
    told = found["/etc/fail2ban/jail.local:4 192.0.2.0/24"].problems
    assert told == (("not in force: fail2ban does not run",) if idle else ())

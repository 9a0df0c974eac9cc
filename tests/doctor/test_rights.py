"""The one list of what needs root: it reads, it is looked for, sudoers takes it word by word."""

import re

import pytest

from relaytui.doctor.lines import USUAL, usual_lines
from relaytui.doctor.script import TOOLS, doctor_script, root_script
from relaytui.facts.rights import JAIL, RIGHTS, TRIALS, Right, trial_name
from relaytui.facts.sudo_list import Allowed, may_run, parse_sudo_list
from relaytui.facts.sudoers import commands_of, is_user

_READING = {
    "list", "save", "status", "get", "show", "-j", "-bp", "-T", "-b", "--list-all-zones", "ping",
    "tables", "decisions", "bouncers", "allowlists", "-bpc", "banned", "-t", "-c", "ps", "-C",
}  # fmt: skip


@pytest.mark.parametrize("right", RIGHTS, ids=[one.name for one in RIGHTS])
def test_a_right(right: Right) -> None:
    assert right.tool in TOOLS.split(), "else it is never found"
    assert right.tool in USUAL
    assert set(right.panels) <= {"Blocked", "Allowlist", "Updates", "Queue", "Security"}
    assert right.why
    for words in (right.argv, right.trial):
        assert not words or words[1:] == () or words[1] in _READING, words
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", one) for one in words)
    assert bool(trial_name(right)) != right.silent
    assert JAIL not in right.trial


def test_each_trial_is_made_once() -> None:
    assert len(set(TRIALS.values())) == len(TRIALS)
    for text in (doctor_script().text, root_script().text):
        assert text.count("fail2ban-client ping") == 1


def test_a_command_without_words_is_allowed_without_words_only() -> None:
    commands = re.findall(r"^    (/.*?)(?:, \\)?$", usual_lines("watcher"), re.MULTILINE)
    assert len(commands) == len(RIGHTS)
    assert "/usr/sbin/iptables-save -c" in commands
    bare = Right("bare", ("Blocked",), ("iptables-save",), "rules")
    assert commands_of(bare, "/usr/sbin/iptables-save", (1, 9, 0), []) == [
        '/usr/sbin/iptables-save ""'
    ]
    assert all(" " in one for one in commands)
    assert not [one for one in commands if "*" in one and "^" not in one]


def test_only_jails_that_look_like_jails_get_a_line() -> None:
    right = next(one for one in RIGHTS if JAIL in one.argv)
    names = ["sshd", "postfix-sasl", "a.b", "-x", "a b", "a,b", "*", "a*", "ALL=", "é", ""]
    lines = commands_of(right, "/usr/bin/fail2ban-client", (1, 8, 29), names)
    assert [one.split()[2] for one in lines] == ["a.b", "postfix-sasl", "sshd"]


@pytest.mark.parametrize(
    ("rules", "command", "answer"),
    [
        ([("ALL", False)], "/bin/sh -s", True),
        ([("ALL", True)], "/bin/sh -s", None),
        ([("ALL", True), ("/bin/sh", False)], "/bin/sh -s", True),
        ([("ALL", False), ("ALL", True)], "/bin/sh -s", None),
        ([("ALL", False), ("!/bin/sh", False)], "/bin/sh -s", False),
        ([("/bin/sh -c x", False)], "/bin/sh -s", False),
        ([("/bin/s*", False)], "/bin/sh -s", False),
        ([('/x/save ""', False)], '/x/save ""', True),
        ([('/x/save ""', False)], "/x/save -f y", False),
        ([], "/bin/sh -s", False),
    ],
)
def test_the_last_rule_that_fits_holds(
    rules: list[tuple[str, bool]], command: str, answer: bool | None
) -> None:
    allowed = tuple(Allowed(*one) for one in rules)
    assert may_run(allowed, command) is answer


def test_the_list_of_sudo_with_escapes_and_other_users() -> None:
    text = (
        "Matching Defaults entries for x on mx:\n    env_reset\n\nSudoers entry: /etc/sudoers\n"
        "    RunAsUsers: postgres, www\n    Commands:\n\t/bin/evil\n"
        "SSSD Role: mail\n    RunAsUsers: www, root\n    Options: !authenticate, setenv\n"
        "    Commands:\n\t/bin/a b\\,c\\:d\n\t/bin/e\n"
        "Sudoers entry:\n    RunAsUsers: ALL\n    Options: authenticate\n    Commands:\n\tALL\n"
    )
    assert parse_sudo_list(text) == (
        Allowed("/bin/a b,c:d", False), Allowed("/bin/e", False), Allowed("ALL", True),
    )  # fmt: skip
    assert parse_sudo_list("\n".join(["Commands:", *["/x"] * 9000])) != ()


def test_names_that_sudoers_would_misread() -> None:
    assert all(map(is_user, ("view", "relay-ops", "Debian-exim", "_x", "a.b")))
    assert not any(map(is_user, ("ALL", "", "%adm", "a b", "a,b", "a=b", "-a", "a\n", "é", "!a")))

"""What doctor says of real relays is what is true there, and finding it out leaves no trace."""

import itertools
import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from relaytui.facts.rights import JAIL, RIGHTS, Right
from tests.relays.lab import SSH_CONFIG, fault, root, until

pytestmark = pytest.mark.lab

_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What a login leaves by itself, whoever comes; bans end whenever their time is over.
_LOGIN = re.compile(
    r"sshd\[|sshd-session|systemd|logind|lab-mark|lab\[|fail2ban.*\bUnban\b", re.IGNORECASE
)

_NUMBERS = itertools.count(1)
_PLACES = "/ /tmp /var/tmp /home /root"
# Where daemons of a relay write all the time.
_DAEMONS = (
    "/var/log/",
    "/var/spool/postfix/",
    "/var/lib/fail2ban/",
    "/var/lib/postfix/",
    "/var/lib/private/systemd/",
    "/run/",
)


def doctor(*words: str) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it."""
    command = [sys.executable, "-m", "relaytui", "doctor", "-F", str(SSH_CONFIG), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def told(*words: str) -> dict[str, Any]:
    """Its JSON, by host."""
    run = doctor("--json", *words)
    assert run.returncode in (0, 1), run.stderr
    rows = [json.loads(line) for line in run.stdout.split("\n")[:-1]]
    assert len(rows) == sum("@" in one for one in words), run.stderr
    return {row["relay"]: row for row in rows}


def states(row: dict[str, Any]) -> dict[str, str]:
    """The word on each panel."""
    return {one["panel"]: one["state"] for one in row["panels"]}


def works(host: str, user: str, right: Right) -> bool:
    """Whether a command of the list works for an account by itself."""
    words = ["sshd" if one == JAIL else one for one in right.argv]
    line = f"runuser -u {user} -- env {_PATH} {shlex.join(words)} >/dev/null 2>&1"
    return root(host, f"{line} && echo yes; true").strip() == "yes"


def logged(host: str, mark: str) -> str:
    """What a host has logged since a mark, but for what any login leaves, and anvil's figures."""
    lines = root(
        host,
        f"journalctl -q --no-pager 2>/dev/null | sed '1,/{mark}/d'; "
        f"for one in /var/log/syslog /var/log/auth.log /var/log/mail.log /var/log/fail2ban.log; "
        f"do [ -f $one ] && grep -q {mark} $one && sed '1,/{mark}/d' $one; done; true",
    )
    return "\n".join(
        one for one in lines.split("\n") if one and not (_LOGIN.search(one) or "/anvil[" in one)
    )


def _queued(host: str) -> bool:
    """Whether mail is on its way; what is being delivered goes when that has ended."""
    return bool(root(host, "postqueue -j; postsuper -d ALL 2>/dev/null").strip())


def marked(host: str) -> str:
    """Put a new mark into every log of a host."""
    mark = f"doctor-mark-{next(_NUMBERS)}-end"
    for priority in ("auth.info", "mail.info", "user.info"):
        root(host, f"logger -p {priority} -t lab-mark {mark}")
    return mark


def test_as_ops_with_sudo(relays: tuple[str, ...]) -> None:
    rows = told("--sudo", *[f"ops@{relay}" for relay in relays])
    assert set(rows) == set(relays)
    logs = {"relay1": "/var/log/mail.log", "relay2": "journal", "relay3": "/var/log/mail.log"}
    for relay, row in rows.items():
        assert set(states(row).values()) == {"ok"}, states(row)
        answer = row["answer"]
        for tool, path in answer["tools"].items():
            assert root(relay, f"{_PATH}; command -v {tool}").strip() == path
        version = root(relay, "postconf -h mail_version").strip()
        assert answer["versions"]["postconf"] == version
        assert answer["groups"] == root(relay, "id -Gn ops").split()
        log = row["log"]
        assert (log["name"], log["problem"], log["sudo"]) == (logs[relay], "", False)
        sessions = root(relay, "sshd -T | sed -n 's/^maxsessions //p'").strip()
        assert row["root"]["max_sessions"] == int(sessions)
        jails = root(relay, "fail2ban-client status | sed -n 's/.*Jail list:\\s*//p'")
        assert row["root"]["jails"] == jails.replace(",", " ").split()
        assert abs(row["clock"]["seconds"]) < 1 + row["clock"]["doubt"]
        assert not row["concerns"]
    assert doctor("--sudo", "ops@relay1").returncode == 0


def test_over_the_ssh_program_it_says_the_same(relays: tuple[str, ...]) -> None:
    one = told("--sudo", "ops@relay1")["relay1"]
    other = told("--sudo", "--transport", "ssh", "ops@relay1")["relay1"]
    assert (one["back_end"], other["back_end"]) == ("paramiko", "openssh")
    assert one["panels"] == other["panels"]
    assert one["answer"]["tools"] == other["answer"]["tools"]


def test_as_view_the_word_on_each_command_is_true(relays: tuple[str, ...]) -> None:
    rows = told(*[f"view@{relay}" for relay in relays])
    for relay, row in rows.items():
        said = {one["panel"]: one["words"] for one in row["panels"]}
        for right in (one for one in RIGHTS if not one.silent):
            installed = right.tool in row["answer"]["tools"]
            assert installed == (root(relay, f"{_PATH}; command -v {right.tool}; true") != "")
            for panel in right.panels if installed else ():
                refused = re.search(rf"\b{right.tool}\b[^;]*: no permission", said[panel])
                assert bool(refused) == (not works(relay, "view", right)), (panel, right.name)
        assert states(row) == {
            "Logs": "ok", "Rates": "ok", "Blocked": "partly", "Allowlist": "partly",
            "Updates": "partly", "Queue": "ok", "Security": "partly", "Changes": "no",
        }  # fmt: skip
        assert row["root"] is None


@pytest.mark.parametrize("user", ["view", "pwsudo", "ops"])
def test_by_itself_it_leaves_nothing(relays: tuple[str, ...], user: str) -> None:
    for relay in relays:  # mail that waits is tried again, and says so
        root(relay, "postsuper -d ALL 2>/dev/null")
        until(lambda: not _queued(relay), 20, f"{relay} has an empty queue")  # noqa: B023
    marks = {relay: marked(relay) for relay in relays}
    for relay in relays:
        root(relay, "touch /run/doctor-mark")
    told(*[f"{user}@{relay}" for relay in relays])
    for relay, mark in marks.items():
        ends = marked(relay)
        until(lambda: not logged(relay, ends), 5, "the last mark is in the log")  # noqa: B023
        assert logged(relay, mark) == "", relay
        changed = f"find {_PLACES} -xdev -type f -newer /run/doctor-mark; rm -f /run/doctor-mark"
        files = [one for one in root(relay, changed).split() if not one.startswith(_DAEMONS)]
        assert not files, relay


def test_what_asking_sudo_leaves_is_what_the_documents_say(relays: tuple[str, ...]) -> None:
    mark = marked("relay1")
    assert states(told("--sudo", "view@relay1")["relay1"])["Changes"] == "no"
    assert "sudo" not in logged("relay1", mark)
    mark = marked("relay1")
    row = told("--sudo", "pwsudo@relay1")["relay1"]
    assert row["told"]["sudo"].startswith("asks for a password; asked once")
    until(lambda: "a password is required" in logged("relay1", mark), 5, "sudo's line")
    until(lambda: "from=<pwsudo" in logged("relay1", mark), 5, "sudo's mail")


@pytest.fixture
def narrowed(relays: tuple[str, ...]) -> Iterator[str]:
    """`view` on relay1 with the lines that doctor prints for it; they are cleaned up after."""
    run = doctor("--sudo", "--sudoers", "read", "--user", "view", "ops@relay1")
    assert run.returncode == 0, run.stderr
    usual = doctor("--sudoers", "read", "--user", "relaytui").stdout
    for text in (usual, run.stdout):
        root("relay1", f"printf %s {shlex.quote(text)} > /tmp/lines; visudo -cf /tmp/lines")
    place = "/etc/sudoers.d/relaytui"
    root("relay1", f"install -m 440 /tmp/lines {place}; visudo -c")
    yield run.stdout
    root("relay1", f"rm -f {place} /tmp/lines")


def _as_view(command: str) -> bool:
    line = f"runuser -u view -- sudo -n {command} >/dev/null 2>&1"
    return root("relay1", f"{line} && echo yes; true").strip() == "yes"


def test_the_lines_of_sudoers_are_enough_and_no_more(narrowed: str) -> None:
    row = told("--sudo", "view@relay1")["relay1"]
    assert states(row) == {
        "Logs": "ok", "Rates": "ok", "Blocked": "ok", "Allowlist": "ok", "Updates": "ok",
        "Queue": "ok", "Security": "ok", "Changes": "no",
    }  # fmt: skip
    assert doctor("--sudo", "view@relay1").returncode == 0
    tools = row["answer"]["tools"]
    tried = 0
    for right in (one for one in RIGHTS if one.tool in tools):
        words = ["sshd" if one == JAIL else one for one in right.argv[1:]]
        assert _as_view(shlex.join([tools[right.tool], *words])), right.name
        tried += 1
    assert tried >= 9
    for command in (
        "/bin/sh -c true", "/usr/sbin/nft flush ruleset", "/usr/sbin/iptables-save -f /tmp/x",
        "/usr/bin/fail2ban-client set sshd banip 192.0.2.1", "/usr/bin/fail2ban-client stop",
        "/usr/bin/fail2ban-client get sshd banip --with-time extra",
        "/usr/bin/fail2ban-client get -x ignoreip", "/usr/sbin/sshd -T -f /tmp/x",
    ):  # fmt: skip
        assert not _as_view(command), command


def test_faults_are_named(relays: tuple[str, ...]) -> None:
    root("relay3", "fail2ban-client stop; true")
    fault("relay3", "disk-full")
    try:
        row = told("--sudo", "ops@relay3")["relay3"]
    finally:
        fault("relay3", "disk-free")
    said = {one["panel"]: one for one in (*row["panels"], *row["concerns"])}
    assert said["Blocked"]["state"] == "partly"
    assert "fail2ban-client says: " in said["Blocked"]["words"]
    assert "is full, so nothing could be written" in said["Changes"]["words"]
    assert said["Disk"]["missing"]
    begun = time.monotonic()
    fault("relay2", "clock", "+90s")
    try:
        row = told("ops@relay2")["relay2"]
    finally:
        fault("relay2", "clock", "0")
    took = time.monotonic() - begun
    assert 88 - took < row["clock"]["seconds"] < 92 + took
    assert [one["panel"] for one in row["concerns"]] == ["Clock"]

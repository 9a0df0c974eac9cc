"""What is said to be pending is what the hosts themselves say, and asking leaves nothing."""

import json
import re
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.relays.conftest import MORE
from tests.relays.lab import SSH_CONFIG, fault, root

pytestmark = pytest.mark.lab

#: The hosts that have another package manager beside apt.
OTHERS = {name: MORE[name] for name in ("dnf", "zypper", "pacman")}


@pytest.fixture(scope="module")
def hosts(relays: tuple[str, ...], more_relays: dict[str, str]) -> str:
    """One with apt alone; those of OTHERS are up as well."""
    return relays[0]


def updates(*words: str) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it."""
    command = [sys.executable, "-m", "relaytui", "updates", "-F", str(SSH_CONFIG), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def told(host: str, *words: str) -> dict[str, Any]:
    """Its JSON of a host."""
    run = updates("--json", *words, host)
    assert run.stdout, run.stderr
    row: dict[str, Any] = json.loads(run.stdout)
    return row


def manager(row: dict[str, Any], name: str) -> dict[str, Any]:
    """One manager of a host."""
    found: dict[str, Any] = next(one for one in row["managers"] if one["manager"] == name)
    return found


def pairs(one: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["name"], each["new"]) for each in one["updates"]}


def of_security(one: dict[str, Any]) -> set[str]:
    return {each["name"] for each in one["updates"] if each["security"]}


@pytest.mark.parametrize("user", ["ops", "view"])
def test_apt_says_the_same(hosts: str, user: str) -> None:
    row = told(f"{user}@{hosts}")
    apt = manager(row, "apt")
    listed = root(hosts, "LC_ALL=C apt list --upgradable 2>/dev/null")
    wanted = set(re.findall(r"^(\S+?)/\S+ (\S+) ", listed, re.MULTILINE))
    assert pairs(apt) == wanted
    assert of_security(apt) == {"lab-mta", "lab-tls"}
    assert apt["held"] == ["lab-held"]
    (held,) = (one for one in apt["updates"] if one["held"])
    assert (held["name"], held["old"], held["new"]) == ("lab-held", "1.0-1", "1.1-1")
    assert apt["updates"][0]["name"] in dict(wanted)
    fetched = float(root(hosts, "stat -c %Y /var/lib/apt/lists"))
    assert abs(time.time() - fetched - apt["lists_age_seconds"]) < 60
    assert (row["complete"], row["security"], row["outdated"]) == (True, 2, [])
    assert row["services_seen"] == (user == "ops")
    if user == "view":
        assert row["services_unseen"]["failed"] == "no permission: sudo needrestart"


@pytest.mark.parametrize("user", ["ops", "view"])
def test_the_other_managers_say_the_same(hosts: str, user: str) -> None:
    for name, relay in OTHERS.items():
        root(relay, "touch /run/updates-mark")
        one = manager(told(f"{user}@{relay}"), name)
        assert pairs(one) == {
            ("lab-mta", "2.0-1"),
            ("lab-tls", "1.1-1"),
        }, name
        assert {each["old"] for each in one["updates"]} == {"1.0-1"}
        assert of_security(one) == (set() if name == "pacman" else {"lab-tls"}), name
        assert not one["incomplete"]
        assert one["lists_age_seconds"] is not None
        places = "/ /tmp /var/tmp /home /root"
        changed = f"find {places} -xdev -newer /run/updates-mark -path '*{name}*'"
        left = [each for each in root(relay, changed).split() if "/var/log/" not in each]
        assert left == [], name


def test_a_repository_that_is_gone_is_no_good_news(hosts: str) -> None:
    relay = OTHERS["dnf"]
    root(relay, "mv /var/cache/dnf /var/cache/dnf.off; mkdir /var/cache/dnf")
    try:
        run = updates(f"view@{relay}")
        one = manager(told(f"view@{relay}"), "dnf")
    finally:
        root(relay, "rm -rf /var/cache/dnf; mv /var/cache/dnf.off /var/cache/dnf")
    assert run.returncode == 4
    assert "nothing is known of the repositories lab" in run.stderr
    assert (one["incomplete"], one["updates"]) == (True, [])


def test_check_and_restarts(hosts: str) -> None:
    assert updates("--check", f"view@{hosts}").returncode == 1
    fault(hosts, "libs-outdated")
    fault(hosts, "reboot-required")
    row = told(f"ops@{hosts}")
    assert row["reboot"] is True
    assert "linux-image-amd64" in row["reboot_for"]
    said = root(hosts, "needrestart -b")
    wanted = re.findall(r"^NEEDRESTART-SVC: (.*)$", said, re.MULTILINE)
    assert set(row["services"]) == set(wanted)
    assert "ssh.service" in wanted
    row = told(f"view@{hosts}")
    assert (row["services"], row["services_seen"]) == ([], False)


def test_a_daemon_older_than_its_package(hosts: str) -> None:
    root(
        hosts,
        "touch -d '+1 hour' /var/lib/dpkg/info/postfix.list; "
        "echo \"$(date -d '+1 hour' '+%F %T') upgrade postfix:amd64 3.7.10-0+deb12u1 "
        "$(dpkg-query -Wf '${Version}' postfix)\" >> /var/log/dpkg.log",
    )
    try:
        (one,) = told(f"view@{hosts}")["outdated"]
    finally:
        root(hosts, "touch -d '-1 day' /var/lib/dpkg/info/postfix.list")
    version = root(hosts, "dpkg-query -Wf '${Version}' postfix").strip()
    assert (one["package"], one["runs"], one["installed"]) == (
        "postfix",
        "3.7.10-0+deb12u1",
        version,
    )
    assert told(f"view@{hosts}")["outdated"] == []


def test_a_held_lock_keeps_nothing_from_being_seen(hosts: str) -> None:
    fault(hosts, "apt-lock", "20")
    assert of_security(manager(told(f"view@{hosts}"), "apt")) == {"lab-mta", "lab-tls"}


def test_refresh_without_a_terminal_is_refused(hosts: str) -> None:
    before = root(hosts, "stat -c %Y /var/lib/apt/lists")
    run = updates("--refresh", f"ops@{hosts}")
    assert run.returncode == 5
    assert "needs a terminal" in run.stderr
    assert root(hosts, "stat -c %Y /var/lib/apt/lists") == before

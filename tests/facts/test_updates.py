"""The facts about updates: their scripts on made hosts, and what the answers mean."""

import time
from pathlib import Path
from typing import Any

import pytest

from relaytui.analysis.updates import tried_ago
from relaytui.domain.finding import Absent, Failed
from relaytui.engine.facts_script import facts_script
from relaytui.facts.answers import Answer, Answers, parse_told
from relaytui.facts.changelog import CHANGES, Changes, changes_of
from relaytui.facts.packages import PACKAGES
from relaytui.facts.updates import OLD, UPDATES, Updates, parse_updates
from relaytui.updates.known import managers
from relaytui.updates.restart_words import Restarts
from relaytui.updates.restarts import read_restarts
from tests.facts.fake_host import FakeHost
from tests.facts.test_script import SHELLS

NOW = 1_800_000_000.0


def asked(host: FakeHost, granted: tuple[str, ...] = ()) -> Updates | Failed:
    """The fact as a host tells it."""
    told = parse_told(host.run(facts_script((UPDATES,), "m4rk", granted)).stdout, "m4rk", {})
    assert told.complete
    found = UPDATES.parse(told.answers["updates"])
    assert not isinstance(found, Absent)
    return found


def answers(**said: str | tuple[int, str, str]) -> Answers:
    """Answers by label; `_` stands for a dash."""
    by_label = {}
    for label, one in said.items():
        status, out, err = (0, one, "") if isinstance(one, str) else one
        by_label[label.replace("_", "-")] = Answer(status, out.encode(), err.encode())
    return Answers(by_label, NOW)


def parsed(**said: str | tuple[int, str, str]) -> Updates:
    found = parse_updates(answers(**said))
    assert isinstance(found, Updates), found
    return found


@pytest.fixture(params=SHELLS, ids=" ".join)
def made(tmp_path: Path, request: pytest.FixtureRequest) -> FakeHost:
    """A host without any package manager."""
    host = FakeHost(tmp_path, tuple(request.param))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "repos").mkdir()
    (tmp_path / "repos" / "lab.repo").write_text("[lab]\nname=Lab\n[off]\nenabled=0\n")
    host.replace |= {
        "/var/lib/dpkg": f"{tmp_path}/dpkg",
        "/var/lib/rpm": f"{tmp_path}/rpm",
        "/var/tmp/": f"{tmp_path}/tmp/",
        "/etc/yum.repos.d": f"{tmp_path}/repos",
        "/etc/zypp/repos.d": f"{tmp_path}/zypp",
        "/var/cache/dnf": f"{tmp_path}/cache",
        "/usr/lib/sysimage": f"{tmp_path}/none",
    }
    host.command("needrestart", "echo NEEDRESTART-SVC: postfix@-.service")
    return host


def with_dnf(host: FakeHost) -> FakeHost:
    (host.folder / "rpm").mkdir()
    (host.folder / "rpm" / "rpmdb.sqlite").write_text("x")
    host.command(
        "dnf",
        f"mkdir -p {host.folder}/tmp/dnf-ops-new; touch {host.folder}/tmp/dnf-ops-new/dnf.log\n"
        "case $* in *check-update*) echo; echo 'postfix.x86_64 2:3.5.25-1.el9 appstream'\n"
        "  echo 'openssl.x86_64 1:3.0.7-28.el9 baseos'; exit 100 ;;\n"
        "*updateinfo*) echo 'RHSA-1 Important/Sec. openssl-1:3.0.7-28.el9.x86_64' ;;\n"
        "*needs-restarting*) echo 'Reboot is required'; exit 1 ;; esac",
    )
    host.command(
        "rpm",
        "case $* in -qa*) echo 'postfix x86_64 2:3.5.24-1.el9 1700000000'\n"
        "echo 'openssl x86_64 1:3.0.7-27.el9 1700000000' ;; *) exit 1 ;; esac",
    )
    return host


def test_without_a_manager_it_says_so(made: FakeHost) -> None:
    found = asked(made)
    assert isinstance(found, Failed)
    assert "no package manager that is known here (apk, apt, dnf" in found.reason


def test_dnf_fetches_nothing_and_its_folder_goes_again(made: FakeHost) -> None:
    host = with_dnf(made)
    kept = host.folder / "tmp" / "dnf-ops-old"
    kept.mkdir()
    cached = host.folder / "cache" / "lab-0123456789abcdef" / "repodata"
    cached.mkdir(parents=True)
    (cached / "repomd.xml").write_text("")
    found = asked(host)
    assert isinstance(found, Updates)
    (one,) = found.pending
    assert [(each.name, each.old, each.new, each.security) for each in one.updates] == [
        ("postfix", "2:3.5.24-1.el9", "2:3.5.25-1.el9", False),
        ("openssl", "1:3.0.7-27.el9", "1:3.0.7-28.el9", True),
    ]
    assert one.updates[1].advisories == ("RHSA-1",)
    assert one.fetched == int((cached / "repomd.xml").stat().st_mtime)
    assert (found.reboot, found.complete) == (True, True)
    assert [each.name for each in (host.folder / "tmp").iterdir()] == ["dnf-ops-old"]
    assert all(each.startswith("-C ") for each in host.ran("dnf"))


def test_a_repository_without_lists_makes_it_incomplete(made: FakeHost) -> None:
    found = asked(with_dnf(made))
    assert isinstance(found, Updates)
    assert found.pending[0].problems[0] == "nothing is known of the repositories lab"
    assert not found.complete


def test_what_needs_root_is_not_tried_without(made: FakeHost) -> None:
    host = with_dnf(made)
    found = asked(host)
    assert isinstance(found, Updates)
    assert isinstance(found.unseen, Failed)
    assert found.unseen.reason == "no permission: sudo needrestart"
    assert host.ran("needrestart") == []
    found = asked(host, ("restarts",))
    assert isinstance(found, Updates)
    assert (found.services, found.unseen) == (("postfix@-.service",), None)


def test_zypper_maps_patches_to_packages(made: FakeHost) -> None:
    host = with_dnf(made)
    (host.folder / "zypp").mkdir()
    (host.folder / "zypp" / "main.repo").write_text("[main-repo]\nenabled=1\n")
    host.command(
        "zypper",
        "case $* in\n"
        '*list-updates*) echo \'<update kind="package" name="openssl" edition="2" '
        'edition-old="1" arch="x86_64"/><update kind="package" name="less" edition="2"/>\' ;;\n'
        '*list-patches*) echo \'<update kind="patch" name="SUSE-2026-1" status="needed" '
        'category="security" severity="important" interactive="false">\' ;;\n'
        "*patch-info*) echo 'Name        : SUSE-2026-1'; echo 'Conflicts   : [2]'\n"
        "  echo '    srcpackage:openssl < 2'; echo '    openssl.x86_64 < 2' ;;\n"
        "*locks*) exit 0 ;; *needs-rebooting*) exit 102 ;; esac",
    )
    found = asked(host)
    assert isinstance(found, Updates)
    (one,) = found.pending
    assert one.manager == "zypper"
    assert [(each.name, each.security, each.severity) for each in one.updates] == [
        ("openssl", True, "important"),
        ("less", False, ""),
    ]
    assert found.reboot is True
    runs = [each for each in host.ran("zypper") if "list" in each or "patch" in each]
    assert len(runs) == 3
    assert all("--no-refresh" in each for each in runs)


def test_the_cheap_fact_sees_a_change(made: FakeHost) -> None:
    def look() -> Any:
        told = parse_told(made.run(facts_script((PACKAGES,), "m4rk")).stdout, "m4rk", {})
        return PACKAGES.parse(told.answers["packages"])

    before = look()
    (made.folder / "dpkg").mkdir()
    (made.folder / "dpkg" / "status").write_text("x")
    assert look() != before
    assert look() == look()


def test_apt_joins_the_plan_and_the_list() -> None:
    found = parsed(
        has_apt="",
        apt_plan="1 upgraded, 0 newly installed, 1 to remove and 2 not upgraded.\n"
        "Remv old [1]\nInst a [1] (2 Debian-Security:12/stable-security [all])\n",
        apt_list="a/stable-security 2 all [upgradable from: 1]\n"
        "held/stable-security 2 all [upgradable from: 1]\nback/stable 2 all [upgradable from: 1]\n",
        apt_holds="held\n",
        apt_lists="x_InRelease\n",
        apt_until="Valid-Until: Fri, 01 Jan 2027 00:00:00 UTC\n",
        apt_times=f"{int(NOW - OLD - 60)} /var/lib/apt/lists\n",
        apt_tried=f"{int(NOW - 60)} /var/lib/apt/lists/partial\n",
        kernel="6.1.0-9-amd64",
        kernels="vmlinuz-6.1.0-10-amd64\nvmlinuz-6.1.0-9-amd64\nvmlinuz-6.9-cloud-amd64\n",
    )
    (apt,) = found.pending
    assert [(one.name, one.security, one.held, one.kept_back) for one in apt.updates] == [
        ("a", True, False, False),
        ("held", True, True, True),
        ("back", False, False, True),
    ]
    assert tried_ago(apt, NOW) == 60
    assert (apt.removals, apt.stale, found.security) == (("old",), True, 2)
    assert apt.problems == ("the package lists are past their own date (Valid-Until)",)
    assert found.reboot is True
    assert found.reboot_for == ("kernel 6.1.0-10-amd64 (runs 6.1.0-9-amd64)",)


def test_apt_without_lists_is_no_good_news() -> None:
    found = parsed(
        has_apt="",
        apt_plan="0 upgraded, 0 newly installed",
        apt_list="Listing...",
        apt_lists="lock",
    )
    assert not found.complete
    assert "never run" in found.pending[0].problems[0]


def test_a_manager_that_fails_is_no_empty_list() -> None:
    locked = (7, "", "System management is locked by the application with pid 99 (zypper).")
    found = parsed(has_zypper="", zypper_list=locked)
    assert found.failed[0].reason == "zypper is locked by process 99"
    assert (found.pending, found.complete) == ((), False)


def test_freebsd_and_alpine() -> None:
    found = parsed(
        has_pkg="",
        pkg_list="curl-8.6.0  <  needs updating (remote has 8.7.1)\n",
        pkg_audit=(1, "curl-8.6.0 is vulnerable:\nvim-9.0 is vulnerable:\n", ""),
        pkg_times="1799990000 /var/db/pkg/repos/FreeBSD/db\n1700000000 /var/db/pkg/vuln.xml\n",
        kernels="14.1-RELEASE-p5\n14.1-RELEASE-p3\n14.1-RELEASE-p6\n",
    )
    (pkg,) = found.pending
    assert (pkg.updates[0].security, pkg.fetched) == (True, 1799990000.0)
    assert pkg.vulnerable == ("curl 8.6.0", "vim 9.0")
    assert found.reboot is True
    found = parsed(
        has_apk="",
        apk_list="postfix-3.8.4-r0  < 3.8.6-r0\n",
        apk_times="1799990000 /var/cache/apk/\n",
    )
    assert (found.pending[0].updates[0].security, found.security) == (None, 0)


def stat_row(number: int, comm: str, ticks: int) -> str:
    return f"{number} ({comm}) S 1 {' '.join('0' * 17)} {ticks} 0 0"


def test_a_daemon_that_was_started_before_its_package() -> None:
    said: dict[str, str | tuple[int, str, str]] = {
        "has_apt": "",
        "daemons": f"{stat_row(9, 'master', 5000)}\n{stat_row(8, 'smtpd', 1)}\n"
        f"{stat_row(7, 'dovecot', 90_000_000)}\n{stat_row(6, 'odd) (name', 1)}\n",
        "boot": "btime 1799000000",
        "ticks": "100",
        "dpkg": "postfix 3.7.11-0 installed\ndovecot-core 2.3 installed\nexim4 4 config-files\n",
        "dpkg_times": "1799500000 postfix.list\n1799500000 dovecot-core:amd64.list\n",
        "dpkg_log": "2027-01-09 10:00:00 upgrade postfix:amd64 3.7.10-0 3.7.11-0\n"
        "2020-01-01 00:00:00 upgrade postfix:amd64 3.4.0 3.7.10-0\n",
    }
    (one,) = parsed(**said).outdated
    assert one.words == "postfix runs 3.7.10-0, installed 3.7.11-0: restart it"
    assert (one.started, one.installed_at) == (1799000050.0, 1799500000.0)
    said["dpkg_log"] = (2, "", "grep: /var/log/dpkg.log: Permission denied")
    (one,) = parsed(**said).outdated
    assert one.words == "postfix was started before 3.7.11-0 was installed: restart it"
    said["boot"] = "btime 1799600000"
    assert parsed(**said).outdated == ()


def test_rpm_and_pacman_tell_what_runs() -> None:
    common: dict[str, str | tuple[int, str, str]] = {
        "daemons": stat_row(9, "master", 5000), "boot": "btime 1799000000", "ticks": "100",
    }  # fmt: skip
    (one,) = parsed(
        has_dnf="",
        rpm="postfix 3.5.25-1.el9 1799500000\npackage exim is not installed\n",
        rpm_log="2027-01-09T10:00:00+0100 SUBDEBUG Upgraded: postfix-2:3.5.24-1.el9.x86_64\n",
        **common,
    ).outdated
    assert (one.runs, one.installed) == ("3.5.24-1.el9", "3.5.25-1.el9")
    (one,) = parsed(
        has_pacman="",
        pacman_log="[2027-01-09T10:00:00+0100] [ALPM] upgraded postfix (3.9.0-1 -> 3.9.1-1)\n",
        **common,
    ).outdated
    assert (one.runs, one.installed) == ("3.9.0-1", "3.9.1-1")


@pytest.mark.parametrize(
    ("kernel", "kernels", "wanted"),
    [
        ("6.1.0-21-amd64", "config-6.1.0-18-amd64\nvmlinuz-6.1.0-21-amd64\n", False),
        ("6.1.0-21-amd64", "vmlinuz-6.1.0-9-amd64\nvmlinuz-6.1.0-100-amd64\n", True),
        ("5.14.0-427.el9.x86_64", "vmlinuz-5.14.0-503.el9.x86_64\nvmlinuz-0-rescue-ab\n", True),
        ("6.9.1-arch1-1", "/lib/modules:\n6.9.2-arch1-1\n6.6.1-1-lts\n", True),
        ("6.18.5", "", None),
        ("6.1.0-21-amd64", "vmlinuz-6.12-cloud-amd64\n", None),
    ],
)
def test_kernels(kernel: str, kernels: str, wanted: bool | None) -> None:
    found: Restarts = read_restarts(answers(kernel=kernel, kernels=kernels))
    assert found.reboot is wanted


def test_a_wanted_reboot_is_believed_before_a_no() -> None:
    found = read_restarts(
        answers(needrestart="NEEDRESTART-KSTA: 1\n", reboot=(1, "", "cat: No such file"))
    )
    assert found.reboot is True


@pytest.mark.parametrize("name", ["-x", "../etc/passwd", "a b", "", "a;b", "a/b", ".x", "x" * 200])
def test_only_names_are_asked_about(name: str) -> None:
    assert changes_of("apt", name) is None
    assert changes_of("rm", "postfix") is None


def test_changes_are_what_the_host_has(made: FakeHost) -> None:
    def ask(package: str) -> Any:
        given = {"manager": "apt", "package": package}
        script = facts_script((CHANGES,), "m4rk", given=given)
        told = parse_told(made.run(script).stdout, "m4rk", {})
        return CHANGES.parse(told.answers["changes"])

    docs = made.folder / "doc" / "postfix"
    docs.mkdir(parents=True)
    (docs / "changelog.Debian").write_text("postfix (3.7.10)\n\n  * fixed \x1b[31m\n")
    made.replace["/usr/share/doc/"] = f"{made.folder}/doc/"
    made.command("apt-cache", "exit 100")
    found = ask("postfix")
    assert isinstance(found, Changes)
    assert found.installed == ("postfix (3.7.10)", "", "  * fixed \u241b[31m")
    assert isinstance(ask("exim4"), Failed)
    assert isinstance(ask("../doc/postfix"), Failed)


def test_patches_about_other_packages_are_left_out() -> None:
    text = (
        "Information for patch A-1:\nName : A-1\nConflicts : openssl.x86_64 < 2\n"
        "Information for patch B-2:\nName : B-2\nConflicts : less < 2\n"
    )
    found = CHANGES.parse(answers(package="less", advisories=text))
    assert isinstance(found, Changes)
    assert found.advisories[0] == "Information for patch B-2:"
    assert len(found.advisories) == 3


def test_reading_never_fetches() -> None:
    for one in managers():
        assert one.refresh == () or " ".join(one.refresh) not in one.script + one.changes


def test_long_answers_are_quick() -> None:
    plan = "".join(f"Inst p{at} [1] (2 Debian:12/stable [all])\n" for at in range(20_000))
    listed = "".join(f"p{at}/stable 2 all [upgradable from: 1]\n" for at in range(20_000))
    odd = ("Inst " + "(" * 100_000 + "\n" + " [" * 100_000 + "\n") * 3
    begun = time.process_time()
    found = parsed(has_apt="", apt_plan=odd + plan, apt_list=odd + listed)
    assert len(found.pending[0].updates) >= 19_990
    assert time.process_time() - begun < 5

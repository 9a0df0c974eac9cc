"""The script that a host keeps: what is over ends, all else stays as it is, byte for byte."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from relaytui.facts.own import FOLDER
from relaytui.layers.keeper_script import KEEPER_TEXT
from relaytui.lists.dated import blocks_text, ends, remark, without

SHELLS = [one for one in (["dash"], ["bash"], ["busybox", "ash"]) if shutil.which(one[0])]
#: Programs that note how they were called, and fail where a file says so.
FAKE = """#!/bin/sh
printf '%s' "${0##*/}" >>HOME/called
for word; do printf ' [%s]' "$word" >>HOME/called; done
echo >>HOME/called
if [ "${0##*/}" = nft ] && [ "$1" = -f ]; then cat >HOME/given; fi
if [ "${0##*/}" = nft ] && [ "$1" = list ]; then [ -e HOME/has-table ]; exit; fi
[ ! -e "HOME/fails-${0##*/}" ]
"""
PROGRAMS = ("fail2ban-client", "firewall-cmd", "ipset", "nft", "ufw", "postfix", "postmap",
            "smtpctl", "systemctl")  # fmt: skip
PAST, FUTURE = 1_000_000_000, 9_000_000_000


class Host:
    """The script's host: its folder and its programs are the test's."""

    def __init__(self, home: Path, shell: list[str]) -> None:
        self.home, self.shell = home, shell
        self.tools = home / "tools"
        self.tools.mkdir()
        for name in PROGRAMS:
            program = self.tools / name
            program.write_text(FAKE.replace("HOME", str(home)))
            program.chmod(0o755)
        text = KEEPER_TEXT.replace(FOLDER, str(home)).replace("PATH=", f"PATH={self.tools}:")
        (home / "keep").write_text(text)

    def write(self, name: str, text: str) -> Path:
        path = self.home / name
        path.write_bytes(os.fsencode(text))
        return path

    def keep(self, *words: str) -> list[str]:
        """Run it; what it has called."""
        called = self.home / "called"
        called.unlink(missing_ok=True)
        run = subprocess.run([*self.shell, self.home / "keep", *words], capture_output=True,
                             timeout=30)  # fmt: skip
        assert run.stderr == b""
        return called.read_text().splitlines() if called.exists() else []


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[-1])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    return Host(tmp_path, request.param)


def test_entries_that_are_over_go_with_their_remark(host: Host) -> None:
    text = (
        f"\ufeff# head\r\n# relaytui until={PAST} by=a x\n192.0.2.1 REJECT\n"
        f"# relaytui until={FUTURE} by=a\n192.0.2.2 REJECT\n192.0.2.3 REJECT\n"
        "# relaytui until=0 by=a\n192.0.2.4 REJECT\n"
        f"# relaytui until={PAST} by=a\n# a note\n#off 192.0.2.5 REJECT\n"
        f"# relaytui until={PAST} by=a\n192.0.2.6 REJECT\n   goes on\n\n"
        f"# relaytui until={PAST} by=a\n\n192.0.2.7 OK\n"
        f"# relaytui until={PAST} by=a\n# relaytui until={PAST} by=b\n192.0.2.8 \udcff\n  # odd"
    )
    left = (
        f"\ufeff# head\r\n# relaytui until={FUTURE} by=a\n192.0.2.2 REJECT\n192.0.2.3 REJECT\n"
        "# relaytui until=0 by=a\n192.0.2.4 REJECT\n# a note\n\n\n192.0.2.7 OK\n  # odd\n"
    )
    path = host.write("a list.cidr", text)
    path.chmod(0o640)
    host.write("lists", f"postfix /etc/postfix {path}\n")
    assert host.keep() == [
        "postfix [-c] [/etc/postfix] [status]", "postfix [-c] [/etc/postfix] [reload]",
    ]  # fmt: skip
    assert path.read_bytes() == os.fsencode(left)
    assert path.stat().st_mode & 0o777 == 0o640
    assert host.keep() == []
    assert path.read_bytes() == os.fsencode(left)
    assert not (host.home / "again").exists()


def test_a_link_stays_one_and_other_lists_are_left(host: Host) -> None:
    path = host.write("real", f"# relaytui until={PAST} by=a\n192.0.2.1\n192.0.2.2")
    other = host.write("other", "192.0.2.1 # relaytui until=1 by=a\nlast")
    (host.home / "link").symlink_to("real")
    host.write("lists", f"file - {host.home}/link\nopensmtpd bad {other}\nfile - /nowhere\n")
    inode = other.stat().st_ino
    assert host.keep() == []
    assert (host.home / "link").is_symlink()
    assert path.read_text() == "192.0.2.2\n"
    assert other.stat().st_ino == inode


def test_what_can_not_be_made_effective_is_tried_again(host: Host) -> None:
    path = host.write("list", f"# relaytui until={PAST} by=a\n192.0.2.1\n")
    host.write("lists", f"opensmtpd bad {path}\n")
    (host.home / "fails-smtpctl").touch()
    assert host.keep() == ["smtpctl [update] [table] [bad]"]
    assert host.keep() == ["smtpctl [update] [table] [bad]"]
    (host.home / "fails-smtpctl").unlink()
    assert host.keep() == ["smtpctl [update] [table] [bad]"]
    assert host.keep() == []


def test_ends(host: Host) -> None:
    rule = 'rule family="ipv4" source address="192.0.2.1" port port="25" protocol="tcp" drop'
    hostile = "$(touch owned) `id` ; * \\n"
    host.write("ends", f"{PAST} fail2ban-ignore postfix 192.0.2.1\n{FUTURE} ipset mad 192.0.2.9\n"
               f"{PAST} firewalld public {rule}\n{PAST} ipset {hostile}\nnone at all\n"
               f"{PAST} nft inet:relay block4 192.0.2.1\n{PAST} ufw 25,465 192.0.2.1\n"
               f"{PAST} firewalld-set bad 192.0.2.1\n")  # fmt: skip
    zone = "[--zone=public]"
    assert host.keep() == [
        "fail2ban-client [set] [postfix] [delignoreip] [192.0.2.1]",
        f"firewall-cmd {zone} [--remove-rich-rule={rule}]",
        f"firewall-cmd [--permanent] {zone} [--remove-rich-rule={rule}]",
        "ipset [del] [$(touch] [owned) `id` ; * \\n] [-exist]",
        "nft [delete] [element] [inet] [relay] [block4] [{ 192.0.2.1 }]",
        "ufw [delete] [deny] [proto] [tcp] [from] [192.0.2.1] [to] [any] [port] [25,465]",
        "firewall-cmd [--ipset=bad] [--remove-entry=192.0.2.1]",
        "firewall-cmd [--permanent] [--ipset=bad] [--remove-entry=192.0.2.1]",
    ]
    assert (host.home / "ends").read_text() == f"{FUTURE} ipset mad 192.0.2.9\n"
    assert host.keep() == []


def test_what_can_not_be_ended_is_tried_for_a_day(host: Host) -> None:
    late = int(subprocess.check_output(["date", "+%s"])) - 60
    lines = f"{late} ipset mad 192.0.2.1\n"
    host.write("ends", f"{PAST} ipset mad 192.0.2.2\n{lines}")
    (host.home / "fails-ipset").touch()
    assert len(host.keep()) == 2
    assert (host.home / "ends").read_text() == lines


def test_the_table_comes_back_only_where_it_is_gone(host: Host) -> None:
    host.write("blocks", f"{PAST} 4 192.0.2.1 a|b|1\n0 4 192.0.2.0/24 a|x y|1\n"
               f"{FUTURE} 6 2001:db8::1 a|b|1\n")  # fmt: skip
    assert host.keep()[-1] == "nft [-f] [-]"
    given = (host.home / "given").read_text()
    assert 'add element inet relaytui block4 { 192.0.2.0/24 comment "a|x y|1" }' in given
    assert "192.0.2.1 " not in given
    assert "add element inet relaytui block6 { 2001:db8::1 timeout " in given
    (host.home / "has-table").touch()
    assert host.keep() == ["nft [list] [table] [inet] [relaytui]"]


def test_it_retires_only_when_nothing_is_left(host: Host) -> None:
    host.write("ends", f"{FUTURE} ipset mad 192.0.2.9\n")
    host.write("blocks", "0 4 192.0.2.1 a\n")
    timer, service = "relaytui-keep.timer", "relaytui-keep.service"
    assert host.keep("retire", timer) == host.keep("retire", service) == []
    (host.home / "blocks").unlink()
    assert host.keep("retire", service) == ["systemctl [disable] [relaytui-keep.service]"]
    assert host.keep("retire", timer) == []
    host.write("ends", "")
    assert host.keep("retire", timer) == ["systemctl [disable] [--now] [relaytui-keep.timer]"]


def test_remarks_and_their_entries() -> None:
    line = remark(12.4, "ops@ba stion", "why\nnot \u202e")
    assert line == "# relaytui until=12 by=ops@ba_stion why_not _"
    text = f"{line}\n192.0.2.1 REJECT\n192.0.2.2 REJECT\n# relaytui until=0 by=x\n# a\n192.0.2.3\n"
    assert ends(text) == {2: 12, 6: 0}
    assert without(text, [(text.index("192.0.2.3"), len(text))]).endswith("192.0.2.2 REJECT\n# a\n")
    assert blocks_text(text, ["192.0.2.1", "192.0.2.3"], ["a"]) == "192.0.2.2 REJECT\n# a\na\n"

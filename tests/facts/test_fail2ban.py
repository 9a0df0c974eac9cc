"""fail2ban asked of a host that is played: what is found, and how seldom its client is run."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from relaytui.domain.finding import Absent, Failed
from relaytui.engine.asking import Asking
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.fail2ban import FAIL2BAN, Fail2ban, parse_fail2ban
from relaytui.facts.fail2ban_blind import blindness
from relaytui.ssh.link import Link
from tests.facts.fake_host import FakeHost

SHELLS = [
    words
    for words in (("dash",), ("bash", "--posix"), ("busybox", "ash"))
    if shutil.which(words[0])
]
_SUDO = """Sudoers entry:
    RunAsUsers: root
    Options: !authenticate
    Commands:
        ALL
"""
_CLIENT = r"""
case "$*" in
banned) cat {0}/banned 2>/dev/null || { echo 'Invalid command'; exit 255; } ;;
status) printf 'Status\n|- Number of jail:\t2\n`- Jail list:\tpostfix-sasl, sshd\n' ;;
get*--with-time) cat {0}/times ;;
get*ignoreip) printf 'These IP addresses/networks are ignored:\n`- 127.0.0.0/8\n' ;;
status*) printf 'Status for the jail: %s\n|- Filter\n|  |- Currently failed:\t1\n' "$2"
  printf '|  `- Total failed:\t7\n`- Actions\n   `- Banned IP list:\t192.0.2.1\n' ;;
esac
"""
ONE = "[{'sshd': []}, {'postfix-sasl': ['192.0.2.1']}]\n"
TWO = "[{'sshd': []}, {'postfix-sasl': ['192.0.2.1', 'not-a-ip']}]\n"
TIMES = "192.0.2.1 \t2027-01-15 08:00:00 + 600 = 2027-01-15 08:10:00\n"


class Played(FakeHost):
    """A host with fail2ban; its server listens while `server` is open."""

    def __init__(self, folder: Path, shell: tuple[str, ...] = ("sh",), uid: int = 1000) -> None:
        super().__init__(folder, shell, uid)
        self.path = folder / "socket"
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(self.path))
        self.server.listen()
        self.replace |= {
            "/var/run/fail2ban/fail2ban.sock": str(self.path),
            "/var/lib/fail2ban/fail2ban.sqlite3": f"{folder}/base",
            "cd /etc/fail2ban": f"cd {folder}/etc",
            "/proc/self/stat": f"{folder}/none",  # so that a run costs 150 ms
        }
        self.command("fail2ban-client", _CLIENT.replace("{0}", str(folder)))
        (folder / "sudo").write_text(_SUDO)
        (folder / "etc").mkdir()
        self.write("banned", ONE)
        self.write("times", TIMES)
        self.write("base", "1")
        self.asking = Asking()

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def look(self, seconds: int = 0) -> Any:
        """What is found that much later."""
        self.now += seconds
        return self.asking.ask(cast("Link", self), [FAIL2BAN])[FAIL2BAN.name]

    def asked(self) -> list[str]:
        """What its client was run with since the last call."""
        return [one for one in self.ran("fail2ban-client") if one]


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    host = Played(tmp_path)
    yield host
    host.server.close()


def jail(found: Any, name: str = "postfix-sasl") -> Any:
    assert isinstance(found, Fail2ban), found
    return next(one for one in found.jails if one.name == name)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_all_is_found_at_the_first_look_and_kept(tmp_path: Path, shell: tuple[str, ...]) -> None:
    host = Played(tmp_path, shell)
    first = host.look()
    one = jail(first)
    assert [(str(ban.net), ban.permanent) for ban in one.bans] == [("192.0.2.1", False)]
    assert one.bans[0].until - one.bans[0].since == 600
    assert (one.ignore, one.status.failed_total) == (("127.0.0.0/8",), 7)
    assert jail(first, "sshd").bans == ()
    assert host.asked() == [
        "banned", "get postfix-sasl banip --with-time", "status sshd", "get sshd ignoreip",
        "status postfix-sasl", "get postfix-sasl ignoreip",
    ]  # fmt: skip
    assert host.look(8) == first
    assert host.look(8) == first
    assert host.asked() == []
    host.server.close()


def test_a_new_ban_is_seen_and_only_its_jail_is_asked(played: Played) -> None:
    played.look()
    played.look(60)
    played.asked()
    played.write("base", "12")
    played.write("banned", TWO)
    one = jail(played.look(20))
    assert one.invalid == ("not-a-ip",)
    assert played.asked() == ["banned", "get postfix-sasl banip --with-time"]


def test_a_clock_that_is_put_back_hides_no_ban(played: Played) -> None:
    played.look()
    played.look(7200)
    played.asked()
    played.look(-7190)
    played.write("base", "12")
    played.write("banned", TWO)
    assert jail(played.look(20)).invalid == ("not-a-ip",)
    assert played.look(8) == played.look(8)
    played.asked()
    played.look(8)
    assert played.asked() == []


def test_its_client_takes_no_more_than_its_share(played: Played) -> None:
    played.look()
    played.asked()
    runs = 0
    for number in range(200):  # 1600 s of an attack: the base and the list are others each time
        played.write("base", "x" * number)
        played.write("banned", ONE.replace("192.0.2.1", f"192.0.2.{number}"))
        played.look(8)
        runs += len(played.asked())
    assert 40 < runs <= 80  # 75 runs of 150 ms are 0.7 % of 1600 s
    assert jail(played.look(90)).bans[0].net.last & 255 == 199


def test_a_stopped_server_is_seen_at_once_and_asked_nothing(played: Played) -> None:
    played.replace["  on=no"] = "  on=yes"  # as it is started at boot
    played.look()
    played.asked()
    played.server.close()  # its socket stays in the folder, as after kill -9
    found = played.look(8)
    assert isinstance(found, Failed)
    assert found.reason.startswith("fail2ban is not running")
    assert played.asked() == []


def test_a_server_that_nobody_starts_is_not_missed(played: Played) -> None:
    played.replace['if [ -e "$link" ] || [ -L "$link" ]'] = "if false"  # whatever is here
    played.server.close()
    assert isinstance(played.look(8), Absent)


def test_one_who_may_not_is_told_so_without_a_run(played: Played) -> None:
    played.write("sudo", "")
    played.path.chmod(0o600)
    played.replace['[ ! -w "$socket" ] || may=yes'] = "[ ! -u / ] || may=yes"
    found = played.look()
    assert isinstance(found, Failed)
    assert found.reason == "no permission: sudo fail2ban-client"
    assert played.asked() == []


def test_a_version_without_banned_is_asked_jail_by_jail(played: Played) -> None:
    (played.folder / "banned").unlink()
    one = jail(played.look())
    assert [str(ban.net) for ban in one.bans] == ["192.0.2.1"]
    played.asked()
    assert [str(ban.net) for ban in jail(played.look(200)).bans] == ["192.0.2.1"]
    assert "banned" not in played.asked()
    played.write("times", "year 4461763 is out of range\n")
    assert [str(ban.net) for ban in jail(played.look(200)).bans] == ["192.0.2.1"]


def test_what_is_not_there_is_absent_and_what_fails_says_why() -> None:
    assert isinstance(parse_fail2ban(Answers({})), Absent)
    server = Answer(0, b"lives yes\nmay yes\nsocket /x")
    for said, words in (
        (Answer(255, b"ERROR   Permission denied to socket: /x, (you must be root)"), "no perm"),
        (Answer(1, b"sudo: a password is required"), "no permission"),
        (Answer(124), "fail2ban does not answer: no answer in time"),
        (Answer(255, b"boom"), "fail2ban does not answer: boom"),
        (Answer(), "fail2ban was not asked yet"),
    ):
        found = parse_fail2ban(Answers({"server": server, "banned": said}))
        assert isinstance(found, Failed)
        assert found.reason.startswith(words)


def test_a_filter_that_asks_for_the_wrong_unit_is_blind() -> None:
    units = frozenset({"postfix@-.service", "ssh.service"})
    one = "_SYSTEMD_UNIT=postfix.service"
    assert "postfix.service, but lines are under postfix@-.service" in blindness([one], units)
    assert "which does not run" in blindness(["_SYSTEMD_UNIT=dovecot.service"], units)
    assert not blindness([one, "_SYSTEMD_UNIT=postfix@-.service"], units)
    assert not blindness(["_SYSTEMD_UNIT=sshd.service", "_COMM=sshd"], units)
    assert not blindness([one], frozenset())

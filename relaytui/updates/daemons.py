"""Mail daemons that still run an older version than the one that is installed.

A daemon that was started before its package was installed runs what was there before. What that
was stands in the package manager's own log, where an account may read it.
"""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

import msgspec

from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answer, Answers
from relaytui.updates.base import word
from relaytui.updates.times import times

#: By the name of the main process, the packages that it comes from.
DAEMONS = {
    "master": ("postfix",),
    "exim4": ("exim4-daemon-light", "exim4-daemon-heavy"),
    "exim": ("exim", "exim4"),
    "smtpd": ("opensmtpd",),
    "sendmail": ("sendmail", "sendmail-bin"),
    "sendmail-mta": ("sendmail-bin",),
    "dovecot": ("dovecot", "dovecot-core"),
    "rspamd": ("rspamd",),
    "opendkim": ("opendkim",),
    "opendmarc": ("opendmarc",),
    "clamd": ("clamav-daemon", "clamav", "clamd"),
    "saslauthd": ("sasl2-bin", "cyrus-sasl", "cyrus-sasl-saslauthd"),
}
PACKAGES = tuple(dict.fromkeys(name for names in DAEMONS.values() for name in names))
_CASES = "|".join(f'*"({one})"*' for one in DAEMONS)
_NAMES = " ".join(PACKAGES)
_EITHER = "|".join(PACKAGES)
#: Seconds by which a start may be told wrongly: the clock was set meanwhile, and rounding.
DOUBT = 5.0

SCRIPT = rf"""
if [ -r /proc/stat ]; then
  ask daemons sh -c 'for one in /proc/[0-9]*/stat; do if read -r line <"$one"; then
    case $line in {_CASES}) printf "%s\n" "$line" ;; esac; fi; done 2>/dev/null'
  ask boot grep '^btime ' /proc/stat
  if have getconf; then ask ticks getconf CLK_TCK; fi
else
  ask daemons ps -axo pid=,ppid=,etimes=,ucomm=
fi
names='{_NAMES}'
if [ -s /var/lib/dpkg/status ]; then
  ask dpkg dpkg-query -W -f '${{Package}} ${{Version}} ${{db:Status-Status}}\n' $names
  ask dpkg-times sh -c 'cd /var/lib/dpkg/info && for one; do
    stat -c "%Y %n" "$one.list" "$one":*.list 2>/dev/null; done' sh $names
  ask dpkg-log grep -hE ' upgrade ({_EITHER})(:| )' /var/log/dpkg.log.1 /var/log/dpkg.log
fi
if have rpm; then
  ask rpm rpm -q --qf '%{{NAME}} %{{VERSION}}-%{{RELEASE}} %{{INSTALLTIME}}\n' $names
  ask rpm-log grep -hE ' Upgraded: ({_EITHER})-' /var/log/dnf.rpm.log.1 /var/log/dnf.rpm.log
fi
if have pacman; then
  ask pacman-log grep -hE '\[ALPM\] upgraded ({_EITHER}) ' /var/log/pacman.log
fi
if [ -s /var/db/pkg/local.sqlite ]; then ask pkg pkg query '%n %v %t' $names; fi
"""


class Outdated(msgspec.Struct, frozen=True):
    """A daemon that was started before its package was installed; both times are seconds since
    the epoch by the host's clock. `runs` is empty where nothing tells what is running."""

    package: SafeText
    installed: SafeText
    started: float
    installed_at: float
    runs: SafeText = SafeText("")

    @property
    def words(self) -> SafeText:
        """What it is, and what to do."""
        if self.runs:
            return SafeText(
                f"{self.package} runs {self.runs}, installed {self.installed}: restart it"
            )
        return SafeText(
            f"{self.package} was started before {self.installed} was installed: restart it"
        )


class _Package(msgspec.Struct):
    version: str
    at: float
    upgrades: list[tuple[float, str]] = []


def outdated(answers: Answers) -> list[Outdated]:
    """All such daemons of a host."""
    packages = _packages(answers)
    found = []
    for daemon, started in _started(answers).items():
        for name in DAEMONS[daemon]:
            one = packages.get(name)
            if one is None or started + DOUBT >= one.at:
                continue
            runs = next((old for at, old in sorted(one.upgrades) if at > started), "")
            found.append(Outdated(word(name), word(one.version), started, one.at, word(runs)))
    return found


def _started(answers: Answers) -> dict[str, float]:
    """When the first process of each daemon was started."""
    found: dict[str, float] = {}
    for comm, started in _processes(answers):
        if comm in DAEMONS and started < found.get(comm, float("inf")):
            found[comm] = started
    if "master" in found:  # its children have that name too
        found.pop("smtpd", None)
    return found


def _processes(answers: Answers) -> Iterator[tuple[str, float]]:
    """`PID (COMM) S PPID …` with the start as the 22nd field, in ticks since boot; or of ps:
    `PID PPID ELAPSED COMM`."""
    boot = answers["boot"].text.removeprefix("btime ").strip()
    ticks = answers["ticks"].text.strip()
    per_second = int(ticks) if ticks.isdecimal() and int(ticks[:6]) > 0 else 100
    for line in answers["daemons"].lines[:10_000]:
        head, bracket, rest = line.rpartition(") ")
        fields = rest.split()
        if bracket and boot.isdecimal() and len(fields) > 19 and fields[19].isdecimal():
            yield head.partition(" (")[2], int(boot[:12]) + int(fields[19][:18]) / per_second
        elif len(words := line.split(None, 3)) == 4 and words[2].isdecimal():
            yield words[3].strip(), answers.now - int(words[2][:12])


def _packages(answers: Answers) -> dict[str, _Package]:
    """Those that are installed, with the moment of it and what was upgraded when."""
    found = _of_dpkg(answers)
    for label in ("rpm", "pkg"):
        for line in answers[label].lines[:500]:
            words = line.split(" ")
            if len(words) == 3 and words[2].isdecimal():
                found[words[0]] = _Package(words[1], float(words[2][:12]))
    for line in answers["rpm-log"].lines[-500:]:
        moment, _, old = line.partition(" ")
        name, _, version = old.rpartition("Upgraded: ")[2].rpartition("-")[0].rpartition("-")
        release = old.rpartition("-")[2].rpartition(".")[0]
        if name in found:
            number = f"{version.rpartition(':')[2]}-{release}"
            _note(found[name], moment, number, answers.zone)
    for line in answers["pacman-log"].lines[-500:]:
        if row := _PACMAN.match(line):
            one = found.setdefault(row[2], _Package(row[4], 0.0))
            one.version = row[4]
            _note(one, row[1], row[3], answers.zone)
            one.at = max((at for at, _ in one.upgrades), default=0.0)
    return found


_PACMAN = re.compile(r"^\[([^\]]{10,30})\] \[ALPM\] upgraded (\S+) \((\S+) -> (\S+)\)$")
_DPKG = re.compile(r"^(\S+ \S+) upgrade ([^\s:]+)\S* (\S+) (\S+)$")


def _of_dpkg(answers: Answers) -> dict[str, _Package]:
    listed = _list_times(answers["dpkg-times"])
    found = {}
    for line in answers["dpkg"].lines[:500]:
        words = line.split(" ")
        if len(words) == 3 and words[2] == "installed" and words[0] in listed:
            found[words[0]] = _Package(words[1], listed[words[0]])
    for line in answers["dpkg-log"].lines[-500:]:
        if (row := _DPKG.match(line)) and row[2] in found:
            _note(found[row[2]], row[1], row[3], answers.zone)
    return found


def _list_times(answer: Answer) -> dict[str, float]:
    """dpkg writes `NAME.list` or `NAME:ARCH.list` when it unpacks a package."""
    return {path.removesuffix(".list").partition(":")[0]: at for path, at in times(answer).items()}


def _note(package: _Package, moment: str, old: str, zone: tzinfo) -> None:
    """Note an upgrade; a time without a zone is the host's own."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return
    package.upgrades.append(((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp(), old))

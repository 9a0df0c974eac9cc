"""The machine below the mail server: disks, load, which servers run, which ports listen.

All of it is world-readable, and costs a host some 10 ms a look.
"""

import re
from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact

#: Processes by what they are; Postfix's `master` and `smtpd` are names that others have too.
SERVERS = {
    "qmgr": "postfix", "exim": "exim", "exim4": "exim", "sendmail": "sendmail",
    "sendmail-mta": "sendmail", "smtpd": "smtpd", "dovecot": "dovecot", "rspamd": "rspamd",
    "fail2ban-server": "fail2ban", "crowdsec": "crowdsec", "firewalld": "firewalld",
    "rsyslogd": "rsyslog", "opendkim": "opendkim", "saslauthd": "saslauthd",
}  # fmt: skip
#: Those of them that take mail.
MAIL_SERVERS = frozenset({"postfix", "exim", "sendmail", "opensmtpd"})

# What may hang on a dead disk has a limit; the rest is read without a program where that goes. For
# its list of ports the kernel goes through all connections where a file is read, not where ss asks.
_SCRIPT = r"""
ask disk df -P -k / /var /var/log /var/spool /var/spool/postfix /tmp
ask inodes df -P -i / /var /var/log /var/spool /var/spool/postfix /tmp
if [ -r /proc/loadavg ]; then read -r line < /proc/loadavg; give load 0 "$line"
else ask load uptime; fi
give cores 0 "$(getconf _NPROCESSORS_ONLN 2>/dev/null)"
if [ -r /proc/self/comm ]; then give ps 0 "$(cat /proc/[0-9]*/comm 2>/dev/null)"
else ask ps ps -A -o comm=; fi
listen=$(ss -H -l -t -n 2>/dev/null) || listen=
if [ -n "$listen" ]; then give listen 0 "$listen"
elif [ -r /proc/net/tcp ]; then
  give listen 0 "$(awk '$4 == "0A" { print $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)"
else ask listen netstat -an -p tcp; fi
if [ -r /proc/uptime ]; then read -r line < /proc/uptime; give uptime 0 "$line"; fi
"""

_HEX_PORT = re.compile(r"^[0-9A-F]{8,32}:([0-9A-F]{4})$")
_BSD_PORT = re.compile(r"\.(\d{1,5})\s+\*\.\*\s+LISTEN")
_SS_PORT = re.compile(r"^LISTEN +\d+ +\d+ +\S{1,60}:(\d{1,5}) ")
_LOAD = re.compile(r"(?:load averages?: )?(\d+[.,]\d+)[ ,]")


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system: sizes in bytes, and the part of its inodes in use (None: it has none)."""

    place: SafeText
    size: int
    used: int
    free: int
    inodes_percent: int | None = None

    @property
    def percent(self) -> int:
        """How full it is for everybody but root, as df counts it."""
        there = self.used + self.free
        return -(-100 * self.used // there) if there > 0 else 0


@dataclass(frozen=True, slots=True)
class Machine:
    """`servers` are those that run, `listening` TCP ports; None is what was not told."""

    disks: tuple[Disk, ...] = ()
    load: float | None = None
    cores: int | None = None
    servers: frozenset[str] = frozenset()
    listening: frozenset[int] | None = None
    #: Seconds since it was booted.
    uptime: float | None = None

    @property
    def mail_servers(self) -> frozenset[str]:
        """Which of the running servers take mail."""
        return self.servers & MAIL_SERVERS

    @property
    def fullest(self) -> Disk | None:
        """The disk with the least room, by bytes or by inodes."""
        return max(self.disks, key=lambda one: max(one.percent, one.inodes_percent or 0),
                   default=None)  # fmt: skip


def parse_machine(answers: Answers) -> Machine | Absent | Failed:
    """The machine."""
    if not answers["ps"].ran:
        return Failed("the answer broke off")
    load = _LOAD.search(answers["load"].text[-200:] + " ")
    return Machine(
        disks=_disks(answers["disk"], answers["inodes"]),
        load=float(load[1].replace(",", ".")) if load else None,
        cores=_whole(answers["cores"].text.strip()),
        servers=_servers(answers["ps"]),
        listening=_listening(answers["listen"]),
        uptime=_seconds(answers["uptime"]),
    )


def _whole(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 18 else None


def _seconds(answer: Answer) -> float | None:
    found = re.match(r"(\d{1,12}(?:\.\d{1,6})?) ", answer.text[:80])
    return float(found[1]) if found else None


def _disks(blocks: Answer, inodes: Answer) -> tuple[Disk, ...]:
    """`df -P`: one line a file system, and the same one once more for each place in it."""
    used_inodes = {row[-1]: _whole(row[4].rstrip("%")) for row in _rows(inodes)}
    found: dict[str, Disk] = {}
    for row in _rows(blocks):
        numbers = [_whole(word) for word in row[1:4]]
        size, used, free = (None if one is None else one * 1024 for one in numbers)
        if size and used is not None and free is not None:
            place = row[-1]
            found.setdefault(
                place, Disk(safe(place, 100), size, used, free, used_inodes.get(place))
            )
    return tuple(found.values())


def _rows(answer: Answer) -> list[list[str]]:
    rows = (line.split(None, 5) for line in answer.lines[1:50])
    return [row for row in rows if len(row) == 6 and row[0] not in ("udev", "devtmpfs")]


def _servers(answer: Answer) -> frozenset[str]:
    names = {line.strip().rpartition("/")[2] for line in answer.lines[:100_000]}
    found = {SERVERS[name] for name in names & SERVERS.keys()}
    if "smtpd" in found:  # Postfix's has a master above it
        found.discard("smtpd")
        if "master" not in names:
            found.add("opensmtpd")
    return frozenset(found)


def _listening(answer: Answer) -> frozenset[int] | None:
    if not answer.stdout:
        return None
    ports = set()
    for line in answer.lines[:20_000]:
        if found := _HEX_PORT.match(line.strip()):
            ports.add(int(found[1], 16))
        elif found := _SS_PORT.match(line) or _BSD_PORT.search(line[:200]):
            ports.add(int(found[1]))
    return frozenset(ports)


MACHINE = Fact("machine", _SCRIPT, parse_machine, every=4.0)

"""What a host is, as far as reading its logs needs it: one script, one round trip.

The answer has a line `WORD VALUE` each:

    clock 1795584018.123456789 +0000     seconds since the epoch, zone
    zone Europe/Berlin                   the zone's name, where one is set
    user ops; groups ops adm
    file PATH r SECONDS SIZE root:adm -rw-r-----   r: readable, s: with sudo only, -: not at all
    journal r SECONDS      time of the last mail entry (0: none); `-`: not readable, `!`: absent
"""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relaytui.ssh.script import Script, script

#: Where mail servers and syslog daemons write by default, and where postlogd does if told to.
LOG_FILES = (
    "/var/log/mail.log",
    "/var/log/maillog",
    "/var/log/mail",
    "/var/log/postfix.log",
    "/var/log/exim4/mainlog",
    "/var/log/exim/mainlog",
    "/var/log/exim/main.log",
)

_BODY = r"""
date '+clock %s.%N %z'
zone=$(cat /etc/timezone 2>/dev/null)
link=$(readlink /etc/localtime 2>/dev/null) && case $link in
*zoneinfo/*) zone=${link#*zoneinfo/} ;; esac
printf 'zone %s\n' "$zone"
printf 'user %s\ngroups %s\n' "$(id -un)" "$(id -Gn)"
root=
sudo -n true >/dev/null 2>&1 && root=1
changed() {
  stat -L -c '%Y %s %U:%G %A' -- "$1" 2>/dev/null || stat -L -f '%m %z %Su:%Sg %Sp' -- "$1"
}
IFS='
'
for file in $files $(postconf -h maillog_file 2>/dev/null); do
  case $file in /dev/*|'') continue ;; esac
  [ -f "$file" ] || continue
  how=-
  if [ -r "$file" ]; then how=r; elif [ -n "$root" ]; then how=s; fi
  printf 'file %s %s %s\n' "$file" "$how" "$(changed "$file")"
done
last() { "$@" journalctl --quiet --no-pager -o short-unix -n 1 SYSLOG_FACILITY=2 2>/dev/null; }
if ! command -v journalctl >/dev/null 2>&1; then echo 'journal !'; exit 0; fi
seen=$(last env); how=r
if [ -z "$seen" ] && ! journalctl -q -n 1 _UID=0 -o cat 2>/dev/null | grep -q .; then
  how=-
  if [ -n "$root" ]; then seen=$(last sudo -n); [ -n "$seen" ] && how=s; fi
  ls -d /var/log/journal/*/ /run/log/journal/*/ >/dev/null 2>&1 || how='!'
fi
seen=${seen%% *}
printf 'journal %s %s\n' "$how" "${seen:-0}"
"""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A log file: `how` is `r` readable, `s` with sudo, `-` not; `changed` in seconds."""

    path: str
    how: str
    changed: float
    size: int
    owner: str
    mode: str


@dataclass(frozen=True, slots=True)
class HostProbe:
    """The answer. `clock` is the host's time when it was asked (seconds since the epoch)."""

    clock: float | None = None
    offset: str = "+0000"
    zone: str = ""
    user: str = ""
    groups: tuple[str, ...] = ()
    files: tuple[FoundFile, ...] = ()
    journal: str = "!"
    journal_last: float = 0.0

    def tzinfo(self) -> tzinfo:
        """The host's zone: by name where it is known here, else its offset of now."""
        if self.zone and not self.zone.startswith(("/", ".")):
            try:
                return ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                pass
        found = re.fullmatch(r"([+-])(\d\d)(\d\d)", self.offset)
        if not found:
            return UTC
        minutes = int(found[2]) * 60 + int(found[3])
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))


def probe_script(files: tuple[str, ...] = LOG_FILES) -> Script:
    """The script `log-probe`; value: files, one a line."""
    return script("log-probe", _BODY, files="\n".join(files))


def _number(word: str) -> float:
    found = re.match(r"-?\d{1,15}(\.\d{1,9})?", word)
    return float(found[0]) if found else 0.0


def _file(words: list[str]) -> FoundFile | None:
    if len(words) < 6:
        return None
    path, how, changed, size, owner, mode = words[:6]
    return FoundFile(path, how, _number(changed), int(_number(size)), owner, mode)


def parse_probe(stdout: bytes) -> HostProbe:
    """What the script said; lines that it could not say are passed over."""
    values: dict[str, list[str]] = {}
    files: list[FoundFile] = []
    for line in stdout.decode("utf-8", "backslashreplace").split("\n"):
        word, _, rest = line.partition(" ")
        if word == "file":
            found = _file(rest.split(" "))
            if found and found.path not in [one.path for one in files]:
                files.append(found)
        elif word:
            values[word] = rest.split()
    clock = values.get("clock") or ["", "+0000"]
    journal = values.get("journal") or ["!"]
    return HostProbe(
        clock=_number(clock[0]) or None,
        offset=clock[-1],
        zone=" ".join(values.get("zone", [])),
        user=" ".join(values.get("user", [])),
        groups=tuple(values.get("groups", [])),
        files=tuple(files),
        journal=journal[0],
        journal_last=_number(journal[1]) if len(journal) > 1 else 0.0,
    )

"""What a host is, as far as reading its logs needs it: one script, one round trip.

The answer has a line `WORD VALUE` each:

    clock 1795584018.123456789 +0000     seconds since the epoch, zone
    zone Europe/Berlin                   the zone's name, where one is set
    user ops; groups ops adm
    kept                                 a folder of our changes is there
    file PATH r SECONDS SIZE root:adm -rw-r-----   r: readable, s: with sudo only, -: not at all
    journal r SECONDS      time of the last mail entry (0: none); `-`: not readable, `!`: absent
"""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relaytui.facts.containers import LOOK_FOR_CONTAINERS, FoundContainer, parse_container
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

#: What the script does. sudo is tried only where it is needed: for an account that may not, each
#: try is a mail to root.
BODY = (
    LOOK_FOR_CONTAINERS
    + r"""
date '+clock %s.%N %z'
zone=$(cat /etc/timezone 2>/dev/null)
link=$(readlink /etc/localtime 2>/dev/null) && case $link in
*zoneinfo/*) zone=${link#*zoneinfo/} ;; esac
printf 'zone %s\n' "$zone"
if [ -d /var/lib/relaytui ]; then echo kept; fi
printf 'user %s\ngroups %s\n' "$(id -un)" "$(id -Gn)"
changed() {
  stat -L -c '%Y %s %U:%G %A' -- "$1" 2>/dev/null || stat -L -f '%m %z %Su:%Sg %Sp' -- "$1"
}
last() { "$@" journalctl --quiet --no-pager -o short-unix -n 1 SYSLOG_FACILITY=2 2>/dev/null; }
IFS='
'
files="$files
$(postconf -h maillog_file 2>/dev/null)"
readable= hidden=
for file in $files; do
  case $file in /dev/*|'') continue ;; esac
  if [ -r "$file" ]; then readable=1; elif [ -f "$file" ]; then hidden=1; fi
done
journal=! seen=
if command -v journalctl >/dev/null 2>&1; then
  seen=$(last env)
  if [ -n "$seen" ] || journalctl -q -n 1 _UID=0 -o cat 2>/dev/null | grep -q .; then journal=r
  elif ls -d /var/log/journal/*/ /run/log/journal/*/ >/dev/null 2>&1; then journal=-; fi
fi
root=
if [ -z "$readable" ] && [ "$journal" != r ] || [ "$must$hidden" = file1 ] ||
  [ "$must$journal" = journal- ]; then
  sudo -n true >/dev/null 2>&1 && root=1
fi
for file in $files; do
  case $file in /dev/*|'') continue ;; esac
  [ -f "$file" ] || continue
  how=-
  if [ -r "$file" ]; then how=r; elif [ -n "$root" ]; then how=s; fi
  printf 'file %s %s %s\n' "$file" "$how" "$(changed "$file")"
done
if [ "$journal" = - ] && [ -n "$root" ]; then
  seen=$(last sudo -n); [ -n "$seen" ] && journal=s
fi
seen=${seen%% *}
printf 'journal %s %s\n' "$journal" "${seen:-0}"
"""
)


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
    containers: tuple[FoundContainer, ...] = ()
    #: Container engines, each with `r`, `s` or `-` as a file's `how`.
    engines: tuple[tuple[str, str], ...] = ()
    journal_last: float = 0.0
    #: Whether a change of ours has left its folder there.
    kept: bool = False

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


def probe_script(wish: str = "auto", container: str = "auto") -> Script:
    """The script `log-probe`; `wish` is `auto`, `journal` or a path, `container` a name, `auto`
    or `none`.

    Values: files, one a line; must, `journal` or `file` where sudo is worth a try for it; and
    container.
    """
    files = LOG_FILES if wish in ("auto", "journal") else (wish,)
    must = {"auto": "", "journal": "journal"}.get(wish, "file")
    return script("log-probe", BODY, files="\n".join(files), must=must, container=container)


def _number(word: str) -> float:
    found = re.match(r"-?\d{1,15}(\.\d{1,9})?", word)
    return float(found[0]) if found else 0.0


def _file(rest: str) -> FoundFile | None:
    words = rest.rsplit(" ", 5)  # a path may hold blanks
    if len(words) < 6:
        return None
    path, how, changed, size, owner, mode = words
    return FoundFile(path, how, _number(changed), int(_number(size)), owner, mode)


def parse_probe(stdout: bytes) -> HostProbe:
    """What the script said; lines that it could not say are passed over."""
    values: dict[str, list[str]] = {}
    files: list[FoundFile] = []
    containers: list[FoundContainer] = []
    engines: dict[str, str] = {}
    for line in stdout.decode("utf-8", "backslashreplace").split("\n"):
        word, _, rest = line.partition(" ")
        if word == "file":
            found = _file(rest)
            if found and found.path not in [one.path for one in files]:
                files.append(found)
        elif word == "container":
            containers += parse_container(rest)
        elif word == "engine":
            engine, _, how = rest.partition(" ")
            engines[engine] = how
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
        containers=tuple(containers[:200]),
        engines=tuple(engines.items()),
        journal_last=_number(journal[1]) if len(journal) > 1 else 0.0,
        kept="kept" in values,
    )

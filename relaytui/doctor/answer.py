"""What a host said to doctor, as values. Nothing a host sends can make this raise."""

import re
from dataclasses import dataclass, field

from relaytui.doctor.said import WIDTH, Said, number
from relaytui.doctor.script import SERVERS, TOOLS
from relaytui.domain.text import SafeText, decode, safe
from relaytui.facts.rights import TRIALS
from relaytui.facts.sudo_list import Allowed, parse_sudo_list
from relaytui.sources.probe import HostProbe, parse_probe

_NOTHING = SafeText("")
_STAMP = re.compile(r"^\d{4}[-/]\d\d[-/]\d\d[ T]\S+ ")
_TOOLS, _SERVERS = frozenset(TOOLS.split()), frozenset(SERVERS.split())
_TRIALS = frozenset(TRIALS)
_MANAGERS = frozenset(("apt", "dnf", "zypper", "pacman", "apk", "pkg"))
# The 6 of ip6tables is none; the 1.0.6 of v1.0.6 is one.
_VERSION = re.compile(r"(?<![A-Za-uw-z\d])\d+(?:\.\d+)*[A-Za-z0-9._+~-]*")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a command said: its exit status, and the first line of its complaint."""

    status: int
    words: SafeText


@dataclass(frozen=True, slots=True)
class Disk:
    """A place, and how full it is in percent: bytes, and inodes (None: not told)."""

    place: SafeText
    percent: int
    inodes: int | None


@dataclass(frozen=True, slots=True)
class SudoAnswer:
    """What `sudo -n -ll` said: whether it answered, its complaint, and its list."""

    status: int
    words: SafeText
    allowed: tuple[Allowed, ...]


@dataclass(frozen=True, slots=True)
class HostAnswer:
    """Everything. What was not told is empty; `clocks` are the host's own times at the begin
    and the end of the script, in seconds since the epoch."""

    probe: HostProbe = field(default_factory=HostProbe)
    user: SafeText = _NOTHING
    groups: tuple[SafeText, ...] = ()
    uid: int | None = None
    kernel: SafeText = _NOTHING
    system: SafeText = _NOTHING
    shell: SafeText = _NOTHING
    tools: dict[str, SafeText] = field(default_factory=dict)
    versions: dict[str, SafeText] = field(default_factory=dict)
    runs: frozenset[str] = frozenset()
    trials: dict[str, Trial] = field(default_factory=dict)
    queue: SafeText | None = None
    maps: tuple[tuple[str, SafeText], ...] = ()
    last: dict[str, SafeText] = field(default_factory=dict)
    disks: tuple[Disk, ...] = ()
    read_only: bool = False
    metadata: dict[str, float] = field(default_factory=dict)
    max_sessions: int | None = None
    sudo: SudoAnswer | None = None
    clocks: tuple[float, float] | None = None
    jails: tuple[SafeText, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class RootAnswer:
    """What the second script saw as root."""

    trials: dict[str, Trial] = field(default_factory=dict)
    journal_last: float | None = None
    max_sessions: int | None = None
    jails: tuple[SafeText, ...] = ()


def parse_answer(stdout: bytes) -> HostAnswer:
    """The answer of `doctor_script`."""
    said = Said(stdout)
    probe = parse_probe(said.beginning)
    begin, end = said.number("clock"), said.number("clock-end")
    queue = [line.partition(" ")[2] for line in said.all("queue")]
    return HostAnswer(
        probe=probe,
        user=safe(probe.user, 64),
        groups=tuple(safe(one, 64) for one in probe.groups[:100]),
        uid=said.whole("uid"),
        kernel=safe(said.one("uname"), 120),
        system=_os_name(said.all("os")),
        shell=safe(said.one("shell"), 120),
        tools={name: safe(path, 200) for name, path in said.known("tool", _TOOLS).items()},
        versions={name: _version(words) for name, words in said.known("version", _TOOLS).items()},
        runs=frozenset(said.all("runs")) & _SERVERS,
        trials=_trials(said),
        queue=safe(queue[0], 200) if queue else None,
        maps=tuple(
            (line[0], safe(line[2:], 200))
            for line in said.all("map")[:100]
            if line[:2] in ("r ", "- ", "! ")
        ),
        last=_last(said.all("last"), probe),
        disks=tuple(one for one in map(_disk, said.all("disk")[:20]) if one),
        read_only=bool(said.all("read-only")),
        metadata={
            name: number(when) or 0.0 for name, when in said.known("metadata", _MANAGERS).items()
        },
        max_sessions=said.whole("maxsessions"),
        sudo=_sudo(said),
        clocks=None if begin is None or end is None else (begin, end),
        jails=_jails(said),
        complete=end is not None,
    )


def parse_root(stdout: bytes) -> RootAnswer:
    """The answer of `root_script`."""
    said = Said(stdout)
    return RootAnswer(
        trials=_trials(said),
        journal_last=said.number("journal-last"),
        max_sessions=said.whole("maxsessions"),
        jails=_jails(said),
    )


def _jails(said: Said) -> tuple[SafeText, ...]:
    """fail2ban's jails, as it tells root."""
    names = said.one("jails").replace(",", " ").split()
    return tuple(safe(one, 64) for one in names[:100])


def _os_name(lines: list[str]) -> SafeText:
    names = dict(line.partition("=")[::2] for line in lines)
    return safe((names.get("PRETTY_NAME") or names.get("ID") or "").strip("\"'"), 80)


def _version(words: str) -> SafeText:
    """The first word that looks like a version, out of what a program said after its date."""
    found = _VERSION.search(_STAMP.sub("", words))
    return decode(found[0].encode("utf-8", "surrogateescape"), 40) if found else _NOTHING


def _last(lines: list[str], probe: HostProbe) -> dict[str, SafeText]:
    found = {}
    for line in lines:
        for file in probe.files:
            if line.startswith(f"{file.path} "):
                found[file.path] = safe(line[len(file.path) + 1 :], 60)
    return found


def _disk(line: str) -> Disk | None:
    found = re.fullmatch(r"(\S.{0,199}) (\d{1,3}) % inodes ?(\d{1,3})?", line)
    if not found:
        return None
    return Disk(safe(found[1], 60), int(found[2]), int(found[3]) if found[3] else None)


def _sudo(said: Said) -> SudoAnswer | None:
    if not said.all("sudo"):
        return None
    status, _, words = said.one("sudo").partition(" ")
    code = number(status)
    rules = "\n".join(safe(line, WIDTH) for line in said.all("rule"))
    return SudoAnswer(-1 if code is None else int(code), safe(words, 200), parse_sudo_list(rules))


def _trials(said: Said) -> dict[str, Trial]:
    """Lines `try NAME STATUS WORDS`."""
    found = {}
    for name, rest in said.known("try", _TRIALS).items():
        status, _, words = rest.partition(" ")
        code = number(status)
        found[name] = Trial(-1 if code is None else int(code), safe(words, 200))
    return found

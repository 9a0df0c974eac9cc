"""What a host said to doctor, as values. Nothing a host sends can make this raise."""

import re
from dataclasses import dataclass, field

from relaytui.doctor.script import SERVERS, TOOLS
from relaytui.domain.text import SafeText, decode, safe
from relaytui.facts.rights import TRIALS
from relaytui.facts.sudo_list import Allowed, parse_sudo_list
from relaytui.sources.probe import HostProbe, parse_probe

#: Lines of an answer that are looked at, bytes of each, and lines of the log probe's answer.
LINES, WIDTH, BEGINNING = 4000, 1200, 100
_NOTHING = SafeText("")
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
    complete: bool = False


@dataclass(frozen=True, slots=True)
class RootAnswer:
    """What the second script saw as root."""

    trials: dict[str, Trial] = field(default_factory=dict)
    journal_last: float | None = None
    max_sessions: int | None = None
    jails: tuple[SafeText, ...] = ()


class _Said:
    """The lines of an answer by their first word."""

    def __init__(self, stdout: bytes) -> None:
        self._lines: dict[str, list[str]] = {}
        lines = [raw[:WIDTH] for raw in stdout.split(b"\n", LINES)[:LINES]]
        #: Where the answer of the log probe is.
        self.beginning = b"\n".join(lines[:BEGINNING])
        for raw in lines:
            word, _, rest = raw.partition(b" ")
            name = word.decode("ascii", "replace")
            self._lines.setdefault(name, []).append(rest.decode("utf-8", "surrogateescape"))

    def all(self, word: str) -> list[str]:
        """Every line of a word."""
        return self._lines.get(word, [])

    def one(self, word: str) -> str:
        """The first line of a word; empty when there is none."""
        return (self.all(word) or [""])[0]

    def number(self, word: str) -> float | None:
        """The first number of the first line of a word."""
        return number(self.one(word))

    def pairs(self, word: str) -> dict[str, str]:
        """Lines `WORD KEY VALUE`; the first of a key holds."""
        found: dict[str, str] = {}
        for line in self.all(word):
            key, _, value = line.partition(" ")
            found.setdefault(key, value)
        return found

    def known(self, word: str, names: frozenset[str]) -> dict[str, str]:
        """The same, of known keys: a key of a host's own is nothing that we asked for."""
        return {key: value for key, value in self.pairs(word).items() if key in names}

    def trials(self) -> dict[str, Trial]:
        """Lines `try NAME STATUS WORDS`."""
        found = {}
        for name, rest in self.known("try", _TRIALS).items():
            status, _, words = rest.partition(" ")
            code = number(status)
            found[name] = Trial(-1 if code is None else int(code), safe(words, 200))
        return found


def number(words: str) -> float | None:
    """The number that a text begins with (a date without nanoseconds says `17956.%N`)."""
    found = re.match(r"\s*(\d{1,12}(?:\.\d{1,9})?)(?!\d)", words)
    return float(found[1]) if found else None


def parse_answer(stdout: bytes) -> HostAnswer:
    """The answer of `doctor_script`."""
    said = _Said(stdout)
    probe = parse_probe(said.beginning)
    begin, end = said.number("clock"), said.number("clock-end")
    uid, sessions = said.number("uid"), said.number("maxsessions")
    queue = [line.partition(" ")[2] for line in said.all("queue")]
    return HostAnswer(
        probe=probe,
        user=safe(probe.user, 64),
        groups=tuple(safe(one, 64) for one in probe.groups[:100]),
        uid=None if uid is None else int(uid),
        kernel=safe(said.one("uname"), 120),
        system=_os_name(said.all("os")),
        shell=safe(said.one("shell"), 120),
        tools={name: safe(path, 200) for name, path in said.known("tool", _TOOLS).items()},
        versions={name: _version(words) for name, words in said.known("version", _TOOLS).items()},
        runs=frozenset(said.all("runs")) & _SERVERS,
        trials=said.trials(),
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
        max_sessions=None if sessions is None else int(sessions),
        sudo=_sudo(said),
        clocks=None if begin is None or end is None else (begin, end),
        complete=end is not None,
    )


def parse_root(stdout: bytes) -> RootAnswer:
    """The answer of `root_script`."""
    said = _Said(stdout)
    sessions = said.number("maxsessions")
    jails = said.one("jails").replace(",", " ").split()
    return RootAnswer(
        trials=said.trials(),
        journal_last=said.number("journal-last"),
        max_sessions=None if sessions is None else int(sessions),
        jails=tuple(safe(one, 64) for one in jails[:100]),
    )


def _os_name(lines: list[str]) -> SafeText:
    names = dict(line.partition("=")[::2] for line in lines)
    return safe((names.get("PRETTY_NAME") or names.get("ID") or "").strip("\"'"), 80)


def _version(words: str) -> SafeText:
    """The first word that looks like a version, out of what a program said."""
    found = _VERSION.search(words)
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


def _sudo(said: _Said) -> SudoAnswer | None:
    if not said.all("sudo"):
        return None
    status, _, words = said.one("sudo").partition(" ")
    code = number(status)
    rules = "\n".join(safe(line, WIDTH) for line in said.all("rule"))
    return SudoAnswer(-1 if code is None else int(code), safe(words, 200), parse_sudo_list(rules))

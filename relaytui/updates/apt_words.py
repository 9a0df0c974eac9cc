"""What apt says: its simulation, its lists, its complaints.

Formats as apt 1.x to 3.x print them; the heading of a section and the words about counts are
English (LC_ALL=C is set), but `Inst` lines and lists are read in any language.
"""

import re

from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answer
from relaytui.updates.base import MOST, Said, Update, word
from relaytui.updates.trouble import trouble_of

#: By words of a heading, in this order, where the names under it belong.
_SECTIONS = (
    ("phasing", "phased"),
    ("kept back", "kept_back"),
    ("not upgrading", "kept_back"),
    ("will be removed", "removals"),
    ("removing", "removals"),
    ("ubuntu pro", "subscription"),
    ("esm", "subscription"),
)
_COUNTS = (
    re.compile(r"^(\d+) upgraded, (\d+) newly installed"),
    re.compile(r"^ *Upgrading: (\d+), Installing: (\d+)"),
)
_OLD = re.compile(
    r"^[WEN]: .*(?:is expired|Valid-Until|not valid yet|Failed to fetch|no longer has a Release|"
    r"does not have a Release file|is not signed|old ones used instead|index files failed)|"
    r"^Err:\d+ ",
    re.MULTILINE,
)
_SECURITY = re.compile(r"(?:^|[^a-z0-9])security(?:$|[^a-z0-9])", re.IGNORECASE)
_ROW = re.compile(r"^ +(\S+) \((\S+) => (\S+)\)$")


def read_simulation(answer: Answer) -> Said:
    """`apt-get -s dist-upgrade`, with or without -V; also what `apt-get update` or `install` say
    when they fail."""
    said = Said(trouble=trouble_of(answer))
    section, wanted = "", None
    shown: dict[str, tuple[str, str]] = {}
    for line in answer.text.split("\n")[:MOST]:
        if line.startswith("Inst "):
            section = ""
            if one := _inst(line):
                said.updates.append(one)
        elif line.startswith(("Remv ", "Purg ")):
            section = ""
            _add(said.removals, line[5:].split(" ", 1)[0])
        elif line.startswith(" "):
            names = _names(line, shown)
            for name in names if section else ():
                _add(getattr(said, section), name)
        else:
            section = _section(line)
        wanted = wanted or _wanted(line)
    said.updates += [
        Update(word(name), word(new), word(old), phased=name in said.phased, kept_back=True)
        for name, (old, new) in shown.items()
        if name in said.kept_back or name in said.phased
    ]
    installed = sum(not one.kept_back for one in said.updates)
    complaint = f"{answer.complaint}\n{answer.text if said.trouble else ''}"
    said.stale = bool(_OLD.search(complaint))
    said.incomplete = said.stale or (wanted is not None and installed < wanted)
    return said


def _section(line: str) -> str:
    lowered = line.lower()
    if not lowered.rstrip().endswith((":", "due to phasing:")):
        return ""
    return next((name for words, name in _SECTIONS if words in lowered), "")


def _names(line: str, shown: dict[str, tuple[str, str]]) -> list[str]:
    """The names of a line in a section; with -V it is one with its versions."""
    if row := _ROW.match(line):
        name = _bare(row[1])
        shown[name] = (row[2], row[3])
        return [name]
    return [_bare(one) for one in line.split("(", 1)[0].split()]


def _bare(name: str) -> str:
    """A name without its architecture, and without the mark of what goes for good."""
    return name.rstrip("*").partition(":")[0]


def _add(names: list[SafeText], name: str) -> None:
    if (one := word(_bare(name))) and one not in names:
        names.append(one)


def _wanted(line: str) -> int | None:
    """How many packages the simulation counts itself."""
    for pattern in _COUNTS:
        if found := pattern.match(line):
            return int(found[1][:6]) + int(found[2][:6])
    return None


def _inst(line: str) -> Update | None:
    """`Inst NAME [OLD] (NEW LABEL:VERSION/SUITE, … [ARCH]) […]`."""
    name, _, rest = line[5:].partition(" ")
    old = ""
    if rest.startswith("["):
        old, _, rest = rest[1:].partition("] ")
    inside = rest[1:].rpartition(")")[0] if rest.startswith("(") else ""
    new, _, origins = inside.partition(" ")
    arch = ""
    if origins.endswith("]"):
        origins, _, arch = origins[:-1].rpartition("[")
    if not (name and new):
        return None
    return Update(
        word(_bare(name)), word(new), word(old), word(arch), word(origins),
        security=is_security(origins), new_install=not old,
    )  # fmt: skip


def is_security(origins: str) -> bool:
    """Whether one of the archives that have a version is one for security:
    `Debian-Security:12/stable-security`, `Ubuntu:24.04/noble-security`,
    `UbuntuESMApps:24.04/noble-apps-security`, or suites `stable-security,stable`."""
    return bool(_SECURITY.search(origins))


def read_list(answer: Answer) -> Said:
    """`apt list --upgradable`: `NAME/SUITES NEW ARCH [upgradable from: OLD]`; the words in the
    brackets may be of any language."""
    said = Said(trouble=trouble_of(answer))
    for line in answer.text.split("\n")[:MOST]:
        head, _, bracket = line.rstrip("\r ").partition(" [")
        words = head.split(" ")
        name, slash, suites = words[0].partition("/")
        if not (slash and name and len(words) == 3 and bracket.endswith("]")):
            continue
        about, _, version = bracket[:-1].rpartition(": ")
        if not version or " " in version:
            continue
        old, new = version, words[1]
        if "upgradable to" in about:  # of those that are installed
            old, new = new, old
        said.updates.append(
            Update(
                word(name),
                word(new),
                word(old),
                word(words[2]),
                word(suites),
                security=is_security(suites),
            )
        )
    return said


def read_holds(answer: Answer) -> Said:
    """`apt-mark showhold`, a name a line; or `dpkg --get-selections`, where it is said."""
    said = Said(trouble=trouble_of(answer))
    for line in answer.lines[:MOST]:
        words = line.split()
        if len(words) == 1 or (len(words) == 2 and words[1] == "hold"):
            _add(said.held, words[0])
    return said

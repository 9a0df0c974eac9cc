"""What dnf, dnf5 and yum say: pending packages, advisories, what keeps a package as it is."""

import re
from collections.abc import Iterator

from relaytui.facts.answers import Answer
from relaytui.updates.base import MOST, Advisory, Said, Update, word
from relaytui.updates.trouble import trouble_of

#: `check-update` ends with 100 where there are updates.
FOUND = 100
_PACKAGE = re.compile(r"^(\S+)\.([a-z0-9_]+)$")
_VERSION = re.compile(r"^(?:\d+:)?[^\s:-]+-[^\s:-]+$")
_MISSING = re.compile(
    r"[Ii]gnoring repositories|[Ff]ailed to download metadata|[Cc]annot (?:retrieve|download) |"
    r"[Nn]o available metadata|[Cc]ache-only enabled but no cache|[Ee]rrors? during downloading|"
    r"but cache is disabled|metadata could not be|repomd\.xml.*(?:error|cannot)|"
    r"repository .* (?:is|was) (?:skipped|disabled|ignored)|[Ss]kipping repository|"
    r"There are no enabled repos|no cached metadata",
    re.IGNORECASE,
)
#: `name-epoch:version-release.arch`, cut from the right: names hold dashes.
_NEVRA = re.compile(r"^(.+)-(?:\d+:)?[^-\s]+-[^-\s]+?(?:\.[a-z0-9_]+)?$")
#: Of a lock: dnf5's file, and its list.
_NAMED = re.compile(r'^(?:name *= *"([^"]{1,200})"|Package name: (\S{1,200})$)')
_SEVERITIES = ("critical", "important", "moderate", "low")
_KINDS = ("security", "bugfix", "enhancement", "newpackage", "recommended", "optional", "unknown")


def read_check(answer: Answer) -> Said:
    """`check-update` of all three: `NAME.ARCH VERSION REPOSITORY`, which may be wrapped; what
    stands under "Obsoleting Packages" is no update."""
    said = Said(trouble=trouble_of(answer, FOUND))
    for name, version, repository in _rows(answer.text):
        if package := _PACKAGE.match(name):
            said.updates.append(
                Update(
                    word(package[1]), word(version), arch=word(package[2]), origin=word(repository)
                )
            )
    said.incomplete = bool(_MISSING.search(answer.complaint) or _MISSING.search(answer.text))
    return said


def _rows(text: str) -> Iterator[tuple[str, str, str]]:
    """Three words each."""
    words: list[str] = []
    obsoleting = False
    for line in text.split("\n")[:MOST]:
        parts = line.split()
        if line[:1].isspace():
            words = [*words, *parts] if words and not obsoleting else []
        else:
            if parts and not _PACKAGE.match(parts[0]):
                obsoleting = parts[0].lower() == "obsoleting"
            words = [] if obsoleting else parts
        if not words or not _PACKAGE.match(words[0]) or len(words) > 3:
            words = []
        elif len(words) == 3:
            if _VERSION.match(words[1]):
                yield words[0], words[1], words[2].removeprefix("@")
            words = []


def read_advisories(answer: Answer) -> Said:
    """`updateinfo list` of dnf and yum, `advisory list` of dnf5, whose columns have a heading."""
    said = Said(trouble=trouble_of(answer))
    for line in answer.text.split("\n")[:MOST]:
        words = [one for one in line.split() if one != "i"]  # i: installed already
        if len(words) >= 3 and (one := _advisory(words)):
            said.advisories.append(one)
    said.incomplete = bool(_MISSING.search(answer.complaint))
    return said


def _advisory(words: list[str]) -> Advisory | None:
    """`ID Important/Sec. NEVRA`, `ID bugfix NEVRA`, `ID security Important NEVRA DATE`."""
    kind, slash, _ = words[1].partition("/")
    at = 2
    if slash:
        category, severity = "security", kind
    elif words[1].lower() in _KINDS:
        category, severity = words[1].lower(), ""
        if words[2].lower() in (*_SEVERITIES, "none", "n/a", "unspecified", "unknown"):
            severity, at = words[2], 3
    else:
        return None
    package = _NEVRA.match(words[at]) if len(words) > at else None
    if package is None:
        return None
    if severity.lower() not in _SEVERITIES:
        severity = ""
    return Advisory(word(words[0]), word(severity), word(category), word(package[1]))


def read_locks(answer: Answer) -> Said:
    """`versionlock list`, and the files it keeps: dnf's and yum's lines, dnf5's TOML."""
    said = Said(trouble=trouble_of(answer))
    for line in answer.text.split("\n")[:MOST]:
        line = line.strip()
        name = ""
        if found := _NAMED.match(line):
            name = found[1] or found[2]
        elif " " not in line and line[:1] not in ("#", "[", "!", ""):
            name = _locked_name(line)
        if name and (one := word(name)) not in said.held:
            said.held.append(one)
    return said


def _locked_name(line: str) -> str:
    """`postfix-2:3.5.25-1.el9.*`, or yum's `2:postfix-3.5.25-1.el9.*`."""
    line = line.removesuffix(".*")
    epoch, colon, rest = line.partition(":")
    if colon and epoch.isdecimal():
        line = rest
    found = _NEVRA.match(line)
    return found[1] if found else ""

"""What pacman, apk and FreeBSD's pkg say."""

import re

from relaytui.facts.answers import Answer
from relaytui.updates.base import MOST, Said, Update, word
from relaytui.updates.trouble import trouble_of

#: `checkupdates` ends with 2, `pacman -Qu` with 1 where there is nothing.
_NOTHING = (1, 2)
_ARROW = re.compile(r"^(?:\S+/)?(\S+) (\S+) -> (\S+)(?: \[([^\]]*)\])?$")
_APK_ROW = re.compile(r"^(\S+)-(\d\S*-r\d+)\s+<\s+(\d\S*)")
_APK_LIST = re.compile(r"^(\S+)-(\d\S*-r\d+) (\S+) .*\[upgradable from: \S+?-(\d[^\s-]*-r\d+)\]$")
_APK_PLAN = re.compile(r"^\(\d+/\d+\) Upgrading (\S+) \((\S+) -> (\S+)\)")
_APK_MISSING = re.compile(
    r"^(?:WARNING|ERROR):.*(?:No such file|temporary error|IO ERROR|BAD signature|UNTRUSTED|"
    r"Permission denied|stale|unavailable|network|DNS|not found|timed out|refused)",
    re.MULTILINE | re.IGNORECASE,
)
_PKG_ROW = re.compile(r"^(\S+)-([^\s-]+)\s+([<>=?!*])\s*(.*)$")
_PKG_PLAN = re.compile(r"^\s+(\S+): (\S+) -> (\S+)(?: \[(\S+)\])?")
_HAS = re.compile(r"\((?:remote|index|port) has ([^)\s]+)\)")
_AUDIT = re.compile(r"^(\S+)-([^\s-]+)(?: is vulnerable:?)?$")
_LOCKED = re.compile(r"^(\S+)-([^\s-]+)$")


def read_pacman(answer: Answer) -> Said:
    """`pacman -Qu`, `checkupdates`: `NAME OLD -> NEW [ignored]`."""
    quiet = "error" not in answer.complaint.lower()
    said = Said(trouble=trouble_of(answer, *_NOTHING) if quiet else trouble_of(answer))
    for line in answer.text.split("\n")[:MOST]:
        if row := _ARROW.match(line.strip()):
            held = "ignored" in (row[4] or "")
            said.updates.append(Update(word(row[1]), word(row[3]), word(row[2]), held=held))
    said.incomplete = "failed to synchronize" in answer.complaint
    return said


def read_apk(answer: Answer) -> Said:
    """`apk version -l '<'`, `apk list --upgradable`, `apk upgrade --simulate`."""
    said = Said(trouble=trouble_of(answer))
    for line in answer.text.split("\n")[:MOST]:
        if row := _APK_ROW.match(line):
            said.updates.append(Update(word(row[1]), word(row[3]), word(row[2])))
        elif row := _APK_LIST.match(line.rstrip()):
            said.updates.append(Update(word(row[1]), word(row[2]), word(row[4]), word(row[3])))
        elif row := _APK_PLAN.match(line):
            said.updates.append(Update(word(row[1]), word(row[3]), word(row[2])))
    both = f"{answer.complaint}\n{answer.text}"
    said.incomplete = bool(_APK_MISSING.search(both))
    return said


def read_pkg_version(answer: Answer) -> Said:
    """`pkg version -vL=` (`<` older than what there is, `?` in no catalogue), or the plan of
    `pkg upgrade -n`, which ends with 1 where there is something to do."""
    planned = "to be UPGRADED" in answer.text
    said = Said(trouble=trouble_of(answer, *((1,) if planned else ())))
    under_plan = False
    for line in answer.text.split("\n")[:MOST]:
        if line.rstrip().endswith(":") and line[:1].isalpha():
            under_plan = "to be UPGRADED" in line
        elif row := _PKG_ROW.match(line):
            has = _HAS.search(row[4])
            if row[3] == "<":
                new = has[1] if has else ""
                said.updates.append(Update(word(row[1]), word(new), word(row[2])))
            elif row[3] == "?":
                said.orphaned.append(word(row[1]))
        elif under_plan and (row := _PKG_PLAN.match(line)):
            origin = word(row[4] or "")
            said.updates.append(Update(word(row[1]), word(row[3]), word(row[2]), origin=origin))
    said.incomplete = "catalogue" in answer.complaint and "not" in answer.complaint
    return said


def read_audit(answer: Answer) -> Said:
    """`pkg audit`, which ends with 1 where a package has a known hole."""
    said = Said()
    for line in answer.text.split("\n")[:MOST]:
        if (row := _AUDIT.match(line)) and (line.endswith((":", "vulnerable")) or " " not in line):
            one = (word(row[1]), word(row[2]))
            if one not in said.vulnerable:
                said.vulnerable.append(one)
    said.trouble = None if said.vulnerable else trouble_of(answer)
    said.incomplete = said.trouble is not None
    return said


def read_pkg_locks(answer: Answer) -> Said:
    """`pkg lock -l`: a heading, then names with versions."""
    said = Said(trouble=trouble_of(answer))
    for line in answer.text.split("\n")[:MOST]:
        if row := _LOCKED.match(line.strip()):
            said.held.append(word(row[1]))
    return said

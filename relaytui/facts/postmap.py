"""What `postmap -q` says: the result of a look-up, and what is wrong with the table.

Exit status 0 is a hit, 1 without a word a miss, 1 with `fatal:` a table that can't be used. A
table's broken rules are skipped with a warning, and the look-up goes on (postmap(1)).
"""

import re
from dataclasses import dataclass

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import meaning_of

_PROBLEM = re.compile(r"warning: (.*?)(?:, line (\d{1,9}):|: line (\d{1,9}):) *(.*)")
_FATAL = re.compile(r"(?:fatal|panic): (.*)")
_UNSUPPORTED = re.compile(r"unsupported dictionary type: ([a-z][a-z0-9_]{0,31})")
#: Lines of complaints that are read.
_MOST = 2000


@dataclass(frozen=True, slots=True)
class MapProblem:
    """A rule that is skipped: its line in the table (0: not told), and why."""

    line: int
    words: SafeText


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`result`: None where the table holds nothing for the key. `error`: the table can't be used.
    `unsupported`: the type of table that this Postfix can't read."""

    result: SafeText | None
    problems: tuple[MapProblem, ...] = ()
    error: SafeText | None = None
    unsupported: SafeText | None = None


def parse_look_up(answer: Answer) -> LookedUp:
    """The answer of one look-up."""
    lines = answer.complaint.split("\n")[:_MOST]
    problems = tuple(
        MapProblem(int(found[2] or found[3]), safe(found[4], 300))
        for line in lines
        if (found := _PROBLEM.search(line[:2000]))
    )
    fatal = next((found for line in lines if (found := _FATAL.search(line[:2000]))), None)
    if fatal:
        unsupported = _UNSUPPORTED.search(fatal[1])
        kind = safe(unsupported[1]) if unsupported else None
        return LookedUp(None, problems, safe(fatal[1], 300), kind)
    if answer.status == 0:
        return LookedUp(safe(answer.text.rstrip("\n"), 2000), problems)
    if answer.status == 1 and not _complains(lines):
        return LookedUp(None, problems)
    meaning = meaning_of(answer)
    words = str(meaning) if meaning else lines[0] or f"exit status {answer.status}"
    return LookedUp(None, problems, safe(words, 300))


def _complains(lines: list[str]) -> bool:
    """Whether it says anything but warnings."""
    return any(line.strip() and "warning:" not in line for line in lines)

"""The comment line of ours above an entry (lists/dated.py), read and taken out with its entry."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from relaytui.domain.text import SafeText, safe
from relaytui.lists.dated import remark
from relaytui.lists.edit import cut
from relaytui.lists.entry import Entry
from relaytui.lists.rows import BLANKS, Row, rows

_LINE = re.compile(r"# relaytui until=(\d{1,12}) by=(\S*)\s*(.*)")


class Remark(NamedTuple):
    """`until` in seconds since the epoch; None: for good."""

    until: int | None
    by: SafeText
    reason: SafeText

    @property
    def words(self) -> SafeText:
        """Who and why."""
        return safe(f"{self.reason} ({self.by})" if self.reason else f"({self.by})", 300)


def remark_text(by: str, reason: str, until: float | None) -> str:
    """The line, without its `# `."""
    return remark(until, by, reason).removeprefix("# ")


def remark_of(line: str) -> Remark | None:
    """What a line of ours tells; None where it is another's."""
    found = _LINE.fullmatch(line.strip(BLANKS))
    if found is None:
        return None
    return Remark(int(found[1]) or None, safe(found[2], 60), safe(found[3], 300))


def above(text: str, entry: Entry) -> Row | None:
    """The line of ours that stands above an entry."""
    at = text.rfind("\n", 0, entry.start) + 1
    if not at:
        return None
    start = text.rfind("\n", 0, at - 1) + 1
    line = text[start : at - 1]
    return None if remark_of(line) is None else Row(0, start, line, at)


def without_remarks(text: str, entries: Iterable[Entry]) -> str:
    """The text without the lines of ours above entries that are about to go."""
    found = {row.start: row.end for one in entries if (row := above(text, one))}
    return cut(text, found.items())


def remarks(text: str) -> dict[int, Remark]:
    """What lines of ours tell, by the number of the line below each."""
    found = {}
    for row in rows(text):
        told = remark_of(row.text)
        if told is not None:
            found[row.number + 1] = told
    return found

"""The comment line that this program writes above an entry of a list: who, why, until when.

    # relaytui until=1795670000 by=ops@bastion ticket 4711, a partner's new relay
    192.0.2.7 OK

`until` is in seconds since the epoch, 0 for good. The host keeps it: what runs there takes the two
lines out when the time has come.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from relaytui.domain.text import SafeText, safe
from relaytui.lists.edit import cut
from relaytui.lists.entry import Entry
from relaytui.lists.rows import BLANKS, Row, rows

#: What the line begins with, behind its `# `.
MARK = "relaytui"
_LINE = re.compile(r"# relaytui until=(\d{1,12}) by=(\S*)\s*(.*)")
#: Characters of a reason that are kept.
_REASON = 120


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
    """The line, without its `# `: in ASCII, which no daemon takes for anything but a remark."""
    who = _plain(by).replace(" ", "_")[:60] or "-"
    words = f"{MARK} until={0 if until is None else round(until)} by={who} {_plain(reason)}"
    return words.rstrip()


def _plain(text: str) -> str:
    return "".join(one if " " <= one <= "~" else "_" for one in text).strip()[:_REASON]


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
        remark = remark_of(row.text)
        if remark is not None:
            found[row.number + 1] = remark
    return found

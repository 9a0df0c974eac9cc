"""Lists of one address a line, with `#` before a remark: Exim, rspamd, OpenSMTPD."""

from collections.abc import Callable

from msgspec.structs import replace

from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.lists.entry import MOST, Effect, Entry, Parsed, Problem, problem
from relaytui.lists.off import off_text
from relaytui.lists.pattern import looks_numeric
from relaytui.lists.rows import BLANKS, BOM, Row, rows

Read = Callable[[str], tuple[Net | None, Problem | None]]


def address_rows(text: str, read: Read, effect: Effect, remark: Callable[[str], int]) -> Parsed:
    """The entries; `remark` tells where the remark of a line begins (its length: none)."""
    entries: list[Entry] = []
    found: list[Problem] = []
    for row in rows(text):
        words = row.text.strip(BLANKS)
        marked = row.start == 0 and words.startswith(BOM)
        if marked:
            found.append(problem("bom_first_rule_dead", "a byte order mark: the first is dead"))
            row = row._replace(text=row.text[1:], start=1)
            words = words[1:].strip(BLANKS)
        if not words:
            continue
        if words[0] != "#":
            entry = address_entry(row, read, effect, remark)
            if marked:
                entry = replace(entry, dead=True, problems=(found[0],))
            entries.append(entry)
            continue
        off = off_text(row.text)
        if off is not None:
            entry = address_entry(row._replace(text=off[0]), read, effect, remark)
            if off[1] or (entry.net is not None and " " not in entry.what):
                entries.append(replace(entry, on=False, dead=False, problems=()))
    return Parsed(text=text, entries=tuple(entries), problems=tuple(found))


def address_entry(row: Row, read: Read, effect: Effect, remark: Callable[[str], int]) -> Entry:
    """The entry of one line."""
    at = remark(row.text)
    what = row.text[:at].strip(BLANKS)
    key = what.lstrip("!").strip(BLANKS)
    net, fault = read(key)
    if net is None and fault is not None and not looks_numeric(key):
        fault = None
    return Entry(
        what=safe(what, MOST),
        net=net,
        comment=safe(row.text[at:].strip("# \t\r"), MOST),
        negated=what.startswith("!"),
        effect=effect,
        dead=fault is not None,
        problems=(fault,) if fault else (),
        line=row.number,
        start=row.start,
        end=row.end,
    )


def spaced_remark(text: str) -> int:
    """Where a `#` behind a blank, or at the beginning, begins a remark."""
    at = text.find("#")
    while at > 0 and text[at - 1] not in BLANKS:
        at = text.find("#", at + 1)
    return at if at >= 0 else len(text)


def any_remark(text: str) -> int:
    """Where the first `#` begins a remark."""
    at = text.find("#")
    return at if at >= 0 else len(text)

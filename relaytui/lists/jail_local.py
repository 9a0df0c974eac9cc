"""ignoreip in fail2ban's jail.local: whom jails never ban.

A jail without its own ignoreip has that of [DEFAULT]. Lines as Python's configparser reads them,
with `;` behind a blank as the only remark within a line; words are cut at blanks and commas
(fail2ban 1.0: not at tabs), and any of them counts.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from relaytui.domain.text import safe
from relaytui.lists.covering import covered
from relaytui.lists.entry import MOST, Entry, Parsed, Problem, problem
from relaytui.lists.form import About, Form
from relaytui.lists.pattern import looks_numeric, masked
from relaytui.lists.rows import BLANKS, BOM, Row, newline, rows
from relaytui.lists.value_words import OF, Word, switched_off, value_words

OPTION = "ignoreip"
DEFAULT = "DEFAULT"
SEPARATORS = ", \r"
_SECTION = re.compile(r"\[([^]]+)\]")
_OPTION = re.compile(r"([^\s=:][^=:]*?)\s*[=:]")


class Definition(NamedTuple):
    """One `ignoreip =`: its jail, the pieces of its value, and the comments among them."""

    jail: str
    parts: list[tuple[Row, int, int]]
    comments: list[Row]


def definitions(text: str) -> Iterator[Definition]:
    """All of them, in order."""
    jail, current, indent = "", None, 0
    before: list[Row] = []
    for row in rows(text):
        words = row.text.strip(BLANKS)
        if words[:1] in ("#", ";"):
            # What a line was before a word of it was switched off tells whose it is.
            was = row.text.partition(OF)[2]
            next_one = current is None or (was and was[0] not in BLANKS)
            (before if current is None or next_one else current.comments).append(row)
            continue
        if not words:
            continue
        depth = len(row.text) - len(row.text.lstrip(BLANKS))
        if current is not None and depth > indent:
            current.parts.append((row, 0, _code(row.text)))
            current.comments.extend(before)
            before = []
            continue
        if current is not None and current.jail is not _OTHER:
            yield current
        section, option = _SECTION.match(words), _OPTION.match(row.text, depth)
        indent = depth
        before, marks = [], before
        if section:
            jail, current = section[1], None
        elif option:
            ours = option[1].lower() == OPTION
            current = Definition(jail if ours else _OTHER, [], marks)
            current.parts.append((row, option.end(), _code(row.text)))
    if current is not None and current.jail is not _OTHER:
        yield current


_OTHER = "[another option]"


def _code(text: str) -> int:
    found = re.search(r"\s;", text)
    return found.start() if found else len(text)


def parse(text: str, about: About) -> Parsed:
    """The entries of every jail that has its own, and of [DEFAULT]."""
    found: list[Problem] = []
    if text.startswith(BOM):
        words = "a byte order mark: fail2ban can't read this file"
        found.append(problem("bom_first_rule_dead", words))
    entries: list[Entry] = []
    seen: set[str] = set()
    for one in definitions(text):
        if one.jail in seen:
            words = f"ignoreip is set twice in [{one.jail}]: fail2ban refuses such a file"
            found.append(problem("parameter_defined_twice", words))
        seen.add(one.jail)
        entries += _entries(one)
    return Parsed(text=text, entries=tuple(entries), problems=tuple(found))


def _entries(one: Definition) -> tuple[Entry, ...]:
    found = []
    marked = 0
    remarks = {row.number: row.text[high:].strip("; \t\r") for row, _, high in one.parts}
    for word in value_words(one.parts, SEPARATORS):
        entry = judge(word)
        if word.text[0] == "#" or marked == word.line:
            marked = word.line
            words = f"{word.text}: only ; begins a remark here: this is one more entry"
            told = problem("inline_text_is_part_of_result", words)
            entry = replace(entry, dead=entry.net is None, problems=(*entry.problems, told))
        found.append(replace(entry, group=one.jail, comment=safe(remarks[word.line], MOST)))
    for row in one.comments:
        off = switched_off(row, SEPARATORS, judge)
        if off is not None:
            found.append(replace(off, on=False, problems=(), dead=False, group=one.jail))
    found.sort(key=lambda each: each.start)
    return covered(found, first_wins=False)


def judge(word: Word) -> Entry:
    """What one word means: an address, a network (host bits are cleared), or a name."""
    net, fault = masked(word.text)
    table = word.text if word.text.startswith("%(") else ""
    if net is None and not looks_numeric(word.text):
        fault = None
    return Entry(
        what=safe(word.text, MOST),
        net=net,
        effect="allow",
        dead=fault is not None,
        problems=(fault,) if fault else (),
        line=word.line,
        start=word.start,
        end=word.end,
        table=safe(table, MOST),
    )


def ignored(text: str, jail: str) -> tuple[str, ...]:
    """What a jail's ignoreip is, by this file alone, as it is written."""
    found = {one.jail: one for one in definitions(text)}
    one = found.get(jail) or found.get(DEFAULT)
    words: list[str] = []
    for each in value_words(one.parts, SEPARATORS) if one else ():
        if each.text == "%(default/ignoreip)s" and jail != DEFAULT:
            words += ignored(text, DEFAULT)
        else:
            words.append(each.text)
    return tuple(words)


def with_option(text: str, jail: str, value: str, comment: str = "") -> str:
    """The text with an ignoreip for a section that has none; the section too where it is not
    there."""
    end = newline(text)
    line = (f"# {comment}{end}" if comment else "") + f"{OPTION} = {value}{end}"
    for row in rows(text):
        section = _SECTION.match(row.text.strip(BLANKS))
        if section and section[1] == jail:
            start = "" if text[: row.end].endswith("\n") else end
            return text[: row.end] + start + line + text[row.end :]
    head = f"[{jail}]{end}{line}"
    if jail == DEFAULT:
        return head + text
    return text + ("" if not text or text.endswith("\n") else end) + head


FORM = Form(
    "fail2ban_jail_local", parse, False, words=True,
    after=("fail2ban-client set <jail> addignoreip", "fail2ban-client set <jail> unbanip"),
)  # fmt: skip

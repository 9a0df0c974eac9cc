"""Lists in which being there is all: mynetworks' tables, whose actions nobody reads, and files of
one word a line that it names."""

from dataclasses import replace as with_fields
from functools import lru_cache

from msgspec.structs import replace

from relaytui.lists.covering import covered
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, Form, forms
from relaytui.lists.mynetworks import SEPARATORS, judge, written
from relaytui.lists.off import off_text
from relaytui.lists.rows import BLANKS, Row, rows
from relaytui.lists.value_words import value_words

#: Faults of actions.
ACTIONS = {"unknown_action", "perhaps_unknown_action", "number_is_ok", "wrong_action"}


@lru_cache
def members_form(kind: str) -> Form:
    """The form of a table of this type where its actions are no matter."""
    form = forms()["postfix_cidr" if kind == "cidr" else "postfix_hash"]

    def parse(text: str, about: About) -> Parsed:
        found = form.parse(text, about)
        return replace(found, entries=tuple(map(_member, found.entries)))

    return with_fields(form, parse=parse, actions=lambda action: ("allow", None))


def _member(one: Entry) -> Entry:
    faults = tuple(each for each in one.problems if each.code not in ACTIONS)
    return replace(one, effect="allow", broken=False, problems=faults)


def parse(text: str, about: About) -> Parsed:
    """A file of mynetworks (`/etc/postfix/nets`): words as in the value, mostly one a line."""
    entries: list[Entry] = []
    for row in rows(text):
        words = row.text.strip(BLANKS)
        off = off_text(row.text) if words[:1] == "#" else None
        if off is not None:
            entries += [replace(one, on=False) for one in _words(row._replace(text=off[0]), row)
                        if off[1] or one.net is not None]  # fmt: skip
        elif words and words[0] != "#":
            entries += _words(row, row)
    return Parsed(text=text, entries=covered(entries, first_wins=True))


def _words(row: Row, whole: Row) -> list[Entry]:
    """The entries of a line; all of them are the whole line, so that an edit of one of several
    is refused."""
    found = value_words([(row, 0, len(row.text))], SEPARATORS)
    return [replace(judge(one), start=whole.start, end=whole.end, group="") for one in found]


FORM = Form("mynetworks_file", parse, True, written)

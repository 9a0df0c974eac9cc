"""One more word at the beginning of a parameter's value in main.cf; every other byte stays."""

from relaytui.lists.edit import changed
from relaytui.lists.row_edits import inserted
from relaytui.lists.rows import BLANKS, Logical, logical_rows


def definition(text: str, name: str) -> Logical | None:
    """The definition of a parameter that counts: the last."""
    found = None
    for one in logical_rows(text):
        if isinstance(one, Logical):
            named, equals, _ = one.text.partition("=")
            if equals and named[:1] not in BLANKS and named.strip(BLANKS) == name:
                found = one
    return found


def with_first(text: str, name: str, words: str) -> str:
    """The text with these words before the others of a parameter; it is defined, where it was
    not. A value of several lines gets one more line."""
    one = definition(text, name)
    if one is None:
        return inserted(text, len(text), [f"{name} = {words}"])
    row = one.rows[0]
    at = row.text.find("=") + 1
    rest = row.text[at:].strip(BLANKS)
    if not rest and len(one.rows) > 1:
        below = one.rows[1]
        indent = below.text[: len(below.text) - len(below.text.lstrip(BLANKS))]
        return inserted(text, below.start, [f"{indent}{words},"])
    more = len(one.rows) > 1 or bool(rest)
    start = row.start + at
    return changed(text, [(start, start, f" {words}{',' if more else ''}")])

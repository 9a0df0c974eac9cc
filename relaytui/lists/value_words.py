"""Entries that are words of a value: mynetworks of main.cf, ignoreip of jail.local."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from relaytui.lists.entry import Entry
from relaytui.lists.off import off_text
from relaytui.lists.rows import Row

#: Between the word that is switched off and the line that it stood in.
OF = " of: "


class Word(NamedTuple):
    """A word of a value, where it begins and ends in the text, and its line."""

    text: str
    start: int
    end: int
    line: int


Judge = Callable[[Word], Entry]


def value_words(parts: list[tuple[Row, int, int]], separators: str) -> Iterator[Word]:
    """The words of the pieces of a value (row, from, to within the row); what stands in braces
    is one word, over lines too."""
    text, depth, begin, line = "", 0, 0, 0
    for row, low, high in parts:
        for at in range(low, high):
            one = row.text[at]
            if depth or one not in separators:
                if not text:
                    begin, line = row.start + at, row.number
                text += one
                depth += (one == "{") - (one == "}" and depth > 0)
            elif text:
                yield Word(text, begin, row.start + at, line)
                text = ""
        if text and not depth:
            yield Word(text, begin, row.start + high, line)
            text = ""
    if text:
        yield Word(text, begin, begin + len(text), line)


def switched_off(row: Row, separators: str, judge: Judge) -> Entry | None:
    """The entry that a comment line holds, if it holds one and nothing else."""
    found = off_text(row.text)
    if found is None:
        return None
    text, ours = found
    word, of, _ = text.partition(OF)
    words = re.split(f"[{re.escape(separators)}]+", word.partition(" ;")[0].strip(separators))
    if len(words) != 1 or not words[0] or (of and not ours):
        return None
    entry = judge(Word(words[0], row.start, row.end, row.number))
    return entry if ours or (entry.net is not None and not entry.problems) else None

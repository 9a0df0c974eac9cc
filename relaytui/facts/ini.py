"""Files in the form that Python's configparser reads, with the line of each word. Pure.

As fail2ban reads them: `#` and `;` begin a comment line, ` ;` a comment within a line, an indented
line goes on with the value above, names are without case.
"""

import re
from collections.abc import Iterator

import msgspec

#: Lines and words of a file that are taken.
MOST = 20_000
_HEADER = re.compile(r"\[([^\]]+)\]")
_BETWEEN = re.compile(r"[=:]")
_REMARK = re.compile(r"(?:^|\s);.*")


class Word(msgspec.Struct, frozen=True):
    """A word of a value, and its line."""

    text: str
    line: int


class Setting(msgspec.Struct, frozen=True):
    """A name and its value's words (between blanks, commas and line ends)."""

    section: str
    name: str
    line: int
    words: tuple[Word, ...]


def settings(text: str) -> Iterator[Setting]:
    """The settings of a file in order; lines that are none are left out."""
    section, name, line, indent = "", "", 0, 0
    words: list[Word] = []
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n")[:MOST], 1):
        stripped = raw.strip()
        if stripped[:1] in ("#", ";"):
            continue
        content = _REMARK.sub("", raw, count=1).strip()
        depth = len(raw) - len(raw.lstrip())
        if not content:
            continue
        if name and depth > indent:
            words += _words(content, number)
            continue
        if name:
            yield Setting(section, name, line, tuple(words))
        name, words = "", []
        if header := _HEADER.match(content):
            section = header[1]
        elif (between := _BETWEEN.search(content)) and between.start():
            name, line, indent = content[: between.start()].strip().lower(), number, depth
            words += _words(content[between.end() :], number)
    if name:
        yield Setting(section, name, line, tuple(words))


def _words(text: str, line: int) -> list[Word]:
    return [Word(one, line) for one in re.split(r"[\s,]+", text) if one][:MOST]

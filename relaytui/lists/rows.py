"""Lines of a list's text, as offsets, so that an edit leaves every other byte as it is."""

from collections.abc import Iterator
from typing import NamedTuple

BOM = "\ufeff"
#: What a line switched off by us begins with.
OFF = "#off "
#: Blanks as C's isspace has them, newline apart.
BLANKS = " \t\r\v\f"


class Row(NamedTuple):
    """A physical line: its number from 1, where it begins, its text without the newline, and
    where the next one begins."""

    number: int
    start: int
    text: str
    end: int


def rows(text: str) -> Iterator[Row]:
    """The physical lines, cut at newlines only."""
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        end = min(at + len(line) + 1, len(text))
        if line or end > at:
            yield Row(number, at, line, end)
        at = end


def newline(text: str) -> str:
    """The line end that the text uses."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


class Logical(NamedTuple):
    """A logical line of a Postfix file: the physical ones that hold its text (comments between
    them are no part of it), and the text, joined as Postfix joins it."""

    rows: tuple[Row, ...]
    text: str

    @property
    def number(self) -> int:
        """Number of its first physical line."""
        return self.rows[0].number

    @property
    def apart(self) -> tuple[tuple[int, int], ...]:
        """The places of its physical lines where other lines stand between them."""
        if self.rows[-1].number - self.rows[0].number == len(self.rows) - 1:
            return ()
        return tuple((one.start, one.end) for one in self.rows)


def logical_rows(text: str) -> Iterator[Logical | Row]:
    """Logical lines, and each comment between them as a Row, in the order in which they begin.

    A line that begins with a blank goes on with the rule before it, whatever comments and empty
    lines stand between them (Postfix's readllf); at the beginning of a file it is a rule that
    Postfix drops.
    """
    parts: list[Row] = []
    comments: list[Row] = []
    for row in rows(text):
        words = row.text.lstrip(BLANKS)
        if not words:
            continue
        if words[0] == "#":
            comments.append(row)
            continue
        if parts and row.text[0] not in BLANKS:
            yield Logical(tuple(parts), _joined(parts))
            parts = []
        if not parts:
            yield from comments
            comments = []
        parts.append(row)
    if parts:
        yield Logical(tuple(parts), _joined(parts))
    yield from comments


def _joined(parts: list[Row]) -> str:
    return parts[0].text if len(parts) == 1 else "".join(one.text for one in parts)


def words_of(text: str, at: int, separators: str) -> Iterator[tuple[int, str]]:
    """Words and where they begin, from an offset on."""
    word_at = -1
    for index in range(at, len(text)):
        if text[index] in separators:
            if word_at >= 0:
                yield word_at, text[word_at:index]
                word_at = -1
        elif word_at < 0:
            word_at = index
    if word_at >= 0:
        yield word_at, text[word_at:]

"""Edits of lists with an entry a line."""

from collections.abc import Iterable

from relaytui.lists.edit import changed, cut
from relaytui.lists.entry import Entry
from relaytui.lists.rows import BLANKS, OFF, newline, rows


def inserted(text: str, at: int, lines: Iterable[str]) -> str:
    """The text with lines before an offset that begins a line, or at its end."""
    end = newline(text)
    new = "".join(f"{one}{end}" for one in lines)
    before = text[:at]
    if at == len(text) and before and not before.endswith("\n"):
        before += end
    return before + new + text[at:]


def removed(text: str, entries: Iterable[Entry]) -> str:
    """The text without the lines of entries."""
    return cut(text, [span for one in entries for span in one.spans])


def switched_off(text: str, entries: Iterable[Entry]) -> str:
    """The text with each line of the entries a comment."""
    return changed(text, [(at, at, OFF) for one in entries for at in _line_starts(text, one)])


def switched_on(text: str, entries: Iterable[Entry]) -> str:
    """The text with entries that are comments made entries again."""
    return changed(
        text, [(at, at + _mark(text, at), "") for one in entries for at in _line_starts(text, one)]
    )


def _line_starts(text: str, entry: Entry) -> list[int]:
    return [
        start + row.start
        for start, end in entry.spans
        for row in rows(text[start:end])
        if row.text.strip(BLANKS)
    ]


def _mark(text: str, at: int) -> int:
    """How much of a comment line goes to make it an entry: ours alone, or `#`s and blanks."""
    if text.startswith(OFF, at):
        return len(OFF)
    begin = at
    while at < len(text) and text[at] in "#; \t":
        at += 1
    return at - begin

"""Hits of a filter, marked in the rows that are on the screen."""

from collections.abc import Sequence

from rich.style import Style

from relaytui.domain.line import Line
from relaytui.state.filter import Span, merged
from relaytui.state.selection import Selection
from relaytui.widgets.strips import Part


class Marking:
    """Where hits stand; what a search finds comes later, and `arrived` tells in which rows."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], set[int]] = {}
        self._unsearched: dict[int, int] = {}

    def spans(self, selection: Selection, line: Line, text: str, place: int) -> list[Span]:
        """Where hits stand in the text of the row at a place."""
        found = selection.filter.spans(line, text)
        for pattern, subject in selection.filter.subjects(line):
            there = selection.marks[pattern].spans(subject)
            if there is None:
                self._waiting.setdefault((pattern, subject), set()).add(place)
            else:
                found += within(subject, there, text)
        return merged(found)

    def is_hit(self, selection: Selection, row: int, place: int) -> bool:
        """Whether a row of the ring is a hit; it stands at this place."""
        held = selection.holds(row)
        if held is None:
            self._unsearched[row] = place
        return bool(held)

    def arrived(self, selection: Selection | None) -> set[int]:
        """Places whose hits have become known since the last call."""
        if selection is None:
            self._waiting.clear()
            self._unsearched.clear()
            return set()
        marks = selection.marks
        known = [one for one in self._waiting if one[0] not in marks or marks[one[0]].knows(one[1])]
        searched = [row for row in self._unsearched if selection.holds(row) is not None]
        places = {place for one in known for place in self._waiting.pop(one)}
        return places.union([self._unsearched.pop(row) for row in searched])


def within(whole: str, spans: Sequence[Span], text: str) -> list[Span]:
    """Places in a whole line as places in the text that a row shows of it."""
    if whole.endswith(text):
        before = len(whole) - len(text)
        return [(max(start - before, 0), end - before) for start, end in spans if end > before]
    words = {whole[start:end] for start, end in spans}
    return merged([
        (at, at + len(word)) for word in words if (at := text.find(word)) >= 0
    ])  # fmt: skip


def marked_parts(text: str, spans: Sequence[Span], style: Style, hit: Style) -> list[Part]:
    """The text with its hits in another style."""
    parts: list[Part] = []
    done = 0
    for start, end in spans:
        parts += [(text[done:start], style), (text[start:end], hit)]
        done = end
    return [*parts, (text[done:], style)]

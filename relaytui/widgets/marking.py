"""Hits of a filter, marked in the rows that are on the screen."""

from collections.abc import Sequence

from rich.style import Style

from relaytui.domain.line import Line
from relaytui.state.filter import Span, Words, merged
from relaytui.state.selection import Selection
from relaytui.widgets.strips import Part


class Marking:
    """Where hits stand; what a pattern finds comes later, and `arrived` tells in which rows."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[int]] = {}

    def hits(
        self, selection: Selection, line: Line, text: str, row: int
    ) -> tuple[list[Span], bool]:
        """The places in the text of a row, and whether the line is a hit at all."""
        chosen = selection.filter
        if isinstance(chosen, Words):
            return chosen.spans(text), chosen.keeps(line.relay, line.event.raw)
        if selection.marks is None or chosen.inverse:
            return [], False
        whole = f"{line.relay} {line.event.raw}"
        found = selection.marks.spans(whole)
        if found is None:
            self._waiting.setdefault(whole, set()).add(row)
            return [], False
        return within(whole, found, text), bool(found)

    def arrived(self, selection: Selection | None) -> set[int]:
        """Rows whose places have become known since the last call."""
        if not self._waiting:
            return set()
        if selection is None or selection.marks is None:
            self._waiting.clear()
            return set()
        known = [text for text in self._waiting if selection.marks.knows(text)]
        return {row for text in known for row in self._waiting.pop(text)}


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

"""Paragraphs in a view: details, help, reasons. What is too long for the width is wrapped."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from relaytui.theming import ConsoleTheme
from relaytui.widgets.strips import Part, column, fit, wrap, wrap_words


class Paragraph(NamedTuple):
    """A text, perhaps with a name before it (a blank as a name: one more text of the name above).

    `literal` text comes from a host and is broken anywhere; ours is broken at blanks.
    """

    text: str
    name: str = ""
    token: str = "text"
    literal: bool = True


class Paragraphs:
    """Rows of a view, a paragraph each."""

    first = 0

    def __init__(
        self, theme: Callable[[], ConsoleTheme], paragraphs: Sequence[Paragraph] = ()
    ) -> None:
        self._theme = theme
        self._list = list(paragraphs)
        self._name_width = max([0, *(len(paragraph.name) for paragraph in paragraphs)])

    @property
    def end(self) -> int:
        """Their number."""
        return len(self._list)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Paragraphs) and self._list == other._list

    __hash__ = None  # type: ignore[assignment]

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """A paragraph's lines."""
        theme = self._theme()
        text, name, token, literal = self._list[row]
        ground, style = theme["text"], theme[token]
        indent = min(self._name_width, width // 2)
        if not name:
            parts = [(text, style)]
            return wrap(parts, width, ground) if literal else wrap_words(text, style, width, ground)
        head = (column(name, indent) + "  ", theme["muted"])
        room = width - indent - 2
        body = (
            wrap([(text, style)], room, ground)
            if literal
            else wrap_words(text, style, room, ground)
        )
        first, *rest = body
        lines = [fit([head, *_parts(first)], width, ground)]
        blank = (" " * (indent + 2), ground)
        return lines + [fit([blank, *_parts(strip)], width, ground) for strip in rest]


def _parts(strip: Strip) -> list[Part]:
    return [(segment.text, segment.style or Style.null()) for segment in strip]

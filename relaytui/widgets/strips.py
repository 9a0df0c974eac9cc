"""Strips of exact width from safe text: what it is cut to, it is as wide as on the terminal."""

from collections.abc import Iterable, Sequence

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

#: A piece of a line: safe text, and how it looks.
Part = tuple[str, Style]

_CUT = "…"


# Terminals differ in the width of these: halves of flags, skin colours, parts of Hangul syllables.
_UNSETTLED = {
    point: f"<U+{point:04X}>"
    for low, high in ((0x1F1E6, 0x1F1FF), (0x1F3FB, 0x1F3FF), (0x1161, 0x11FF), (0xD7B0, 0xD7FF))
    for point in range(low, high + 1)
}


def settled(text: str) -> str:
    """The text without characters of which nobody knows how wide a terminal draws them."""
    return text if text.isascii() else text.translate(_UNSETTLED)


def cells(text: str) -> int:
    """How many cells a text takes on the terminal."""
    if text.isascii():
        return len(text)
    return sum(map(get_character_cell_size, text))


def cut(text: str, width: int) -> tuple[str, int]:
    """As much of a text as goes into so many cells, and how many it takes."""
    if text.isascii():
        if len(text) > width:
            text = text[: max(width, 0)]
        return text, len(text)
    used = 0
    for place, character in enumerate(text):
        size = get_character_cell_size(character)
        if used + size > width:
            return text[:place], used
        used += size
    return text, used


def column(text: str, width: int, *, right: bool = False) -> str:
    """A text as a column: cut with an ellipsis where it is too long, filled up with blanks."""
    text = settled(text)
    size = cells(text)
    if size > width:
        kept, size = cut(text, width - 1)
        text, size = kept + _CUT, size + 1
    blanks = " " * (width - size)
    return blanks + text if right else text + blanks


def fit(parts: Iterable[Part], width: int, ground: Style) -> Strip:
    """One line of exactly this width; what is too long ends in an ellipsis."""
    kept: list[Part] = []
    left = width
    for text, style in parts:
        whole = settled(text)
        text, used = cut(whole, left)
        if text:
            _add(kept, text, style)
            left -= used
        if text is not whole and text != whole:
            left += _end_in_ellipsis(kept, left)
            break
    if left > 0:
        _add(kept, " " * left, ground)
    return Strip([Segment(*part) for part in kept], width)


def _add(kept: list[Part], text: str, style: Style) -> None:
    """Neighbours of one style in one segment: each costs bytes on the line."""
    if kept and (kept[-1][1] is style or kept[-1][1] == style):
        kept[-1] = (kept[-1][0] + text, style)
    else:
        kept.append((text, style))


def _end_in_ellipsis(parts: list[Part], left: int) -> int:
    """Make room for the ellipsis, and put it; returns the cells that this has set free."""
    freed = 0
    style = parts[-1][1] if parts else Style.null()
    while left + freed < 1 and parts:
        text, before = parts.pop()
        size = cells(text)
        kept, used = cut(text, size - 1)
        freed += size - used
        if kept:
            parts.append((kept, before))
    if left + freed < 1:
        return freed
    _add(parts, _CUT, style)
    return freed - 1


def wrap(parts: Sequence[Part], width: int, ground: Style, indent: int = 0) -> list[Strip]:
    """Lines of exactly this width, broken anywhere; the later ones are indented."""
    lines: list[Strip] = []
    segments: list[Segment] = []
    left = width
    for text, style in parts:
        text = settled(text)
        while text:
            kept, used = cut(text, left)
            if not kept or (kept != text and used == 0):
                if left == width - (indent if lines else 0):
                    break  # not one character fits
                kept, used = "", 0
            else:
                segments.append(Segment(kept, style))
            left -= used
            text = text[len(kept) :]
            if text:
                lines.append(_line(segments, left, width, ground))
                segments = [Segment(" " * indent, ground)] if indent else []
                left = width - indent
    if segments or not lines:
        lines.append(_line(segments, left, width, ground))
    return lines


def wrap_words(text: str, style: Style, width: int, ground: Style, indent: int = 0) -> list[Strip]:
    """Lines of our own words, broken at blanks where that is possible."""
    lines: list[str] = []
    line = ""
    for word in settled(text).split(" "):
        room = width - (indent if lines else 0)
        longer = f"{line} {word}" if line else word
        if line and cells(longer) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    blanks = " " * indent
    strips: list[Strip] = []
    for number, words in enumerate(lines):
        strips += wrap([(blanks if number else "", ground), (words, style)], width, ground, indent)
    return strips


def _line(segments: list[Segment], left: int, width: int, ground: Style) -> Strip:
    filled = [*segments, Segment(" " * left, ground)] if left > 0 else segments
    return Strip(_joined(filled), width)


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Neighbours of one style in one segment: each costs bytes on the line."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].style == segment.style:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.style)
        elif segment.text:
            joined.append(segment)
    return joined

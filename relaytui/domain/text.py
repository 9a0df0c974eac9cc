"""The gate: text of other machines becomes literal, visible text.

A log line is written by strangers: it may hold terminal escapes, bidirectional overrides,
invisible characters and piles of combining marks. Whatever a host sends passes `safe` or
`decode` once; afterwards each character of it can be drawn as it stands. Secrets that mail
programs write into their logs are taken out by `redact`, before anything is kept.
"""

import functools
import re
import unicodedata
from typing import NewType

from relaytui.domain.redaction import redact

__all__ = ["LINE_LIMIT", "SafeText", "decode", "redact", "safe"]

#: Text in which every character can be shown as it stands.
SafeText = NewType("SafeText", str)

#: So many characters of one line are shown and parsed; then an ellipsis stands.
LINE_LIMIT = 4096

#: More combining marks than that on one base pile up over the rows above: they are pictured.
MARKS_ON_A_BASE = 4

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

# Derived property Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt), as far as
# the category doesn't tell: drawn as nothing although they are letters, marks or symbols.
_IGNORABLE = (
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian variation selectors and vowel separator
    (0x2800, 0x2800),  # the empty Braille pattern: not in the property, but as blank
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xE0000, 0xE0FFF),  # tags, variation selectors supplement
)


def _picture(point: int) -> str:
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    if 0xDC80 <= point <= 0xDCFF:  # a byte that was not UTF-8, as surrogateescape carries it
        return f"\\x{point - 0xDC00:02x}"
    return f"<U+{point:04X}>"


class _Visible(dict[int, int | str]):
    """Code point to what is shown; filled as code points are met."""

    def __missing__(self, point: int) -> int | str:
        hidden = unicodedata.category(chr(point)) in _HIDDEN
        hidden = hidden or any(first <= point <= last for first, last in _IGNORABLE)
        shown: int | str = _picture(point) if hidden else point
        self[point] = shown
        return shown


class _Pictures(dict[int, str]):
    def __missing__(self, point: int) -> str:
        shown = self[point] = _picture(point)
        return shown


_VISIBLE = _Visible({0x09: " "})
_PICTURES = _Pictures()


@functools.cache
def _piles() -> re.Pattern[str]:
    """A run of combining marks that is too long. Made when the first such line is met."""
    ranges: list[list[int]] = []
    for point in range(0x300, 0x20000):  # above, marks are variation selectors only
        if unicodedata.category(chr(point))[0] == "M":
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(f"(?<=[{marks}]{{{MARKS_ON_A_BASE}}})[{marks}]+")


def safe(text: str, limit: int = LINE_LIMIT) -> SafeText:
    """Make `text` showable: at most `limit` characters, an ellipsis where more would follow.

    A tab is shown as one blank. Every other control, format, surrogate, private, unassigned
    or invisible character becomes a picture: U+2400 + n for C0, U+2421 for DEL, `<U+XXXX>`.
    """
    cut = len(text) > limit
    if cut:
        text = text[:limit]
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_VISIBLE)
        if not text.isascii():
            text = _piles().sub(lambda pile: pile[0].translate(_PICTURES), text)
        cut = cut or len(text) > limit
        text = text[:limit]
    return SafeText(text + "\u2026" if cut else text)


def decode(raw: bytes, limit: int = LINE_LIMIT) -> SafeText:
    """The bytes of a host as safe text; bytes that are not UTF-8 are shown as `\\xNN`."""
    # A character has at most four bytes: what is behind can't be among those shown.
    return safe(raw[: 4 * limit + 4].decode("utf-8", "backslashreplace"), limit)

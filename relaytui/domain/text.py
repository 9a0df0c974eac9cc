"""The gate: text from a host becomes literal, visible text, and secrets are taken out.

Nothing else from a host reaches a screen, a file or an alert. A tab becomes one space; every
other control, format, private, unassigned or default-ignorable code point becomes a picture
(U+2400 and following for C0, `<U+202E>` for others). The categories are Unicode's; the
default-ignorable points are those of DerivedCoreProperties that have another category.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NewType

SafeText = NewType("SafeText", str)

#: Characters of a line that are kept.
LIMIT = 4096
#: Bytes of a line in which they stand: no character has more than four.
MOST_BYTES = 4 * LIMIT + 4
#: Combining marks on one base that are kept; more are a way to draw over other rows.
MARKS = 4

_BAD = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_IGNORABLE = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Drawn as nothing, or as more than a cell's worth of blank, by many terminals.
_BLANKS = {0x2800, 0x00AD}


def is_shown(one: str) -> bool:
    """Whether a character may reach a terminal as it is (a tab may not)."""
    point = ord(one)
    if point < 0x7F:
        return point >= 0x20
    if unicodedata.category(one) in _BAD or point in _BLANKS:
        return False
    return not any(low <= point <= high for low, high in _IGNORABLE)


#: Code points that are remembered: more than people write, and not a stranger's million.
_REMEMBERED = 1 << 15


class _Pictures(dict[int, str | int]):
    """Code point to what is shown, filled as points are met."""

    def __missing__(self, point: int) -> str | int:
        shown: str | int = point
        if point == 0x09:
            shown = " "
        elif point < 0x20:
            shown = chr(0x2400 + point)
        elif point == 0x7F:
            shown = "\u2421"
        elif 0xDC80 <= point <= 0xDCFF:  # a byte that was no UTF-8, by surrogateescape
            shown = f"\\x{point - 0xDC00:02x}"
        elif not is_shown(chr(point)):
            shown = f"<U+{point:04X}>"
        if len(self) >= _REMEMBERED:
            self.clear()
        self[point] = shown
        return shown


_PICTURES = _Pictures()
#: Kinds of characters up to which replacing each in the whole text is the quick way; a stranger
#: who sends thousands of kinds in one line must not make it take thousands of times as long.
_FEW = 8


def safe(text: str, limit: int = LIMIT) -> SafeText:
    """The text, safe to show; at most `limit` characters of it, then an ellipsis."""
    if len(text) > limit:
        text = text[:limit] + "\u2026"
    if text.isascii() and text.isprintable():
        return SafeText(text)
    shown = {one: _PICTURES[ord(one)] for one in set(text)}
    bad = {one: picture for one, picture in shown.items() if isinstance(picture, str)}
    text = _replaced(text, bad) if len(bad) <= _FEW else text.translate(_PICTURES)
    if not text.isascii():
        text = _few_marks(text[: limit + 2])
    # Pictures are longer than what they stand for.
    return SafeText(text if len(text) <= limit + 1 else text[:limit] + "\u2026")


_PRINTABLE = bytes(range(0x20, 0x7F))


def decode(raw: bytes, limit: int = LIMIT) -> SafeText:
    """Bytes, as UTF-8; what is none becomes `\\xNN` (surrogateescape is the quick way there)."""
    if len(raw) <= limit and not raw.translate(None, _PRINTABLE):
        return SafeText(raw.decode("ascii"))
    # A character has at most four bytes: what comes later can't be among those shown.
    return safe(raw[: 4 * limit + 4].decode("utf-8", "surrogateescape"), limit)


@lru_cache(maxsize=1)
def _all_marks() -> frozenset[str]:
    """Every combining mark; gathered when the first text beyond ASCII is met."""
    points = range(0x300, 0x20000)
    return frozenset(chr(one) for one in points if unicodedata.category(chr(one))[0] == "M")


_MARK = "\u0300"
_LONG_RUN = re.compile(f"{_MARK}{{{MARKS + 1},}}")


@lru_cache(maxsize=1)
def _masks() -> dict[int, str]:
    return {ord(one): _MARK for one in _all_marks()}


def _few_marks(text: str) -> str:
    """At most MARKS combining marks on one base; linear, whatever the marks are."""
    present = _all_marks().intersection(text)
    if not present:
        return text
    mask = _replaced(text, dict.fromkeys(present, _MARK)) if len(present) <= _FEW else None
    kept, at = [], 0
    for run in _LONG_RUN.finditer(text.translate(_masks()) if mask is None else mask):
        begin = run.start() + MARKS
        kept += [text[at:begin], _pictured(text[begin : run.end()])]
        at = run.end()
    return "".join([*kept, text[at:]])


def _pictured(marks: str) -> str:
    pictures = {one: f"<U+{ord(one):04X}>" for one in set(marks)}
    if len(pictures) <= _FEW:
        return _replaced(marks, pictures)
    return "".join([pictures[one] for one in marks])


def _replaced(text: str, pictures: Mapping[str, str]) -> str:
    for one, picture in pictures.items():
        text = text.replace(one, picture)
    return text


#: What stands for a secret.
HIDDEN = "[hidden]"

# Each begins with plain letters, which is what makes it quick to look for in a long text.
#: AUTH PLAIN AGZvbwBiYXI=, AUTH LOGIN …, as commands, also in what a client sent wrongly.
_COMMAND = re.compile(r"AUTH[ =][A-Z0-9-]{3,20}[ =]+(?!\[hidden\])([A-Za-z0-9+/=]{4,})")
#: Courier's answer to AUTH LOGIN, which may be the password: `msg="535 …",cmd: aHVudGVyMg==`.
_ANSWER = re.compile(r"msg=\"535 [^\"]{0,64}\",cmd: (?!\[hidden\]|AUTH )(\S+)")
#: password=…, pass: …, passwd="…", secret: …, in lower case.
_NAMED = tuple(
    re.compile(name + r"(?:=|: ?|:=)[\"'<]?(?!\[hidden\])([^\s\"'>,;)]+)")
    for name in ("pass(?:word|wd)?", "secret")
)


def may_hold_secret(text: str) -> bool:
    """Whether words stand in a text that stand near every secret; few lines hold one of them."""
    lower = text.lower()
    return (
        "pass" in lower
        or ("auth" in lower and _may_be_login(lower))
        or "secret" in lower
        or ",cmd: " in lower
    )


def _may_be_login(lower: str) -> bool:
    """Whether `auth` is said of more than a session as a whole, and a secret can follow it."""
    return ("auth " in lower and "after auth from" not in lower) or (
        "auth=" in lower and "commands=" not in lower
    )


def redact(text: str) -> tuple[str, bool]:
    """The text without its secrets, and whether there were any. Linear."""
    if not may_hold_secret(text):
        return text, False
    before = text
    text = _without_given(text, text.lower())
    text = _hidden(text, _COMMAND, text)
    text = _hidden(text, _ANSWER, text)
    for pattern in _NAMED:
        text = _hidden(text, pattern, text.lower())
    return text, text != before


def _hidden(text: str, pattern: re.Pattern[str], looked_at: str) -> str:
    """The text with the pattern's group hidden wherever its first word stands by itself."""
    if len(looked_at) != len(text):  # a capital letter that has two small ones
        looked_at = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    kept, at = [], 0
    for found in pattern.finditer(looked_at):
        begin = found.start()
        if begin and (looked_at[begin - 1].isalnum() or looked_at[begin - 1] == "_"):
            continue
        kept += [text[at : found.start(1)], HIDDEN]
        at = found.end(1)
    return "".join([*kept, text[at:]]) if kept else text


def _without_given(text: str, lower: str) -> str:
    """Dovecot's `(given password: hunter2)`, `(SHA1 of given password: 3fa1b2)`: the password may
    hold anything, brackets too, so all that follows goes."""
    at = lower.find("given password")
    at = text.find(": ", at) if at >= 0 else -1
    if at < 0 or text.startswith(HIDDEN, at + 2):
        return text
    return f"{text[: at + 2]}{HIDDEN}{')' if text.endswith(')') else ''}"

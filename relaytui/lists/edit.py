"""An edit of a list's text: what is wanted, and the new text or why there is none.

All bytes but those of the edit stay: byte order mark, line ends, comments, order. Writing the
text to a host must keep what KEEPS names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Do = Literal["add", "remove", "disable", "enable", "list"]
#: What the file on the host keeps when it is written.
KEEPS = ("symlink", "mode", "owner", "label")


@dataclass(frozen=True, slots=True)
class Operation:
    """`net`, `action` and `comment` are as a person typed them. `jail`: fail2ban's, empty for
    [DEFAULT]. `confirmed`: what had to be asked about was said yes to."""

    do: Do
    net: str = ""
    action: str | None = None
    comment: str = ""
    jail: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """The new text; with `changed` False it is the old one, and nothing is to be written.

    `notes` are codes of what must be told (`covered_by:192.0.2.0/24`), `words` the same for
    people, `commands` make it effective.
    """

    after: str
    changed: bool
    notes: tuple[str, ...] = ()
    words: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing is written: a code, why in words, and what can be done instead."""

    code: str
    words: str
    suggest: tuple[str, ...] = ()
    reason: str = ""
    covering: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without some of its pieces."""
    return changed(text, [(start, end, "") for start, end in spans])


def changed(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """The text with pieces (from, to, new) replaced; they do not overlap."""
    kept, at = [], 0
    for start, end, new in sorted(pieces):
        kept += [text[at:start], new]
        at = end
    return "".join([*kept, text[at:]])

"""What the user types behind `/`: plain words, or a pattern between slashes, or not these.

`sasl failed !203.0.113.9` is lines with the phrase `sasl failed` and without that address; `-word`
is the same as `!word`, and `!/pattern/` is lines that the pattern does not match.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from relaytui.errors import UsageError
from relaytui.state.ring import Block

_FIELD = re.compile(r"[a-z_]+(=|!=|>|<|~)\S")
# A term that must not stand in the line: `!word` or `-word`, but not `--` or `- -`.
_UNWANTED = re.compile(r"(?:^|\s)[!-]([^\s!-]\S*)")

#: Where something stands in a text: its start, and the place after its end.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases that must stand in the raw line or in the relay's name, in whatever case, and
    words that must stand in neither."""

    text: str

    @property
    def wanted(self) -> list[str]:
        """The phrases, in lower case; those between unwanted words are one each."""
        return [one for part in _UNWANTED.split(self.text)[::2] if (one := part.strip().lower())]

    @property
    def unwanted(self) -> list[str]:
        """The words that must not be there, in lower case."""
        return [one.lower() for one in _UNWANTED.findall(self.text)]

    def __str__(self) -> str:
        return self.text

    def keeps(self, relay: str, raw: str) -> bool:
        """Whether a line is one of those."""
        relay, raw = relay.lower(), raw.lower()
        return all(one in raw or one in relay for one in self.wanted) and not any(
            one in raw or one in relay for one in self.unwanted
        )

    def hits(self, block: Block) -> list[int]:
        """Offsets of the rows that are shown. Markers always are: what is missing is not hidden."""
        text = block.text
        if not all(_has_no_case(needle) for needle in (*self.wanted, *self.unwanted)):
            text = text.lower()
        first, *others = self.wanted or [""]
        found = _rows_with(first, block, text)
        for needle in others:
            found &= _rows_with(needle, block, text)
        for needle in self.unwanted:
            found -= _rows_with(needle, block, text)
        return sorted(found.union(block.markers))

    def spans(self, text: str) -> list[Span]:
        """Where the phrases stand in a text, in their order and without overlaps."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter whose small form is two
            return []
        return merged([
            found.span() for one in self.wanted for found in re.finditer(re.escape(one), lowered)
        ])  # fmt: skip


def _has_no_case(needle: str) -> bool:
    """Whether a text (in lower case) is found as well without putting the other in lower case."""
    return needle.isascii() and needle == needle.upper()


def _rows_with(needle: str, block: Block, text: str) -> set[int]:
    """The rows with a text; `text` is the block's, in lower case unless the needle has no case."""
    names = set(block.relays)
    relays = {relay for relay in names if needle in relay.lower()}
    if len(relays) == len(names):
        return set(range(len(block.relays)))
    found = set(_rows_of(needle, text)) if "\n" not in needle else set()
    if relays:
        found.update(at for at, relay in enumerate(block.relays) if relay in relays)
    return found


def _rows_of(needle: str, text: str) -> Iterator[int]:
    """The lines of a text in which the needle stands."""
    row = begin = 0
    at = text.find(needle)
    while at >= 0:
        row += text.count("\n", begin, at)
        yield row
        begin = text.find("\n", at)
        at = text.find(needle, begin) if begin >= 0 else -1


def merged(spans: list[Span]) -> list[Span]:
    """The same places in their order, those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, searched for in `relay raw`; matched elsewhere, with a time limit."""

    text: str
    #: Whether the lines are wanted that it does not match.
    inverse: bool = False

    def __str__(self) -> str:
        return f"{'!' if self.inverse else ''}/{self.text}/"

    def kept(self, hits: Iterable[int], rows: int) -> set[int]:
        """The rows of so many that are wanted when these were matched."""
        return set(range(rows)).difference(hits) if self.inverse else set(hits)


Filter = Words | Pattern


def parse_filter(text: str) -> Filter | None:
    """The filter of a typed text; None for an empty one.

    A pattern is written `/like this/`. UsageError where it can't be used.
    """
    text = text.strip()
    if not text:
        return None
    inverse = text[:2] in ("!/", "-/")
    pattern = text[1:] if inverse else text
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        try:
            re.compile(pattern[1:-1])
        except (re.error, OverflowError, RecursionError) as error:
            raise UsageError(f"The pattern is not valid: {error}") from error
        return Pattern(pattern[1:-1], inverse)
    if found := _FIELD.match(text.lstrip("!-")):
        raise UsageError(
            f"{found[0][:-1]}… comes with the filter language",
            "Type plain words, or a pattern between slashes: /from=.*lab/",
        )
    return Words(text)

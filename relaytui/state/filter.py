"""What the user types behind `/`, made ready to be used on rows (docs/filter.md)."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from relaytui.domain.line import Line
from relaytui.filtering import tree
from relaytui.filtering.bounds import Bounds, bounds
from relaytui.filtering.comparing import Moment, as_text
from relaytui.filtering.judging import Ask, Judge, judging, values_of, whole
from relaytui.filtering.parse import parse, patterns
from relaytui.state.block import Block

#: Where something stands in a text: its start, and the place after its end.
Span = tuple[int, int]


@dataclass(frozen=True)
class Filter:
    """A filter: its tree, and when it is used. Equal where it says the same."""

    node: tree.Node
    when: Moment = field(default=Moment(0.0), compare=False)

    def __str__(self) -> str:
        return str(self.node)

    def __reduce__(self) -> tuple[type["Filter"], tuple[tree.Node, Moment]]:
        """What another process needs of it: what it has worked out stays here."""
        return Filter, (self.node, self.when)

    @property
    def elsewhere(self) -> str:
        """The same without names that only this user knows."""
        return str(tree.expanded(self.node))

    @cached_property
    def patterns(self) -> list[str]:
        """The patterns in it; they are matched elsewhere, with a time limit."""
        return patterns(self.node)

    @cached_property
    def judge(self) -> Judge:
        """Whether a line is kept; None where a pattern's answer is missing."""
        return judging(self.node, self.when)

    def bounds(self, block: Block) -> Bounds:
        """Offsets of rows that are surely kept, and of those that may be. Markers always are: what
        is missing is not hidden."""
        found = bounds(self.node, block, self.when)
        markers = frozenset(block.markers)
        return Bounds(found.surely | markers, found.maybe | markers)

    def keeps(self, line: Line, ask: Ask = lambda *_: None) -> bool | None:
        """Whether a line is kept; None where only a pattern can tell, and `ask` does not."""
        return bool(line.marker) or self.judge(line, ask)

    def spans(self, line: Line, text: str) -> list[Span]:
        """Where what was looked for stands in a text of a line, in order and without overlaps; what
        patterns find is not among it."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter whose small form is two
            return []
        return merged([
            found.span()
            for needle in dict.fromkeys(_needles(self.node, line, self.when))
            for found in re.finditer(re.escape(needle), lowered)
        ])  # fmt: skip

    def subjects(self, line: Line) -> Iterator[tuple[str, str]]:
        """Patterns whose hits are to be marked, each with a text that it is searched for in."""
        for node in _wanted(self.node):
            if isinstance(node, tree.Matches):
                yield node.pattern, whole(line)
            elif isinstance(node, tree.FieldMatches) and not node.negative:
                for value in values_of(node.field)(line):
                    yield node.pattern, as_text(value)


def literally(text: str) -> Filter:
    """The filter of a text as it is, whatever signs stand in it."""
    return Filter(tree.Phrase(text, quoted=True))


def parse_filter(
    text: str, saved: Mapping[str, str] | None = None, when: Moment | None = None
) -> Filter | None:
    """The filter of a typed text; None for an empty one. FilterError, a UsageError, where it can't
    be understood. `saved` are the filters by name; without `when`, it is used now."""
    node = parse(text, saved)
    return None if node is None else Filter(node, when or Moment(time.time()))


def _wanted(node: tree.Node) -> Iterator[tree.Node]:
    """The parts of a tree that have to hold, or one of which has to."""
    match node:
        case tree.All() | tree.Any():
            for one in node.nodes:
                yield from _wanted(one)
        case tree.Saved():
            yield from _wanted(node.node)
        case tree.Not():
            pass
        case _:
            yield node


def _needles(node: tree.Node, line: Line, when: Moment) -> Iterator[str]:
    """Texts that make the line a hit, in lower case."""
    for one in _wanted(node):
        if isinstance(one, tree.Phrase):
            yield one.text.lower()
        elif isinstance(one, tree.Test) and one.operator == "~":
            yield from (value.text.lower() for value in one.values)
        elif isinstance(one, tree.Test) and one.operator == "=":
            yield from _said(one, line, when)


def _said(node: tree.Test, line: Line, when: Moment) -> Iterator[str]:
    if judging(node, when)(line, lambda *_: None):
        for value in values_of(node.field)(line):
            if isinstance(value, str) and len(value) > 1:
                yield value.lower()


def merged(spans: Sequence[Span]) -> list[Span]:
    """The same places in their order, those that overlap or touch as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined

"""The rows of one block under a filter, in as many steps as its patterns need."""

from collections.abc import Mapping

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.filtering.tree import All, Any, Matches, Node, Not, Phrase, Saved, Test
from relaytui.state.block import Block
from relaytui.state.filter import Filter


class Judgement:
    """`hits` are the offsets of the rows that are kept; `wanted` what must be known before."""

    def __init__(self, chosen: Filter, block: Block) -> None:
        self.block = block
        self._judge = chosen.judge
        found = chosen.bounds(block)
        self._hits = set(found.surely)
        self._open = self._lines(chosen, found.maybe - found.surely)
        self._answers: dict[tuple[str, str], bool] = {}
        self._wanted: dict[str, dict[str, None]] = {}
        self._look()

    @property
    def hits(self) -> list[int]:
        """The rows, in their order."""
        return sorted(self._hits)

    @property
    def wanted(self) -> tuple[str, list[str]] | None:
        """A pattern, and the texts that it is to be searched for in; None when all is known."""
        for pattern, texts in self._wanted.items():
            return pattern, list(texts)
        return None

    def answer(self, pattern: str, found: Mapping[str, bool]) -> None:
        """In which texts the pattern was found."""
        for text, held in found.items():
            self._answers[pattern, text] = held
        self._look()

    def _lines(self, chosen: Filter, rows: frozenset[int]) -> dict[int, Line]:
        if not rows:
            return {}
        if not _is_of_texts(chosen.node):
            return self.block.lines(rows)
        texts, relays = self.block.text.split("\n"), self.block.relays
        return {row: Line(relays[row], "", 0, 0.0, Event(raw=texts[row])) for row in sorted(rows)}

    def _look(self) -> None:
        self._wanted = {}
        for row, line in list(self._open.items()):
            held = self._judge(line, self._ask)
            if held is not None:
                del self._open[row]
            if held:
                self._hits.add(row)

    def _ask(self, pattern: str, text: str) -> bool | None:
        known = self._answers.get((pattern, text))
        if known is None:
            self._wanted.setdefault(pattern, {})[text] = None
        return known


def _is_of_texts(node: Node) -> bool:
    """Whether the rows can be told by their texts and relays alone."""
    match node:
        case Not() | Saved():
            return _is_of_texts(node.node)
        case All() | Any():
            return all(map(_is_of_texts, node.nodes))
    if isinstance(node, Test):
        return node.field in ("raw", "relay")
    return isinstance(node, Matches | Phrase)

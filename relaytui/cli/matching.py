"""`--match`: which lines are printed."""

import argparse
import threading
from collections.abc import Sequence

from relaytui.domain.line import Line
from relaytui.errors import UsageError
from relaytui.filtering.comparing import Moment
from relaytui.state.block import plain_block
from relaytui.state.filter import Filter, parse_filter
from relaytui.state.judgement import Judgement
from relaytui.state.pattern_search import PatternSearch
from relaytui.state.saved_filters import read_filters

#: Lines of one batch for the pattern worker.
BATCH = 2000


def add_match(
    parser: argparse.ArgumentParser, words: str = "only the lines of a filter (docs/filter.md)"
) -> None:
    """The option of a command that takes a filter."""
    parser.add_argument("--match", default="", metavar="FILTER", help=words)


def typed(text: str, when: Moment | None = None) -> Filter | None:
    """The filter of a typed text, also of the user's saved ones; FilterError as `parse_filter`."""
    return parse_filter(text, read_filters() if "@" in text else {}, when)


class Matching:
    """Keeps the lines that a typed filter asks for; rows about missing lines always stay.

    FilterError where the text can't be understood. Without `when`, ages in it count from now.
    """

    def __init__(self, text: str | Filter, when: Moment | None = None) -> None:
        self.filter = typed(text, when) if isinstance(text, str) else text
        self._known: dict[tuple[str, str], bool] = {}
        self._wanted: dict[str, dict[str, None]] = {}
        self._answered = threading.Event()
        self._searches = {
            pattern: PatternSearch(pattern, self._answered.set)
            for pattern in (self.filter.patterns if self.filter else ())
        }

    def kept(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that match, in their order. UsageError where a pattern takes too long."""
        if self.filter is None:
            return list(lines)
        return [
            line
            for at in range(0, len(lines), BATCH)
            for line in self._matched(lines[at : at + BATCH])
        ]

    def which(self, lines: Sequence[Line]) -> list[bool]:
        """Of each line whether it matches. UsageError where a pattern takes too long."""
        if self.filter is None:
            return [True] * len(lines)
        keeps, known = self.filter.keeps, self._known
        found = [keeps(line, self._ask) for line in lines]
        while self._wanted:
            for pattern, texts in self._wanted.items():
                hits = set(self._searched(self._searches[pattern], list(texts)))
                known.update(((pattern, text), at in hits) for at, text in enumerate(texts))
            self._wanted.clear()
            for at, line in enumerate(lines):
                if found[at] is None:
                    found[at] = keeps(line, self._ask)
        known.clear()
        return [bool(one) for one in found]

    def _ask(self, pattern: str, text: str) -> bool | None:
        known = self._known.get((pattern, text))
        if known is None:
            self._wanted.setdefault(pattern, {})[text] = None
        return known

    def _matched(self, lines: Sequence[Line]) -> list[Line]:
        assert self.filter is not None
        judgement = Judgement(self.filter, plain_block(0, lines))
        while (wanted := judgement.wanted) is not None:
            pattern, texts = wanted
            hits = set(self._searched(self._searches[pattern], texts))
            judgement.answer(pattern, {text: at in hits for at, text in enumerate(texts)})
        return [lines[row] for row in judgement.hits]

    def _searched(self, search: PatternSearch, texts: list[str]) -> list[int]:
        search.search(0, texts)
        while (answer := search.collect()) is None:
            if search.failed:
                raise UsageError(f"--match: {search.failed}", "Use plain text or a simpler pattern")
            self._answered.wait(1.0)
            self._answered.clear()
        return answer[1]

    def close(self) -> None:
        """End the workers."""
        for search in self._searches.values():
            search.close()

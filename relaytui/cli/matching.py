"""`--match`: which lines are printed."""

import threading

from relaytui.domain.line import Line
from relaytui.errors import UsageError
from relaytui.state.filter import Pattern, Words, parse_filter
from relaytui.state.pattern_search import PatternSearch

#: Texts of one batch for the pattern worker.
BATCH = 2000


class Matching:
    """Keeps the lines that a typed filter asks for; rows about missing lines always stay."""

    def __init__(self, text: str) -> None:
        self._filter = parse_filter(text)
        self._answered = threading.Event()
        self._search: PatternSearch | None = None
        if isinstance(self._filter, Pattern):
            self._search = PatternSearch(self._filter.text, self._answered.set)

    def kept(self, lines: list[Line]) -> list[Line]:
        """The lines that match, in their order."""
        if self._filter is None:
            return lines
        if self._search is None:
            words = self._filter
            assert isinstance(words, Words)
            return [one for one in lines if one.marker or words.keeps(one.relay, one.event.raw)]
        return [
            line
            for at in range(0, len(lines), BATCH)
            for line in self._matched(self._search, lines[at : at + BATCH])
        ]

    def _matched(self, search: PatternSearch, lines: list[Line]) -> list[Line]:
        search.search(0, [_text(line) for line in lines])
        while (answer := search.collect()) is None:
            if search.failed:
                raise UsageError(f"--match: {search.failed}", "Use plain text or a simpler pattern")
            self._answered.wait(1.0)
            self._answered.clear()
        assert isinstance(self._filter, Pattern)
        hits = self._filter.kept(answer[1], len(lines))
        return [line for at, line in enumerate(lines) if line.marker or at in hits]

    def close(self) -> None:
        """End the worker."""
        if self._search is not None:
            self._search.close()


def _text(line: Line) -> str:
    return f"{line.relay} {line.event.raw}"

"""Where a pattern stands in the few texts that are on the screen; found by the pattern's worker."""

from collections.abc import Callable, Sequence

from relaytui.state.filter import Span, merged
from relaytui.state.pattern_search import PatternSearch

#: The ticket of these questions.
TICKET = -1
#: Texts whose places are kept: a few screens full.
_KEPT = 1024


class PatternMarks:
    """Asks for the texts that were looked at; `wake` is called where there is one to ask for."""

    def __init__(self, search: PatternSearch, wake: Callable[[], None]) -> None:
        self._search = search
        self._wake = wake
        self._known: dict[str, list[Span]] = {}
        self._wanted: dict[str, None] = {}
        self._asked: list[str] = []

    def spans(self, text: str) -> list[Span] | None:
        """Where it stands in a text; None while that is not known."""
        found = self._known.get(text)
        if found is None and text not in self._wanted:
            self._wanted[text] = None
            if len(self._wanted) == 1:
                self._wake()
        return found

    def knows(self, text: str) -> bool:
        """Whether it is known for a text."""
        return text in self._known

    def ask(self) -> None:
        """Ask for what is wanted, one batch at a time."""
        if self._wanted and not self._asked:
            self._asked = list(self._wanted)[-_KEPT // 4 :]
            self._search.search(TICKET, self._asked, spans=True)

    def take(self, answer: Sequence[Sequence[Sequence[int]]]) -> None:
        """Take an answer in."""
        for text, spans in zip(self._asked, answer, strict=True):
            self._known[text] = merged([(start, end) for start, end in spans])
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        self._asked = []
        self._wanted = {text: None for text in self._wanted if text not in self._known}

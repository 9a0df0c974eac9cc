"""The newest lines of the ring that tell something of a subject, found bit by bit."""

from relaytui.analysis.why import Subject, is_about
from relaytui.domain.line import Line
from relaytui.state.filter import literally
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection

#: Seconds of a step.
STEP = 0.012
#: Lines that hold the words, for each line that is wanted, at most.
_LOOKED_AT = 20


class Search:
    """At most `most` lines; `found` grows as they are found."""

    def __init__(self, ring: Ring, subject: Subject, most: int) -> None:
        self._ring, self._subject, self._most = ring, subject, most
        self._selection = Selection(ring, literally(subject.words), lambda: None)
        self._seen: tuple[int, int] | None = None

    @property
    def found(self) -> int:
        """Changes when lines have been found."""
        return hash(self._seen)

    @property
    def share(self) -> float:
        """The part of the rows that was looked through."""
        return self._selection.share_searched

    def step(self) -> bool:
        """Look through some more; whether there is more to do at once."""
        more = self._selection.step(STEP)
        self._seen = (self._selection.first, self._selection.end)
        return more

    def lines(self) -> list[Line]:
        """The newest that tell something."""
        found: list[Line] = []
        selection = self._selection
        lowest = max(selection.first, selection.end - _LOOKED_AT * self._most)
        for place in range(selection.end - 1, lowest - 1, -1):
            line = self._ring.line(selection.row(place))
            if not line.marker and is_about(line.event, self._subject):
                found.append(line)
                if len(found) == self._most:
                    break
        return found

    def close(self) -> None:
        """End it."""
        self._selection.close()

"""What to look for next: from a word to ids, from ids to other relays, until nothing is new.

A host is searched for fixed texts; what they mean is told by the parser, so that a text that
stands somewhere by chance does no harm.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from relaytui.domain.line import Line
from relaytui.trace.joins import APART
from relaytui.trace.lives import Life
from relaytui.trace.search import Search
from relaytui.trace.sessions import own_names, spread_names
from relaytui.trace.sought import Sought
from relaytui.trace.stories import stories_of
from relaytui.trace.story import Story

#: Texts that a host is searched for at once, and characters of them all: they are one argument
#: of grep, of which Linux takes 128 KiB. What is left comes in the next search.
NEEDLES, CHARACTERS = 1000, 60_000
#: Seconds before the first line that is known in which relays are searched for a mail's header: it
#: waits no longer on a relay that is not known by its answers.
BEFORE = 86_400.0
#: Characters of one: a beginning is enough to find the lines.
LONG_ENOUGH = 200
#: Characters of a name; a shorter one would find everything.
SHORTEST = 4


@dataclass
class Chase:
    """The search for a word over hosts. `limit`: mails that are followed, the newest first."""

    sought: Sought
    limit: int = 20
    #: Whether the connections of each mail are looked for also where there are several.
    full: bool = True
    #: Mails beyond the limit.
    more: int = 0
    _lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    _asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _stories: list[Story] | None = None

    def take(self, lines: Iterable[Line]) -> None:
        """What a search found. A line that was found before is known by its text."""
        for line in lines:
            known = self._lines.setdefault((line.relay, line.event.raw), line)
            if known is line:
                self._stories = None

    def lines(self) -> list[Line]:
        """Every line that was found."""
        return list(self._lines.values())

    def stories(self) -> list[Story]:
        """The mails, as far as they are known, the newest first."""
        if self._stories is None:
            lines = sorted(self._lines.values(), key=_place)
            found = stories_of(lines, self.sought)
            self._stories, self.more = found[: self.limit], max(0, len(found) - self.limit)
        return self._stories

    def search(self, host: str, relays: Iterable[str]) -> Search | None:
        """What a host is to be searched for now; None: nothing that it was not yet. `relays` are
        those whose lines it holds."""
        asked = self._asked[host]
        if self.sought.text not in asked:
            asked.add(self.sought.text)
            return Search(self.sought.needles, folded=True)
        lives = [life for story in self.stories() for life in story.lives]
        here = [life for life in lives if life.relay in set(relays)]
        connections = self.full or len(self.stories()) == 1
        own = {one for life in here for one in own_names(life, connections=connections)}
        names = {one for life in lives for one in spread_names(life)} | own
        wanted = list(_some(sorted(one for one in names - asked if len(one) >= SHORTEST)))
        if not wanted:
            return None
        asked.update(wanted)
        since, until = _span(lives)
        # Of a life whose begin was not seen, what comes before is looked for where it was.
        if any(not life.mail.opened and life.queue_id in wanted for life in here):
            since = float("-inf")
        return Search(_needles(wanted), False, since, until)


def _some(wanted: Iterable[str]) -> Iterator[str]:
    """As many as go into one search."""
    room = CHARACTERS
    for one in islice(wanted, NEEDLES):
        room -= 4 * min(len(one), LONG_ENOUGH) + 1
        if room < 0:
            return
        yield one


def _needles(wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one[:LONG_ENOUGH] for one in wanted))


def _span(lives: Iterable[Life]) -> tuple[float, float]:
    """The time in which lives may have lines that were not seen yet."""
    since = min((life.begun for life in lives), default=0.0) - BEFORE
    until = max((life.ended if life.mail.done else float("inf") for life in lives), default=0.0)
    return since, until + APART


def _place(line: Line) -> tuple[float, str, int]:
    return line.at, line.source, line.n

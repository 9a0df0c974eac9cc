"""What the lines of a log stand for: repeats expanded, and nothing counted twice.

* A line that stands for N events (`message repeated 3 times: […]`) counts N times, and
  `last message repeated 5 times` counts the line before it of the same host and source.
* Lines that tell of an event which another line tells too (`duplicate`, `duplicate_of_next`),
  helper lines (`part`) and ends of lines before them (`continuation`) do not count.
* A line that the same host has logged in two places (rsyslog and the journal, Exim's mainlog and
  rejectlog) counts where it is met first.
"""

from collections import OrderedDict
from typing import NamedTuple

from relaytui.domain.event import Event

#: Seconds within which two sources tell of the same line.
TWIN_SECONDS = 5.0
#: Lines of each host that are remembered to find their twins.
REMEMBERED = 4096


class Occurrence(NamedTuple):
    """An event, and how many of its kind a line stands for."""

    event: Event
    times: int


def counts(event: Event) -> bool:
    """Whether an event is one of its own, and no line beside another."""
    return not (
        event.duplicate or event.duplicate_of_next or event.part or event.continuation
    ) and event.kind not in ("noise", "repeat")


class Twins:
    """Finds lines that another log of the same host has told of already."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str | None, ...], tuple[str, float]] = OrderedDict()

    def is_one(self, event: Event, source: str) -> bool:
        """Whether another source has told of the same line already."""
        if event.time is None or event.message is None:
            return False
        key = (event.host, event.program, str(event.pid), event.message)
        known = self._seen.get(key)
        if known and known[0] != source and abs(known[1] - event.time) <= TWIN_SECONDS:
            return True
        self._seen[key] = (source, event.time)
        self._seen.move_to_end(key)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False


class Occurrences:
    """Reads lines in their order; `source` tells several logs of a host apart."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str | None], Event] = {}
        self._twins = Twins()

    def of(self, event: Event, source: str = "") -> Occurrence | None:
        """What a line stands for, or None where it is not counted."""
        place = (source, event.host)
        if event.kind == "repeat":
            last = self._last.get(place)
            if last is None or not counts(last):
                return None
            return Occurrence(last, event.repeat or 1)
        if event.kind == "noise":
            return None
        self._last[place] = event
        if not counts(event) or self._twins.is_one(event, source):
            return None
        return Occurrence(event, event.repeat or 1)

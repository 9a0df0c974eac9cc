"""How fast disks fill, and when they will be full, out of what several looks have seen.

A disk grows when it does so in both halves of the time that it was watched: a file that was
written once is no growth. What was watched for a minute tells nothing of next week, so that a
trend is drawn on for a hundred times as long as it was watched, and no further.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from relaytui.domain.text import SafeText
from relaytui.facts.machine import Disk, Machine

#: Looks that are kept as they come, and for how long (seconds) one a minute is kept.
_RECENT, _KEPT, _MINUTE = 20, 3600.0, 60.0
#: Seconds that it takes at least to see a trend; how far it is drawn on; the part of the growth
#: that each half must have.
_LEAST, _FAR, _HALF = 7.0, 100.0, 0.25


class Growth(NamedTuple):
    """A disk that fills: bytes a second, and the seconds until nothing is free at that rate."""

    place: SafeText
    rate: float
    full_in: float


class _Look(NamedTuple):
    at: float
    disk: Disk


class DiskWatch:
    """The disks of one host over the last hour. Times are seconds of one clock, ours."""

    def __init__(self) -> None:
        self._recent: dict[str, deque[_Look]] = {}
        self._minutes: dict[str, deque[_Look]] = {}

    def note(self, machine: Machine, at: float) -> None:
        """What a look has seen."""
        there = {disk.place for disk in machine.disks}
        for gone in self._recent.keys() - there:
            del self._recent[gone], self._minutes[gone]
        for disk in machine.disks:
            self._note(_Look(at, disk))

    def _note(self, look: _Look) -> None:
        place = look.disk.place
        recent = self._recent.get(place)
        if recent is None or recent[-1].disk.size != look.disk.size or look.at < recent[-1].at:
            recent = self._recent[place] = deque(maxlen=_RECENT)
            self._minutes[place] = deque()
        recent.append(look)
        minutes = self._minutes[place]
        if not minutes or look.at - minutes[-1].at >= _MINUTE:
            minutes.append(look)
        while look.at - minutes[0].at > _KEPT:
            minutes.popleft()

    def growths(self) -> list[Growth]:
        """The disks that fill, the first to be full first."""
        found = []
        for place, recent in self._recent.items():
            trends = [one for looks in self._spans(place, recent) if (one := _trend(looks))]
            if trends:
                found.append(min(trends, key=lambda one: one.full_in))
        return sorted(found, key=lambda one: one.full_in)

    def _spans(self, place: str, recent: Sequence[_Look]) -> Iterator[Sequence[_Look]]:
        """The last minute or so, ten minutes, and the hour."""
        yield list(recent)
        hour = [*self._minutes[place], recent[-1]]
        yield hour[-11:]
        yield hour


def _trend(looks: Sequence[_Look]) -> Growth | None:
    """What all of them say together."""
    first, last = looks[0], looks[-1]
    span, grown = last.at - first.at, last.disk.used - first.disk.used
    if span < _LEAST or grown <= 0 or last.disk.free <= 0:
        return None
    if len(looks) > 2:
        middle = min(looks[1:-1], key=lambda one: abs(one.at - first.at - span / 2))
        half = middle.disk.used - first.disk.used
        if not _HALF * grown <= half <= (1 - _HALF) * grown:
            return None
    rate = grown / span
    full_in = last.disk.free / rate
    return Growth(last.disk.place, rate, full_in) if full_in <= _FAR * span else None

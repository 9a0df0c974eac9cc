"""How far a host's clock is off."""

from dataclasses import dataclass

#: Seconds from which on it is told as wrong.
OFF = 2.0


@dataclass(frozen=True, slots=True)
class Skew:
    """The host's clock minus ours, and how far that may be wrong, both in seconds."""

    seconds: float
    doubt: float

    @property
    def is_off(self) -> bool:
        """Whether it is wrong beyond doubt."""
        return abs(self.seconds) - self.doubt > OFF


def skew(begun: float, ended: float, clocks: tuple[float, float] | None) -> Skew | None:
    """From our clock round a script and the host's at its begin and end (as NTP does it): what
    the script took is taken off the round trip, and half of the rest is the doubt. Clocks of
    whole seconds add half a second of their own."""
    if clocks is None or ended < begun:
        return None
    first, last = clocks
    coarse = 0.5 if first == int(first) and last == int(last) else 0.0
    travel = max(0.0, (ended - begun) - max(0.0, last - first))
    off = (first - begun + last - ended) / 2 + coarse
    return Skew(off, travel / 2 + coarse)


def age(clock: float | None, when: float) -> str:
    """How long ago by the host's own clock, in words."""
    if clock is None:
        return "at an unknown time"
    seconds = clock - when
    if seconds < -2:
        return f"{-seconds:.0f} s in the future"
    for unit, size in (("days", 172_800.0), ("h", 7200.0), ("min", 120.0)):
        if seconds >= size:
            return f"{seconds / (size / 2):.0f} {unit} ago"
    return f"{max(0.0, seconds):.0f} s ago"

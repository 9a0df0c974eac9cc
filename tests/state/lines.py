"""Lines for tests, a word each."""

from typing import Any

from relaytui.domain.event import Event
from relaytui.domain.line import Line

#: A time of day that tests count from, in seconds since the epoch.
START = 1_800_000_000.0


def line(at: float, raw: str = "", *, relay: str = "mx1", kind: str = "other", **more: Any) -> Line:
    """A line of a relay, `at` seconds after the start; `marker` and `n` go to the line."""
    marker, n = more.pop("marker", ""), more.pop("n", 1)
    raw = raw or f"line at {at}"
    event = Event(kind=kind, time=START + at, raw=raw, **more)
    return Line(relay, "journal", n, START + at, event, marker)


def raws(lines: list[Line]) -> list[str]:
    """What the lines say."""
    return [one.event.raw for one in lines]

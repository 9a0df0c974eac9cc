"""Lines for the analysis, as a relay's log would give them."""

from collections.abc import Iterable
from datetime import UTC

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.logs.parser import LineParser


def line(event: Event, at: float, relay: str = "mx1", marker: str = "") -> Line:
    """An event at a time."""
    return Line(relay, "file", 1, at, event, marker)


def parsed(raw: Iterable[str], now: float, relay: str = "mx1") -> list[Line]:
    """The lines of a log."""
    parser = LineParser(UTC)
    events = [parser.parse(one, now) for one in raw]
    return [line(one, one.time or now, relay) for one in events]

"""Lines for people and for programs."""

import base64
import os
import sys
from typing import Any

import msgspec

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.text import is_shown
from relaytui.state.problem import is_problem

_ENCODER = msgspec.json.Encoder()


def event_object(event: Event) -> dict[str, Any]:
    """The fields of an event that apply, `extra` among them; the time as ISO 8601, UTC."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    extra = fields.pop("extra", None)
    fields.pop("message", None)  # it is the end of `raw`
    if event.time is not None:
        fields["time"] = iso_microseconds(event.time)
    fields.setdefault("kind", event.kind)
    fields.setdefault("raw", event.raw)
    return {**(extra or {}), **fields}


def iso_microseconds(seconds: float) -> str:
    """A moment as `2026-11-25T03:33:06.956747+00:00`."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(round(seconds, 6), UTC).isoformat()


def line_object(line: Line) -> dict[str, Any]:
    """A line as an object: where it stood, and what it means."""
    event = event_object(line.event)
    if "relay" in event:  # where a delivery went; the name is taken by the relay we read
        event["next_hop"] = event.pop("relay")
    fields: dict[str, Any] = {"relay": line.relay, "source": line.source, "n": line.n}
    if line.late:
        fields["late"] = True
    fields |= event
    if line.unclean is not None:
        fields["raw_base64"] = base64.b64encode(line.unclean).decode()
    return fields


def json_line(fields: dict[str, Any]) -> str:
    """One line of JSON in which every character that must not reach a terminal is escaped."""
    text = _ENCODER.encode(fields).decode()
    if text.isascii():
        return text
    return "".join(one if one.isascii() or is_shown(one) else _escaped(one) for one in text)


def _escaped(one: str) -> str:
    point = ord(one)
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"


class Printer:
    """Prints lines to stdout: JSON, or text with the relay's name where there are several."""

    def __init__(self, as_json: bool, relays: list[str]) -> None:
        self._as_json = as_json
        self._width = max(map(len, relays), default=0) if len(relays) > 1 else 0
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def show(self, lines: list[Line]) -> None:
        """Print lines, and flush once."""
        if not lines:
            return
        make = (lambda line: json_line(line_object(line))) if self._as_json else self._text
        sys.stdout.write("".join(make(line) + "\n" for line in lines))
        sys.stdout.flush()

    def _text(self, line: Line) -> str:
        if self._colour and (line.marker or is_problem(line)):
            return text_line(line, self._width, colour="33" if line.marker else "31")
        return text_line(line, self._width)


def text_line(line: Line, width: int, *, colour: str = "") -> str:
    """A line as text; the relay's name before it in a column of this width, without one for 0."""
    raw = f"-- {line.event.raw} --" if line.marker else line.event.raw
    if colour:
        raw = f"\x1b[{colour}m{raw}\x1b[m"
    return f"{line.relay:<{width}} {raw}" if width else raw

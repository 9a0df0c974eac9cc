"""All that is known of one line, over the log: beside it where there is room, else in its place."""

import time
from collections.abc import Iterator
from typing import Any

import msgspec

from relaytui.domain.line import Line
from relaytui.widgets.text_panel import Paragraph

#: Fields that are told elsewhere in the card.
_ELSEWHERE = frozenset({"kind", "time", "raw", "message", "extra", "counters"})


def line_paragraphs(line: Line) -> list[Paragraph]:
    """The card of a line: what, when, where, each field, and the line itself, literally."""
    event = line.event
    shown = [Paragraph(line.marker or event.kind, "kind", "accent")]
    shown.append(Paragraph(_moment(line.at), "time"))
    if event.time is not None and abs(event.time - line.at) >= 1.0:
        shown.append(Paragraph(f"{_moment(event.time)} by the host's own clock", "logged"))
    if line.late:
        shown.append(Paragraph("came too late for its place by time", "late", literal=False))
    shown.append(Paragraph(line.relay, "relay"))
    shown.append(Paragraph(f"{line.source} · row {line.n:,}", "source"))
    shown += [Paragraph(value, name) for name, value in _fields(event)]
    if event.message is not None:
        shown += [Paragraph(""), Paragraph("Message", token="accent"), Paragraph(event.message)]
    return [*shown, Paragraph(""), Paragraph("Line", token="accent"), Paragraph(event.raw)]


def _moment(at: float) -> str:
    moment = time.localtime(at)
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', moment)}.{int(at % 1 * 1000):03} {moment.tm_zone}"


def _fields(event: Any) -> Iterator[tuple[str, str]]:
    default = type(event)()
    for field in msgspec.structs.fields(event):
        value = getattr(event, field.name)
        if field.name not in _ELSEWHERE and value != getattr(default, field.name):
            yield field.name.replace("_", " "), _words(value)
    for name, value in {**(event.counters or {}), **(event.extra or {})}.items():
        yield str(name).replace("_", " "), _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    return str(value)

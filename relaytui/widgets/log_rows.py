"""Rows of the log: from a line to coloured strips, for wide screens and for phones."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style
from textual.strip import Strip

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.filter import Words
from relaytui.state.short_names import short_names
from relaytui.state.store import Store
from relaytui.theming import ConsoleTheme
from relaytui.widgets.kinds import MARKERS, badge
from relaytui.widgets.log_text import full_text, short_text
from relaytui.widgets.strips import Part, cells, column, fit, wrap

#: Up to this width rows are compact.
COMPACT = 60
#: From this width on there is room for milliseconds.
ROOMY = 110

#: Forms of the time column, in the order in which a key steps through them.
TIME_FORMS = ("auto", "seconds", "milliseconds", "date", "off")


@dataclass
class LogForm:
    """How rows look; changed by keys."""

    time: str = "auto"
    wrapped: bool = False
    #: Only rows that match the filter; else all, with the hits marked.
    only_hits: bool = True


class LogRows:
    """The rows of a store, under its filter."""

    def __init__(self, store: Store, theme: Callable[[], ConsoleTheme], form: LogForm) -> None:
        self._store = store
        self._theme = theme
        self._short = short_names(store.relays)
        self._name_width = max([4, *(cells(name) for name in store.relays)])
        self._short_width = max([2, *(cells(name) for name in self._short.values())])
        self._numbers = {relay: number for number, relay in enumerate(store.relays)}
        self.form = form

    @property
    def _selected(self) -> bool:
        return self._store.selection is not None and self.form.only_hits

    @property
    def first(self) -> int:
        """The lowest place."""
        selection = self._store.selection
        return selection.first if selection and self._selected else self._store.ring.first

    @property
    def end(self) -> int:
        """The place after the highest."""
        selection = self._store.selection
        return selection.end if selection and self._selected else self._store.ring.end

    def row(self, place: int) -> int:
        """The number in the ring of what stands at a place."""
        selection = self._store.selection
        return selection.row(place) if selection and self._selected else place

    def place(self, row: int) -> int:
        """The place of a row of the ring, or of the next one that is shown."""
        selection = self._store.selection
        return selection.place(row) if selection and self._selected else row

    def line(self, place: int) -> Line:
        """The line at a place."""
        return self._store.ring.line(self.row(place))

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """A row's lines."""
        theme = self._theme()
        line = self.line(row)
        ground = theme["text"]
        if line.marker:
            parts = self._marker(line, width, theme)
            ground = theme["marker"]
        else:
            parts = self._parts(line, width, theme)
        if chosen:
            parts = [(text, theme.chosen(style)) for text, style in parts]
            ground = theme.chosen(ground)
        if self.form.wrapped:
            indent = 2 if width <= COMPACT else 4
            return wrap(parts, width, ground, indent)
        return [fit(parts, width, ground)]

    def _parts(self, line: Line, width: int, theme: ConsoleTheme) -> list[Part]:
        event, muted = line.event, theme["muted"]
        word, token = badge(event.kind, event.part)
        style = theme[token]
        host = theme.host(self._numbers.get(line.relay, 0))
        stamp = self._stamp(line, width)
        if width <= COMPACT:
            name = column(self._short.get(line.relay, line.relay), self._short_width)
            text = full_text(event) if self.form.wrapped else short_text(event)
            head = [(stamp, muted), (f"{name} ", host), (f"{column(word, 5)} ", style)]
        else:
            name = column(line.relay, min(self._name_width, 16 if width >= ROOMY else 10))
            text = full_text(event)
            program = column(_program(event), 10 if width >= ROOMY else 8)
            head = [(stamp, muted), (f"{name} ", host), (f"{program} ", muted)]
            head.append((f"{column(word, 5)} ", style))
        return head + self._message(text, event, theme["muted" if token == "muted" else "text"])

    def _message(self, text: str, event: Event, style: Style) -> list[Part]:
        theme, selection = self._theme(), self._store.selection
        chosen = selection.filter if selection is not None else None
        if isinstance(chosen, Words) and (
            parts := _marked(text, chosen.needle, style, theme["hit"])
        ):
            return parts
        who = event.client_ip
        if who and style is not theme["muted"] and (at := text.find(who)) >= 0:
            end = at + len(who)
            return [(text[:at], style), (who, theme["accent"]), (text[end:], style)]
        return [(text, style)]

    def _marker(self, line: Line, width: int, theme: ConsoleTheme) -> list[Part]:
        names = self._short if width <= COMPACT else {}
        name = names.get(line.relay, line.relay)
        word = MARKERS.get(line.marker, line.marker.upper())
        words = f"{self._stamp(line, width)}{name} {word}: {line.event.raw}"
        return [(words, theme["marker"])]

    def _stamp(self, line: Line, width: int) -> str:
        form = self.form.time
        if form == "off":
            return "~" if line.late else ""
        if form == "auto":
            form = "milliseconds" if width >= ROOMY else "seconds"
        date, clock = _clock(int(line.at))
        text = clock
        if form == "milliseconds":
            text = f"{clock}.{int(line.at % 1 * 1000):03}"
        elif form == "date":
            text = f"{date} {clock}"
        return f"{text}{'~' if line.late else ' '}"


@lru_cache(4096)
def _clock(second: int) -> tuple[str, str]:
    """Date and time of day of a second since the epoch, in this computer's time zone."""
    moment = time.localtime(second)
    return time.strftime("%m-%d", moment), time.strftime("%H:%M:%S", moment)


def _program(event: Event) -> str:
    name = event.daemon or (event.program or "").rpartition("/")[2]
    return name.partition(".")[0] if name.startswith("fail2ban.") else name


def _marked(text: str, needle: str, style: Style, hit: Style) -> list[Part]:
    """The text with its first hit marked; empty where there is none."""
    lowered = text.lower()
    at = lowered.find(needle)
    if at < 0 or len(lowered) != len(text):
        return []
    end = at + len(needle)
    return [(text[:at], style), (text[at:end], hit), (text[end:], style)]

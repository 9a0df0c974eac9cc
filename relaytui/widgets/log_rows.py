"""Rows of the log: from a line to coloured strips, for wide screens and for phones."""

import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from rich.style import Style
from textual.strip import Strip

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.short_names import short_names
from relaytui.state.store import Store
from relaytui.theming import ConsoleTheme
from relaytui.widgets.kinds import MARKERS, badge
from relaytui.widgets.log_text import full_text, short_text
from relaytui.widgets.marking import Marking, marked_parts
from relaytui.widgets.strips import Part, cells, column, fit, wrap
from relaytui.widgets.time_column import ROOMY, time_words
from relaytui.widgets.waiting_rows import WaitingRows

#: Up to this width rows are compact.
COMPACT = 60


@dataclass
class LogForm:
    """How rows look; changed by keys."""

    #: One of TIME_FORMS.
    time: str = "local"
    wrapped: bool = False
    #: Only rows that match the filter; else all, with the hits marked.
    only_hits: bool = True
    #: Numbers in the ring of rows that the user has marked.
    marked: set[int] = field(default_factory=set)


class LogRows:
    """The rows of a store, under its filter."""

    def __init__(
        self,
        store: Store,
        theme: Callable[[], ConsoleTheme],
        form: LogForm,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._theme = theme
        self.form = form
        self._marking = Marking()
        self._now = now
        self._ages: dict[int, str] = {}
        self._waiting = WaitingRows(store)
        self.name_relays()

    def name_relays(self) -> None:
        """Take in the names of the relays that are known now."""
        relays = self._store.relays
        self._short = short_names(relays)
        self._name_width = max([4, *(cells(name) for name in relays)])
        self._short_width = max([2, *(cells(name) for name in self._short.values())])
        self._numbers = {relay: number for number, relay in enumerate(relays)}

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

    def instead(self, width: int) -> list[Strip]:
        """Why there are no rows."""
        filtered = self._selected and self._store.ring.end > self._store.ring.first
        return self._waiting.strips(width, self._theme(), filtered)

    def line(self, place: int) -> Line:
        """The line at a place."""
        return self._store.ring.line(self.row(place))

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """A row's lines."""
        theme = self._theme()
        line = self.line(row)
        ground = theme["text"]
        if line.marker:
            parts = self._marker(line, width, theme, row)
            ground = theme["marker"]
        else:
            parts = self._parts(line, width, theme, row)
        if chosen:
            parts = [(text, theme.chosen(style)) for text, style in parts]
            ground = theme.chosen(ground)
        if self.form.wrapped:
            indent = 2 if width <= COMPACT else 4
            return wrap(parts, width, ground, indent)
        return [fit(parts, width, ground)]

    def arrived(self) -> set[int]:
        """Places whose hits have become known since the last call."""
        return self._marking.arrived(self._store.selection)

    def _parts(self, line: Line, width: int, theme: ConsoleTheme, row: int) -> list[Part]:
        event, muted = line.event, theme["muted"]
        word, token = badge(event.kind, event.part)
        style = theme[token]
        host = theme.host(self._numbers.get(line.relay, 0))
        stamp = self._stamp(line, width, row)
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
        style = theme["muted" if token == "muted" else "text"]
        if (selection := self._store.selection) is not None:
            if spans := self._marking.spans(selection, line, text, row):
                return head + marked_parts(text, spans, style, theme["hit"])
            if not self.form.only_hits and self._marking.is_hit(selection, row, row):
                head[-1] = (head[-1][0], theme["hit"])  # what was found stands in no column
        return head + self._message(text, event, style)

    def _message(self, text: str, event: Event, style: Style) -> list[Part]:
        theme = self._theme()
        who = event.client_ip
        if who and style is not theme["muted"] and (at := text.find(who)) >= 0:
            end = at + len(who)
            return [(text[:at], style), (who, theme["accent"]), (text[end:], style)]
        return [(text, style)]

    def _marker(self, line: Line, width: int, theme: ConsoleTheme, row: int) -> list[Part]:
        names = self._short if width <= COMPACT else {}
        name = names.get(line.relay, line.relay)
        word = MARKERS.get(line.marker, line.marker.upper())
        words = f"{self._stamp(line, width, row)}{name} {word}: {line.event.raw}"
        return [(words, theme["marker"])]

    def _stamp(self, line: Line, width: int, row: int) -> str:
        sign = "*" if self.row(row) in self.form.marked else "~" if line.late else " "
        if self.form.time == "off":
            return sign.strip()
        words = time_words(line, self.form.time, width, self._now())
        if self.form.time == "age":
            self._ages[row] = words
        return words + sign

    def aged(self, seen: Container[int]) -> set[int]:
        """Places among those that are seen whose age has become another step."""
        now = self._now()
        self._ages = {
            row: words for row, words in self._ages.items() if row in seen and row >= self.first
        }
        return {
            row
            for row, words in self._ages.items()
            if time_words(self.line(row), "age", 0, now) != words
        }


def _program(event: Event) -> str:
    name = event.daemon or (event.program or "").rpartition("/")[2]
    return name.partition(".")[0] if name.startswith("fail2ban.") else name

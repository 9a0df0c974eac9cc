"""Rows that follow each other, as a search wants them: texts at once, events when asked for."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Protocol

from relaytui.domain.line import Line

Numbers = frozenset[int]


class Source(Protocol):
    """Where a block's events are."""

    def of(self, field: str) -> Sequence[object] | None:
        """A field of each row; None where it is not held that way."""

    def having(self, fields: Collection[str]) -> list[int]:
        """The rows whose events may have one of these fields."""

    def lines(self, wanted: Collection[int]) -> list[Line]:
        """The lines of some rows, in their order."""


class PlainRows:
    """Rows that are lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def of(self, field: str) -> Sequence[object] | None:
        """None: nothing but the events tells."""
        return None

    def having(self, fields: Collection[str]) -> list[int]:
        """The rows that have one of these fields."""
        rows = range(len(self._lines))
        return [row for row in rows if any(self._has(row, name) for name in fields)]

    def lines(self, wanted: Collection[int]) -> list[Line]:
        """The lines of some rows."""
        return [self._lines[row] for row in sorted(wanted)]

    def _has(self, row: int, field: str) -> bool:
        value = getattr(self._lines[row].event, field)
        return value is not None and value is not False


class Block:
    """Rows from `start` on; `markers` are offsets of marker rows.

    `text` gives their raw texts, `source` opens their events, `kinds` gives the meanings of each
    row, or None where they are not known; `span` is the first and last of their times, or wider.
    """

    def __init__(
        self,
        start: int,
        relays: Sequence[str],
        text: Callable[[], str],
        markers: Sequence[int],
        span: tuple[float, float],
        source: Callable[[], Source],
        kinds: Callable[[], Sequence[object] | None],
    ) -> None:
        self.start, self.relays, self.markers = start, relays, markers
        self._text, self._span, self._open, self._kinds = text, span, source, kinds
        self._found: dict[str, Numbers] = {}

    @property
    def end(self) -> int:
        """The number of the row after the last."""
        return self.start + len(self.relays)

    @cached_property
    def text(self) -> str:
        """The raw texts, joined by line feeds."""
        return self._text()

    @cached_property
    def all(self) -> Numbers:
        """All offsets."""
        return frozenset(range(len(self.relays)))

    def span(self) -> tuple[float, float]:
        """Times before and after which there is none of them."""
        return self._span

    def lines(self, rows: Collection[int]) -> dict[int, Line]:
        """The lines of some rows, by offset."""
        wanted = sorted(rows)
        return dict(zip(wanted, self._source.lines(wanted), strict=True)) if wanted else {}

    def with_text(self, needle: str) -> Numbers:
        """Offsets of the rows with a text (in lower case), in whatever case."""
        found = self._found.get(needle)
        if found is None:
            small = needle.isascii() and needle == needle.upper()  # has no other case
            found = _rows_of(needle, self.text if small else self._lowered)
            self._found[needle] = found
        return found

    def of(self, field: str) -> dict[object, Numbers] | None:
        """The rows of each value of a field (of all its values, as a tuple, for `kind`); None where
        it is not held that way."""
        values = self._values(field)
        if values is None:
            return None
        if len(set(values)) == 1:
            return {values[0]: self.all}
        groups: dict[object, list[int]] = {}
        for row, value in enumerate(values):
            groups.setdefault(value, []).append(row)
        return {value: frozenset(rows) for value, rows in groups.items()}

    def _values(self, field: str) -> Sequence[object] | None:
        if field == "relay":
            return self.relays
        return self._kinds() if field == "kind" else self._source.of(field)

    def having(self, fields: frozenset[str]) -> Numbers:
        """The rows whose events may have one of these fields."""
        return frozenset(self._source.having(fields))

    @cached_property
    def _lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def _source(self) -> Source:
        return self._open()


def plain_block(start: int, lines: Sequence[Line]) -> Block:
    """A block of lines."""
    markers = [at for at, line in enumerate(lines) if line.marker]
    times = [line.at for line in lines]
    span = (min(times, default=0.0), max(times, default=0.0))
    return Block(
        start, [line.relay for line in lines],
        lambda: "\n".join([line.event.raw.replace("\n", "\u240a") for line in lines]),
        markers, span, lambda: PlainRows(lines),
        lambda: [(line.event.kind, *(line.event.also or ())) for line in lines],
    )  # fmt: skip


def _rows_of(needle: str, text: str) -> Numbers:
    """The lines of a text in which the needle stands."""
    if not needle:
        return frozenset(range(text.count("\n") + 1))
    rows: list[int] = []
    row = begin = 0
    at = text.find(needle) if "\n" not in needle else -1
    while at >= 0:
        row += text.count("\n", begin, at)
        rows.append(row)
        begin = text.find("\n", at)
        at = text.find(needle, begin) if begin >= 0 else -1
    return frozenset(rows)

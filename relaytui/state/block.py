"""Rows that follow each other, as a search wants them: texts at once, events when asked for."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Protocol

from relaytui.domain.line import Line

Numbers = frozenset[int]


class Source(Protocol):
    """Where a block's events are."""

    def of(self, field: str) -> list[object] | None:
        """A field of each row; None where it is not held that way. Of `kind` the first meaning."""

    def having(self, fields: Collection[str]) -> list[int]:
        """The rows whose events may have one of these fields."""


class PlainRows:
    """Rows that are lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def of(self, field: str) -> list[object] | None:
        """A field of each row."""
        if field == "kind":
            return [line.event.kind for line in self.lines]
        return [line.relay for line in self.lines] if field == "relay" else None

    def having(self, fields: Collection[str]) -> list[int]:
        """The rows that have one of these fields."""
        rows = list(range(len(self.lines)))
        return [row for row in rows if any(self._has(row, name) for name in fields)]

    def _has(self, row: int, field: str) -> bool:
        value = getattr(self.lines[row].event, field)
        return value is not None and value is not False


class Block:
    """Rows from `start` on: raw texts joined by line feeds, `markers` are offsets of marker rows.

    `make` gives the lines of some rows, in their order; `source` where fields are looked up;
    `span` the first and last of their times, or wider.
    """

    def __init__(
        self,
        start: int,
        relays: Sequence[str],
        text: str,
        markers: Sequence[int],
        span: tuple[float, float],
        make: Callable[[Collection[int]], list[Line]],
        source: Callable[[], Source],
    ) -> None:
        self.start, self.relays, self.text, self.markers = start, relays, text, markers
        self._span, self._make, self._source = span, make, source
        self._found: dict[str, Numbers] = {}

    @property
    def end(self) -> int:
        """The number of the row after the last."""
        return self.start + len(self.relays)

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
        return dict(zip(wanted, self._make(frozenset(wanted)), strict=True)) if wanted else {}

    def with_text(self, needle: str) -> Numbers:
        """Offsets of the rows with a text (in lower case), in whatever case."""
        found = self._found.get(needle)
        if found is None:
            small = needle.isascii() and needle == needle.upper()  # has no other case
            found = _rows_of(needle, self.text if small else self._lowered)
            self._found[needle] = found
        return found

    def of(self, field: str) -> dict[object, Numbers] | None:
        """The rows of each value of a field; None where it is not held that way."""
        names = self.relays if field == "relay" else self._columns.of(field)
        if names is None:
            return None
        groups: dict[object, list[int]] = {}
        for row, name in enumerate(names):
            groups.setdefault(name, []).append(row)
        return {name: frozenset(rows) for name, rows in groups.items()}

    def having(self, fields: Numbers | frozenset[str]) -> Numbers:
        """The rows whose events may have one of these fields."""
        return frozenset(self._columns.having({str(one) for one in fields}))

    @cached_property
    def _lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def _columns(self) -> Source:
        return self._source()


def plain_block(start: int, lines: Sequence[Line]) -> Block:
    """A block of lines."""
    markers = [at for at, line in enumerate(lines) if line.marker]
    times = [line.at for line in lines]
    span = (min(times, default=0.0), max(times, default=0.0))
    text = "\n".join([line.event.raw.replace("\n", "\u240a") for line in lines])
    return Block(
        start, [line.relay for line in lines], text, markers, span,
        lambda wanted: [lines[row] for row in sorted(wanted)], lambda: PlainRows(lines),
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

"""Taking lines out of the log: marked, copied to the terminal's clipboard, written to a file."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from relaytui.cli.output import json_line, line_object, text_line
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.state.row_file import RowFile, occupied
from relaytui.widgets.commands import command
from relaytui.widgets.confirm import Confirm
from relaytui.widgets.keys import key
from relaytui.widgets.line_view import LineView
from relaytui.widgets.log_rows import LogForm, LogRows
from relaytui.widgets.relay_screen import RelayScreen
from relaytui.widgets.text_panel import Paragraph

#: Rows that are written between two looks at keys and frames.
PIECE = 512


class LogTaking(RelayScreen):
    """A screen over the log whose rows can be taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("m", "mark", "mark", "Mark this row, or not", id="logs.mark"),
        key("M", "unmark", "unmark", "Take all marks away", id="logs.unmark"),
    ]

    form: LogForm

    @property
    def view(self) -> LineView:
        """The rows on the screen."""
        raise NotImplementedError

    @property
    def rows(self) -> LogRows:
        """All rows."""
        raise NotImplementedError

    @property
    def only_hits(self) -> bool:
        """Whether the rows of the filter alone are shown."""
        return self.form.only_hits

    def place(self) -> int | None:
        """The place of the cursor, or of the newest row; None where there is no row."""
        view, rows = self.view, self.rows
        place = view.end - 1 if view.cursor is None else view.cursor
        return place if rows.first <= place < rows.end else None

    def action_mark(self) -> None:
        """Mark the row, or not; the next one."""
        place = self.place()
        if place is not None:
            self.store.ring.settle()  # from now on this row keeps its number
            self.form.marked ^= {self.rows.row(place)}
            if self.view.follow:
                self.view.pause(place)
            self.view.remake([place])
            self.view.action_move(1)
            self.tick()

    def action_unmark(self) -> None:
        """No marks."""
        self.form.marked.clear()
        self.view.restyle()
        self.tick()

    def copied(self) -> list[str]:
        """The marked rows, or that of the cursor."""
        first, place = self.store.ring.first, self.place()
        numbers = sorted(row for row in self.form.marked if row >= first)
        if not numbers and place is not None:
            numbers = [self.rows.row(place)]
            if self.view.follow:
                self.view.pause(place)
        return [self._text([self.store.ring.line(row)]) for row in numbers]

    @command(
        "Write the rows that the filter leaves to a file: text, or JSON for NAME.jsonl", "FILE"
    )
    async def command_write(self, name: str) -> None:
        """Write them; asks before a file is written over."""
        self.store.ring.settle()
        rows, note = self._all_rows(), self._note()
        path = Path(name)
        path = await asyncio.to_thread(lambda: path.expanduser().absolute())
        over = await asyncio.to_thread(occupied, path)
        if over and not await self.app.push_screen_wait(_over(path)):
            return
        file = await asyncio.to_thread(RowFile, path)
        try:
            written = await self._write(file, rows, as_json=path.suffix == ".jsonl")
            await asyncio.to_thread(file.finish, over=over)
        finally:
            file.abandon()
        gone = f", {len(rows) - written:,} had been let go" if written < len(rows) else ""
        words = f"{written:,} rows written to {path}{note}{gone}"
        self.notify(safe(words, 500), markup=False, timeout=10)

    async def _write(self, file: RowFile, rows: Sequence[int], *, as_json: bool) -> int:
        ring, written = self.store.ring, 0
        make: Callable[[Sequence[Line]], str] = _json if as_json else self._text
        for at in range(0, len(rows), PIECE):
            lines = [ring.line(row) for row in rows[at : at + PIECE] if row >= ring.first]
            if lines:
                await asyncio.to_thread(_put, file, make, lines)
                written += len(lines)
        return written

    def _all_rows(self) -> Sequence[int]:
        selection, end = self.store.selection, self.view.end
        if selection is not None and self.form.only_hits:
            return selection.rows(end)
        return range(self.store.ring.first, end)

    def _note(self) -> str:
        selection = self.store.selection
        if selection is None or not self.form.only_hits or selection.share_searched >= 1:
            return ""
        return f" (the filter had looked through {selection.share_searched:.0%})"

    def _text(self, lines: Sequence[Line]) -> str:
        relays = self.store.relays
        width = max(map(len, relays), default=0) if len(relays) > 1 else 0
        return "\n".join(text_line(line, width) for line in lines)


def _put(file: RowFile, make: Callable[[Sequence[Line]], str], lines: Sequence[Line]) -> None:
    file.write(f"{make(lines)}\n")


def _json(lines: Sequence[Line]) -> str:
    return "\n".join(json_line(line_object(line)) for line in lines)


def _over(path: Path) -> Confirm:
    words = [
        Paragraph("This file is there already:", literal=False),
        Paragraph(""),
        Paragraph(safe(str(path), 1000), token="accent"),
    ]
    return Confirm("Write over it?", words, yes="write over it", no="leave it")

"""Filters over the log: typed behind `/`, taken by commands, kept under names."""

import asyncio
import re
from collections.abc import Awaitable, Sequence
from itertools import chain

from textual.widgets import Input

from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.filtering.completing import completed, seen_values
from relaytui.filtering.words import FilterError
from relaytui.state.filter import Filter, parse_filter
from relaytui.state.saved_filters import forget_filter, read_filters, save_filter
from relaytui.widgets.bar import Bar, Word
from relaytui.widgets.commands import command
from relaytui.widgets.filter_entry import FilterEntry, Known
from relaytui.widgets.log_taking import LogTaking

#: The newest rows out of which values are offered.
MOST = 1000
_KEEPING = re.compile(r"(save|forget)\s+(\S+)")


class LogFiltering(LogTaking):
    """A screen over the log whose rows can be filtered."""

    def __init__(self) -> None:
        super().__init__()
        self._saved: dict[str, str] = {}

    def standing(self) -> int | None:
        """The row of the ring under the cursor; None while following."""
        raise NotImplementedError

    def show_again(self, row: int | None) -> None:
        """Other rows, with the cursor where it stood (`row`), or following."""
        raise NotImplementedError

    @property
    def entry(self) -> FilterEntry:
        """The line in which a filter is typed."""
        return self.query_one(FilterEntry)

    def on_mount(self) -> None:
        """The line shows when it is asked for."""
        self.entry.display = False
        self.run_worker(self._load())
        super().on_mount()

    async def _load(self) -> None:
        self._saved = await asyncio.to_thread(read_filters)
        self.entry.known = self._known()

    def show_hints(self) -> None:
        """While a filter is typed, what it may become or what is wrong with it."""
        super().show_hints()
        if self.entry.display:
            hints = self.query_one("#hints", Bar)
            hints.display = True
            hints.show(self.entry.words())

    def action_filter(self) -> None:
        """Type a filter."""
        entry = self.entry
        entry.known = self._known()
        self.run_worker(self._load())
        entry.display = True
        chosen = str(self.store.selection.filter) if self.store.selection else ""
        entry.replace_all(chosen if self.form.only_hits or not chosen else f"*{chosen}")
        self.set_focus(entry)
        self.show_hints()

    def action_filter_left(self) -> None:
        """Leave the filter as it was."""
        self.set_focus(self.view)
        self.entry.display = False
        self.show_hints()
        self.relay_app.wake()  # a question may have waited for this

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what it may become."""
        event.stop()
        self.show_hints()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the filter that was typed."""
        event.stop()
        try:
            self._choose(event.value)
        except FilterError as error:
            self.entry.refused(error)
            self.show_hints()
        else:
            self.action_filter_left()

    @command("Only lines that a filter keeps; save NAME, forget NAME: as @NAME", "[TEXT]",
             completes="filter_completions")  # fmt: skip
    def command_filter(self, text: str) -> Awaitable[None] | None:
        """Take a filter; behind a star, only mark its hits. Or keep the one that holds."""
        if found := _KEEPING.fullmatch(text.strip()):
            return self._keep(found[2]) if found[1] == "save" else self._forget(found[2])
        self._choose(text)
        return None

    @command("Mark a text in all lines", "TEXT", completes="filter_completions")
    def command_highlight(self, text: str) -> None:
        """Take a filter, and show what it does not match as well."""
        self._select(parse_filter(text, self._saved), only_hits=False)

    def filter_completions(self, typed: str) -> Sequence[str]:
        """What a filter in the command line may become."""
        word, blank, name = typed.partition(" ")
        if blank and word in ("save", "forget"):
            return [f"{word} {one}" for one in self._saved if one.startswith(name.lstrip("@"))]
        return [one.text for one in completed(typed, len(typed), *self._known())]

    def filter_word(self) -> list[Word]:
        """The filter that holds, and how many rows it has found."""
        selection = self.store.selection
        if selection is None:
            return []
        count, share = selection.end - selection.first, selection.share_searched
        done = "" if share >= 1 else f", {share:.0%} searched"
        mode = "" if self.form.only_hits else " marked"
        text, room = str(selection.filter), max(10, self.size.width - 32)
        text = text if len(text) <= room else f"{text[: room - 1]}…"
        return [Word(f"filter {text}: {count:,}{mode}{done}", "accent", 3)]

    def _choose(self, text: str) -> None:
        marked = text.lstrip()[:1] == "*"
        chosen = parse_filter(text.lstrip("* ") if marked else text, self._saved)
        self._select(chosen, only_hits=not marked)

    def _select(self, chosen: Filter | None, *, only_hits: bool) -> None:
        row = self.standing()
        self.form.only_hits = only_hits
        self.store.select(chosen)
        self.show_again(row)

    async def _keep(self, name: str) -> None:
        if self.store.selection is None:
            raise UsageError("There is no filter to save", "Type one behind / first")
        text = str(self.store.selection.filter)
        self._saved = await asyncio.to_thread(save_filter, name, text)
        name = name.removeprefix("@")
        words = f"Saved: type /@{name}, or relaytui tail --match @{name}"
        self.notify(safe(words, 200), markup=False, timeout=6)

    async def _forget(self, name: str) -> None:
        self._saved = await asyncio.to_thread(forget_filter, name)
        self.notify(safe(f"{name} is forgotten", 200), markup=False, timeout=4)

    def _known(self) -> Known:
        ring, relays = self.store.ring, self.store.relays

        def newest() -> list[Line]:
            return [ring.line(row) for row in range(max(ring.first, ring.end - MOST), ring.end)]

        seen = seen_values(newest)

        def values(name: str) -> Sequence[str]:
            named = relays if name in ("relay", "host") else ()
            return list(dict.fromkeys(chain(named, seen(name))))

        return Known(values, self._saved)

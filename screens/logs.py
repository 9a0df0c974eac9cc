"""Logs: the lines of all relays, merged, as they come."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.strip import Strip

from relaytui.api import (
    TIME_FORMS,
    Again,
    Change,
    FilterEntry,
    LineView,
    LogFiltering,
    LogForm,
    LogRows,
    ScreenSpec,
    Store,
    UsageError,
    Word,
    card_of,
    command,
    key,
    rate_words,
    read_again,
)


class LogView(LineView):
    """The rows; keys that are about rows stand here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("space", "screen.pause", "pause", "Stand still, or go on", id="logs.pause", show=True),
        key("slash", "screen.filter", "filter", "Only lines of a filter: text, !word, field=value, "
            "/pattern/; behind a *, only mark them", id="logs.filter", show=True),
        key("e", "screen.problem(1)", "problem", "To the next problem", id="logs.problem_next",
            show=True),
        key("enter", "screen.details", "details", "All that is known of this line",
            id="logs.details", show=True),
        key("F", "screen.follow", "follow", "Follow the newest line", id="logs.follow", show=True),
        key("E", "screen.problem(-1)", "problem", "To the problem before",
            id="logs.problem_previous"),
        key("n", "screen.hit(1)", "hit", "To the next hit of the filter", id="logs.hit_next"),
        key("N", "screen.hit(-1)", "hit", "To the hit before", id="logs.hit_previous"),
        key("v", "screen.only_hits", "all lines", "With a filter: all lines, the hits marked, or "
            "the hits alone", id="logs.only_hits"),
        key("z", "screen.wrap", "wrap", "Wrap long lines, or cut them", id="logs.wrap"),
        key("r", "screen.reread", "read again", "On a row SKIP: read the lines that were passed "
            "over since the host was too far behind", id="logs.reread"),
        key("t", "screen.time", "time", "Another form of the time column", id="logs.time"),
    ]  # fmt: skip

    def instead(self, width: int) -> list[Strip]:
        """Why there are no rows."""
        return self.rows.instead(width) if isinstance(self.rows, LogRows) else []


class LogsScreen(LogFiltering):
    """The merged stream, or lines that were passed over in it and are read again."""

    def __init__(self, again: Again | None = None) -> None:
        super().__init__()
        self._again = again
        self.form = LogForm()
        self._shown_store: object = None
        self._seen_end = 0

    @property
    def store(self) -> Store:
        """What the console knows, or what is read again."""
        return self._again.store if self._again else super().store

    @property
    def view(self) -> LogView:
        """The rows."""
        return self.query_one(LogView)

    @property
    def rows(self) -> LogRows:
        """What the view shows."""
        rows = self.view.rows
        assert isinstance(rows, LogRows)
        return rows

    def body(self) -> ComposeResult:
        """The rows, and the filter when it is typed."""
        yield LogView(self._rows(), follow=self._again is None, id="log")
        yield FilterEntry()

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        if self._again:  # what came before was told to nobody
            self.call_after_refresh(self.relay_app.wake)

    def _rows(self) -> LogRows:
        if self._shown_store is not self.store:
            self.form.marked.clear()
        self._shown_store = self.store
        return LogRows(self.store, lambda: self.relay_app.look, self.form)

    def frame(self, change: Change) -> int:
        """New lines: only what differs is painted."""
        change = self._again.frame() if self._again else change
        if self._shown_store is not self.store:
            self.view.set_rows(self._rows(), follow=True)
        if self.store.filter_failed:
            self.notify(self.store.filter_failed, severity="warning", markup=False)
            self.store.filter_failed = ""
            self.show_again(None if self.view.follow else self.store.ring.end - 1)
        if not self.view.follow and self.view.cursor is None and self.rows.end > self.rows.first:
            # The first hits of a search, while paused; or the first lines that are read again.
            self.view.cursor = self.rows.first if self._again else self.rows.end - 1
        self.view.jump = self.relay_app.slow
        first_new = self.rows.place(change.row) if change.lines else None
        if change.relays:
            self.rows.name_relays()
            first_new = self.rows.first
        if arrived := self.rows.arrived():
            self.view.remake(arrived)
        painted = self.view.update(first_new)
        # While lines come and nothing else, the bar's figures are those of whole seconds.
        told = change.statuses or change.searching or change.relays or self.store.selection
        if told or not self.view.follow:
            self.show_status()
        return painted

    def on_screen_resume(self) -> None:
        """Look at all of it again."""
        if self._shown_store is not self.store:
            self.view.set_rows(self._rows(), follow=True)
        super().on_screen_resume()
        self.view.focus()

    def tick(self) -> None:
        """Ages may be others now."""
        if self.form.time == "age" and (aged := self.rows.aged(self.view.seen)):
            self.view.remake(aged)
        super().tick()

    def on_line_view_moved(self) -> None:
        """Following began or ended."""
        self._bar()

    def _bar(self) -> None:
        self.tick()

    def status(self) -> tuple[list[Word], list[Word]]:
        """Hosts, rate, whether it stands still, the filter."""
        if self._again:
            return self._again.words(), self._filter_words()
        store, view = self.store, self.view
        ready, total = store.ready(), len(store.relays)
        hosts = Word(f"{ready}/{total} ready", "good" if ready == total else "bad", 2)
        left = [Word("Logs", "bar_on", 7), hosts]
        rate = store.counters.lines_per_second(self.relay_app.now())
        left.append(Word(f"{rate_words(rate)} lines/s", "bar", 5))
        if view.follow:
            left.append(Word("follow", "muted", 6))
        else:
            new = self.rows.end - view.end
            left.append(Word(f"PAUSED +{new:,}" if new else "PAUSED", "warning", 1))
        return left, self._filter_words()

    def _filter_words(self) -> list[Word]:
        store = self.store
        right = []
        if self.form.marked:
            right.append(Word(f"{len(self.form.marked)} marked", "accent", 4))
        if self.form.time != "local":
            right.append(Word(f"time {self.form.time}", "muted", 9))
        if store.ring.late:
            right.append(Word(f"{store.ring.late} late", "muted", 8))
        return [*right, *self.filter_word()]

    # --- what keys do ---

    def action_pause(self) -> None:
        """Stand still, or go on."""
        if self.view.follow:
            self.view.pause()
        else:
            self.view.resume()

    def action_follow(self) -> None:
        """Follow."""
        self.view.resume()

    def action_back(self) -> None:
        """Take the filter away; then follow again."""
        if self.store.selection is not None:
            row = self.standing()
            self.store.select(None)
            self.show_again(row)
        elif self._again:
            self.dismiss()
        else:
            self.view.resume()

    def action_reread(self) -> None:
        """Read what was passed over at this row."""
        place = self.place()
        try:
            again = read_again(self.relay_app, None if place is None else self.rows.line(place))
        except UsageError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.app.push_screen(LogsScreen(again))

    def on_unmount(self) -> None:
        """Nothing is read for a screen that is gone."""
        if self._again:
            self._again.close()

    def action_details(self) -> None:
        """The card of the line under the cursor, or of the newest one."""
        view, place = self.view, self.place()
        if place is not None:
            if view.follow:
                view.pause(place)
            self.app.push_screen(card_of(self.relay_app, self.rows.line(place)))

    def subject(self) -> str:
        """The client of the chosen line, else the account."""
        place = self.place()
        if place is None:
            return ""
        event = self.rows.line(place).event
        return event.client_ip or event.client_net or event.user or ""

    def standing(self) -> int | None:
        """The row of the ring under the cursor; None while following."""
        view, rows = self.view, self.rows
        if view.follow:
            return None
        place = rows.end - 1 if view.cursor is None else view.cursor
        return rows.row(place) if rows.first <= place < rows.end else self.store.ring.end

    def show_again(self, row: int | None) -> None:
        """Other rows, with the cursor where it stood (`row`), or following."""
        view, rows = self.view, self._rows()
        cursor = None if row is None else rows.place(row)
        view.set_rows(rows, follow=row is None, cursor=cursor)
        self.relay_app.wake()
        self._bar()

    def action_problem(self, step: int) -> None:
        """To the next problem, or the one before."""
        rows, ring = self.rows, self.store.ring
        if self.view.follow:  # nothing comes after the newest line: the newest problem it is
            step = -1
        place = rows.end if self.view.cursor is None else self.view.cursor
        row = rows.row(place) if place < rows.end else ring.end
        while True:
            found = ring.problem_after(row) if step > 0 else ring.problem_before(row)
            if found is None:
                words = "No problem after this line" if step > 0 else "No problem before this line"
                self.notify(words, markup=False, timeout=2)
                return
            there = rows.place(found)
            if rows.first <= there < rows.end and rows.row(there) == found:
                self.view.go(there)
                return
            row = found

    def action_hit(self, step: int) -> None:
        """To the next hit, or the one before."""
        selection, view = self.store.selection, self.view
        if selection is None:
            self.action_filter()
            return
        place = view.cursor if view.cursor is not None else self.rows.end - 1
        if self.form.only_hits:
            view.go(place + step)
            return
        hit = selection.place(place + 1) if step > 0 else selection.place(place) - 1
        if selection.first <= hit < selection.end:
            view.go(selection.row(hit))

    def action_only_hits(self) -> None:
        """Hits alone, or all lines with the hits marked."""
        view, rows = self.view, self.rows
        row = None if view.cursor is None or view.follow else rows.row(view.cursor)
        self.form.only_hits = not self.form.only_hits
        cursor = None if row is None else rows.place(row)
        view.set_rows(self._rows(), follow=row is None, cursor=cursor)
        self._bar()

    def action_wrap(self) -> None:
        """Wrap, or cut."""
        self.form.wrapped = not self.form.wrapped
        self.view.restyle()

    def action_time(self) -> None:
        """The next form of the time column."""
        forms = self.time_forms()
        self.command_time(forms[(forms.index(self.form.time) + 1) % len(forms)])

    @command("The time column", "FORM", "time_forms")
    def command_time(self, form: str) -> None:
        """One form of it."""
        self.form.time = form
        self.view.restyle()
        self._bar()

    def time_forms(self) -> list[str]:
        """The forms there are, in the order of the key."""
        return list(TIME_FORMS)

    def on_key(self, event: events.Key) -> None:
        """Keys go to the rows, wherever the focus was lost to."""
        if self.focused is None:
            self.view.focus()


SCREEN = ScreenSpec("logs", "Logs", "2", LogsScreen)

"""Updates: what is pending on all hosts, packages of the mail system first, then security."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from relaytui.api import (
    CHANGES,
    PACKAGES,
    UPDATES,
    AnyFact,
    Cell,
    Column,
    Failed,
    HostRow,
    ListScreen,
    Note,
    Overlay,
    Paragraph,
    Paragraphs,
    RelaytuiError,
    ScreenSpec,
    Sort,
    TextPanel,
    UpdateRow,
    Updates,
    Word,
    changes_of,
    changes_paragraphs,
    host_line,
    host_paragraphs,
    joined,
    lists_words,
    problems,
    safe,
    trouble_rank,
    update_paragraphs,
    update_rows,
    waiting_for,
)

Row = UpdateRow | HostRow


def _hosts(row: Row) -> int:
    return len(row.relays) if isinstance(row, UpdateRow) else 0


class UpdatesScreen(ListScreen):
    """A row a package; above them a line a host."""

    DEFAULT_CSS = "UpdatesScreen #hosts { height: 1; }"
    TITLE_WORD = "Updates"
    NOTHING = "nothing is pending"
    GROUPINGS: ClassVar[Sequence[str]] = ("package", "host")
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("importance", lambda row: (row.place, row.rank)),
        Sort("name", lambda row: (row.place, row.name)),
        Sort("hosts", lambda row: (row.place, -_hosts(row), row.rank)),
    )

    def wants(self) -> Sequence[AnyFact]:
        """What is pending, and whether packages have changed since."""
        return (UPDATES, PACKAGES)

    def body(self) -> ComposeResult:
        """A line a host, then the list."""
        hosts = TextPanel(Paragraphs(lambda: self.relay_app.look), id="hosts")
        hosts.can_focus = False
        yield hosts
        yield from super().body()

    def tick(self) -> None:
        """Ages in the hosts' lines have changed."""
        super().tick()
        self._paint_hosts()

    def restyle(self) -> None:
        """The room for the hosts' lines may be another."""
        super().restyle()
        self._paint_hosts()

    def version(self) -> object:
        """Changes with what is pending, and not with each look at whether anything is."""
        known = ((relay, self.store.facts.get(relay, UPDATES)) for relay in self.hosts())
        return tuple((relay, one.at, one.stale) for relay, one in known if one is not None)

    def _seen(self) -> dict[str, Updates]:
        return {
            relay: known.value
            for relay in self.hosts()
            if (known := self.store.facts.get(relay, UPDATES)) is not None
            and isinstance(known.value, Updates)
        }

    def gather(self) -> Callable[[], Sequence[Row]]:
        """Packages over all hosts, or each host with its own."""
        found, by_host = self._seen(), self.grouping == "host"

        def make() -> Sequence[Row]:
            rows: list[Row] = list(update_rows(found, by_host))
            if by_host:
                rows += [HostRow(relay, one) for relay, one in found.items()]
            return rows

        return make

    def key_of(self, item: Row) -> Hashable:
        """The host where rows are a host's, and the package."""
        return item.place, item.name

    def stale(self, item: Row) -> bool:
        """Whether any of its hosts has not been seen lately."""
        relays = item.relays if isinstance(item, UpdateRow) else [item.place]
        known = (self.store.facts.get(relay, UPDATES) for relay in relays)
        return any(one is not None and one.stale for one in known)

    # --- what is shown ---

    def _paint_hosts(self) -> None:
        """The hosts' lines, those first that want to be looked at; as many as there is room for."""
        seen, room = self._seen(), max(1, self.size.height // 5)
        order = sorted(seen, key=lambda relay: (trouble_rank(seen[relay]), relay))
        lines = [host_line(relay, seen[relay], self._late(relay)) for relay in order]
        if len(lines) > room:
            more = len(lines) - room + 1
            lines[room - 1 :] = [(f"and {more} more hosts: o shows all of them", "muted")]
        panel = self.query_one("#hosts", TextPanel)
        panel.display = bool(lines) and self.grouping != "host"
        panel.styles.height = max(1, min(room, len(lines)))
        shown = [
            Paragraph(text[: max(1, self.size.width)], token=token, literal=True)
            for text, token in lines
        ]
        panel.show(Paragraphs(lambda: self.relay_app.look, shown))

    def _late(self, relay: str) -> float:
        """Seconds since a host was asked."""
        known = self.store.facts.get(relay, UPDATES)
        return max(0.0, self.relay_app.now() - known.at) if known else 0.0

    def columns(self) -> Sequence[Column]:
        """All columns."""
        width = self.size.width
        version = 14 if width < 80 else 20 if width < 110 else 30
        return (
            Column("host · package" if self.grouping == "host" else "package", 0),
            Column("installed", version, 80),
            Column("new", version),
            Column("security", 4 if width < 60 else 9),
            Column("state", 10, 90),
            Column("hosts", 0 if width >= 110 else 6, 60),
        )

    def cells(self, item: Row) -> Sequence[Cell]:
        """A row's cells."""
        if isinstance(item, HostRow):
            return self._host_cells(item)
        severity = next((one.update.severity for one in item.held if one.update.severity), "")
        security = {True: (severity.lower() or "yes", "bad"), False: ("", "text"),
                    None: ("?", "muted")}[item.security]  # fmt: skip
        indent = "  " if self.grouping == "host" else ""
        relays = item.relays
        hosts = joined(relays) if self.size.width >= 110 else f"{len(relays)}"
        return (
            (indent + item.name, "accent" if item.mail else "text"),
            (safe(item.versions(old=True), 130), "muted"),
            (safe(item.versions(old=False), 130), "text"),
            security,
            (", ".join(item.states), "warning"),
            (hosts, "muted"),
        )

    def _host_cells(self, item: HostRow) -> Sequence[Cell]:
        updates = item.updates
        late = self._late(item.place)
        managers = " ".join(one.manager for one in updates.pending)
        lists = ", ".join(lists_words(one, updates.asked_at, late) for one in updates.pending)
        old = any(one.stale or one.fetched is None for one in updates.pending)
        restart = "; ".join(waiting_for(updates))
        if updates.reboot and self.size.width < 90:
            lists = f"REBOOT, {lists}"
        return (
            (safe(item.place, 100), "bar_on"),
            (managers, "muted"),
            (lists, "warning" if old or updates.reboot else "muted"),
            (f"{updates.security}" if updates.security else "", "bad"),
            ("REBOOT" if updates.reboot else "", "warning"),
            (safe(restart, 300), "warning"),
        )

    def text_of(self, item: Row) -> str:
        """Name, versions, hosts, states, advisories; of a host its name and what waits."""
        if isinstance(item, HostRow):
            words = [item.place, *waiting_for(item.updates), "reboot" * bool(item.updates.reboot)]
            return " ".join(words)
        words = [item.name, *item.relays, *item.states, "security" * bool(item.security)]
        words += ["mail"] * item.mail
        for one in item.held[:50]:
            words += [one.update.old, one.update.new, one.update.origin, *one.update.advisories]
        return " ".join(words)

    def about(self, item: Row) -> Sequence[Paragraph]:
        """A package on each host, or a host."""
        if isinstance(item, UpdateRow):
            return update_paragraphs(item)
        now = item.updates.asked_at + self._late(item.place)
        return host_paragraphs(item.place, item.updates, now)

    def notes(self) -> Sequence[Note]:
        """What could not be seen, and then why it may be more than what is shown."""
        unseen: list[Note] = []
        notes: list[Note] = []
        for relay in self.hosts():
            known = self.store.facts.get(relay, UPDATES)
            if known is None:
                continue
            value = known.value
            failed = [value] if isinstance(value, Failed) else []
            if isinstance(value, Updates):
                failed += value.failed
                notes += [Note(relay, words, token="warning") for words in problems(value)]
                if isinstance(value.unseen, Failed):
                    words = f"services to restart: {value.unseen.reason}"
                    notes.append(Note(relay, words, _step(value.unseen), "warning"))
            unseen += [Note(relay, str(one.reason), _step(one)) for one in failed]
        return unseen + notes

    def right_words(self) -> list[Word]:
        """How many of the rows are for security."""
        count = sum(isinstance(one, UpdateRow) and one.security is True for one in self.items)
        return [Word(f"{count:,} security", "bad", 3)] if count else []

    # --- what changed in a package ---

    def action_details(self) -> None:
        """The card; the changes come into it when a host has told them."""
        item = self.chosen
        if item is None:
            return
        card = Overlay(self.TITLE_WORD, list(self.about(item)))
        self.app.push_screen(card)
        if isinstance(item, UpdateRow) and self.relay_app.fleet is not None:
            self.run_worker(self._changes(item, card))

    async def _changes(self, item: UpdateRow, card: Overlay) -> None:
        """Ask a host of each manager that has it."""
        shown = list(self.about(item))
        for manager, relay in {one.manager: one.relay for one in reversed(item.held)}.items():
            values = changes_of(manager, item.name)
            if values is None:
                continue
            shown += await self._asked(relay, values)
            if card.is_attached:
                look = self.relay_app
                card.query_one(TextPanel).show(Paragraphs(lambda: look.look, shown))  # noqa: B023

    async def _asked(self, relay: str, values: dict[str, Any]) -> list[Paragraph]:
        fleet = self.relay_app.fleet
        assert fleet is not None
        try:
            found = await asyncio.wrap_future(fleet.ask_once(relay, CHANGES, **values))
        except RelaytuiError as error:
            return [Paragraph(safe(str(error), 400), "changes", "bad")]
        return changes_paragraphs(relay, found)


def _step(failed: Failed) -> str:
    if failed.remedy is None:
        return ""
    command = f": {failed.remedy.command}" if failed.remedy.command else ""
    return failed.remedy.words + command


SCREEN = ScreenSpec("updates", "Updates", "6", UpdatesScreen)

"""Fleet: one row a relay; the chosen one is told in full below."""

import asyncio
import time
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from relaytui.api import (
    GOOD,
    AnyFact,
    BlockCount,
    BlockCounts,
    Change,
    FleetRows,
    HostStatus,
    LineView,
    Paragraph,
    Paragraphs,
    RelayScreen,
    ScreenSpec,
    TextPanel,
    Word,
    environment_of,
    facts_of_health,
    key,
    measured,
    rate_words,
    safe,
    span_words,
)


def _delay(delay: float) -> tuple[str, str, str]:
    """How long a relay's lines take through an aggregator, or that its clock is ahead."""
    if delay < 0:
        return f"its clock is {span_words(-delay)} ahead, at least", "delay", "warning"
    if delay < 1:
        return "its lines come within a second", "delay", "text"
    words = f"its lines come {span_words(delay)} late, or its clock is behind"
    return words, "delay", "text" if delay < 5 else "warning"


class FleetScreen(RelayScreen):
    """All relays at a glance."""

    DEFAULT_CSS = """
    FleetScreen #heading { height: 1; }
    FleetScreen #about { height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "logs", "logs", "The lines of the relays", id="fleet.logs", show=True),
        key("r", "reconnect", "connect now", "Try to connect now", id="fleet.reconnect", show=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown_store: object = None
        self._counting = BlockCounts()
        self._blocks: dict[str, BlockCount] = {}
        self._is_counting = self._count_again = self._count_wanted = False

    def body(self) -> ComposeResult:
        """The rows, and all about the chosen one."""
        self._shown_store = self.store
        heading = TextPanel(Paragraphs(lambda: self.relay_app.look), id="heading")
        heading.can_focus = False
        yield heading
        yield LineView(self._rows(), id="rows")
        yield TextPanel(Paragraphs(lambda: self.relay_app.look), id="about")

    def _rows(self) -> FleetRows:
        return FleetRows(self.store, lambda: self.relay_app.look, self._blocks)

    @property
    def view(self) -> LineView:
        """The rows."""
        return self.query_one("#rows", LineView)

    def wants(self) -> Sequence[AnyFact]:
        """What health is judged by, and who is kept out."""
        by_name = {one.name: one for one in (*self._counting.needs, *facts_of_health())}
        return tuple(by_name.values())

    def frame(self, change: Change) -> int:
        """A link has changed; figures and facts wait for the tick."""
        self._count_wanted |= change.facts
        if change.statuses:
            self.tick()
        return 0

    def _count(self) -> None:
        """Count anew who is kept out, beside the event loop: there may be 100,000."""
        self._count_again, self._count_wanted = True, False
        if not self._is_counting:
            self._is_counting = True
            self.run_worker(self._count_beside())

    async def _count_beside(self) -> None:
        try:
            while self._count_again and self.is_attached:
                self._count_again = False
                facts = {one: self.store.facts.of(one) for one in self.store.relays}
                counts = await asyncio.to_thread(self._counting.of_all, facts)
                if counts != self._blocks and self.is_attached:
                    self._blocks.clear()
                    self._blocks.update(counts)
                    self.tick()
        finally:
            self._is_counting = False

    def on_screen_resume(self) -> None:
        """Look at all of it again."""
        if self._shown_store is not self.store:
            self._shown_store = self.store
            self.view.set_rows(self._rows(), follow=False, cursor=0)
        super().on_screen_resume()
        self._count()
        self.view.focus()

    def on_line_view_moved(self) -> None:
        """Another relay was chosen."""
        self.tick()

    def tick(self) -> None:
        """Rows whose figures have changed are painted."""
        if self._count_wanted:
            self._count()
        rows = self.view.rows
        assert isinstance(rows, FleetRows)
        heading = Paragraph(rows.heading(self.size.width), token="muted")
        self.query_one("#heading", TextPanel).show(
            Paragraphs(lambda: self.relay_app.look, [heading])
        )
        self.view.update(0)
        self.query_one("#about", TextPanel).show(
            Paragraphs(lambda: self.relay_app.look, self._about())
        )
        super().tick()

    def _chosen(self) -> str | None:
        relays = self.store.relays
        at = self.view.cursor or 0
        return relays[at] if at < len(relays) else None

    def _about(self) -> list[Paragraph]:
        relay = self._chosen()
        if relay is None:
            return []
        status = self.store.statuses.get(relay) or HostStatus(relay)
        counts = self.store.counters.relays[relay]
        shown = [Paragraph(safe(relay, 100), "relay", "accent")]
        state = str(status.state)
        if status.reason:
            state += f": {safe(status.reason, 500)}"
        token = "good" if status.state in GOOD else "bad"
        if status.via:
            state = f"via {safe(status.via, 100)}: {state}"
        shown.append(Paragraph(state, "link", token))
        if status.delay is not None:
            shown.append(Paragraph(*_delay(status.delay)))
        if status.next_step:
            shown.append(Paragraph(safe(status.next_step, 500), "do", literal=False))
        for one in self.store.facts.troubles(relay, time.time()):
            shown.append(Paragraph(one.words, "wrong", "bad" if one.bad else "warning", False))
        shown += measured(self.store, relay, self._blocks.get(relay))
        if environment := self._environment(relay):
            shown.append(Paragraph(environment, "where"))
        if status.source:
            shown.append(Paragraph(safe(status.source, 200), "log"))
        if status.skew is not None and abs(status.skew) > 2:
            words = f"{span_words(abs(status.skew))} {'ahead' if status.skew > 0 else 'behind'}"
            shown.append(Paragraph(words, "clock", "warning"))
        if counts.last_error:
            shown.append(Paragraph(counts.last_error.event.raw, "error", "error"))
        shown += [
            Paragraph(safe(words, 200), " " if at else "by")
            for at, words in enumerate(status.story)
        ]
        return shown

    def _environment(self, relay: str) -> str:
        hosts = self.relay_app.fleet.hosts if self.relay_app.fleet else ()
        return next((environment_of(host) for host in hosts if host.name == relay), "")

    def status(self) -> tuple[list[Word], list[Word]]:
        """How many are ready."""
        ready, total = self.store.ready(), len(self.store.relays)
        hosts = Word(f"{ready}/{total} ready", "good" if ready == total else "bad", 2)
        rate = self.store.counters.lines_per_second(self.relay_app.now())
        return [Word("Fleet", "bar_on", 7), hosts, Word(f"{rate_words(rate)} lines/s")], []

    def copied(self) -> list[str]:
        """The chosen relay, and what is said of it."""
        return [
            f"{shown.name} {shown.text}".strip() for shown in self._about() if shown.text.strip()
        ]

    def action_logs(self) -> None:
        """The lines."""
        self.relay_app.open_screen("logs")

    def action_back(self) -> None:
        """The lines."""
        self.relay_app.open_screen("logs")

    def action_reconnect(self) -> None:
        """Connect now."""
        relay = self._chosen()
        fleet = self.relay_app.fleet
        if relay and fleet:
            status = self.store.statuses.get(relay)
            fleet.reconnect(status.via or relay if status else relay)
            self.notify(f"{relay}: connecting", markup=False, timeout=2)


SCREEN = ScreenSpec("fleet", "Fleet", "1", FleetScreen)

"""Changes from the console: whether it may write, and the road in threads of its own."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from relaytui.analysis.hit import WouldHit, would_hit
from relaytui.changes.draft import Draft, Target, Verb
from relaytui.changes.plan import HostPlan
from relaytui.changes.typed import typed_net
from relaytui.domain.link_state import CONNECTED
from relaytui.domain.net import Net, parse_net
from relaytui.errors import RelaytuiError, UsageError
from relaytui.lists.edit import Refused
from relaytui.widgets.bar import Word

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.changes.result import Result
    from relaytui.changes.road import Road

#: Seconds for which `:rw` arms where it is not told.
USUAL = 15 * 60
LONGEST = 8 * 3600
READ_ONLY = "Nothing is changed: this console is read-only. Type :rw 15m to let it write"


class ChangeDesk:
    """`protect`: the configuration's list; `write`: armed from the start, for good."""

    def __init__(
        self, app: "RelayApp", protect: Sequence[str] = (), *, write: bool = False
    ) -> None:
        self._app = app
        self._protect = tuple(protect)
        self._armed_until = float("inf") if write else 0.0

    # --- whether it may write ---

    @property
    def armed(self) -> bool:
        """Whether it may."""
        return time.monotonic() < self._armed_until

    def arm(self, seconds: float) -> None:
        """Let it write for so long; 0: no longer."""
        self._armed_until = time.monotonic() + min(seconds, LONGEST) if seconds else 0.0

    def words(self) -> list[Word]:
        """What the bars say while it may."""
        if not self.armed:
            return []
        left = self._armed_until - time.monotonic()
        minutes = "" if left == float("inf") else f" {left // 60 + 1:.0f} min"
        return [Word(f"WRITE{minutes}", "alarm", 0)]

    # --- the road ---

    def relays(self) -> tuple[str, ...]:
        """Hosts that can be changed: connected ones, but those that are read-only."""
        fleet, statuses = self._app.fleet, self._app.store.statuses
        if fleet is None:
            return ()
        return tuple(
            one.name
            for one in fleet.hosts
            if not one.read_only
            and not one.aggregator
            and (status := statuses.get(one.name)) is not None
            and status.state in CONNECTED
        )

    def begin(
        self,
        verb: Verb,
        targets: Sequence[Target],
        near: Sequence[str] = (),
        reason: str = "",
        seconds: int | None = 86400,
    ) -> None:
        """Open the dialog, or say why not."""
        if not self.armed:
            self._app.notify(READ_ONLY, markup=False, timeout=6)
            return
        relays = self.relays()
        if not relays:
            self._app.notify(
                "No host that may be changed is connected: Fleet (1) tells why",
                markup=False,
                timeout=6,
            )
            return
        from relaytui.widgets.change_dialog import ChangeDialog

        draft = Draft(verb, tuple(targets), relays, tuple(near), seconds=seconds)
        self._app.push_screen(ChangeDialog(self, draft.with_reason(reason)))

    def net(self, word: str, prefix: str = "") -> Net:
        """The net of a text; `prefix` is what was typed once more for a wide one. Raises
        UsageError."""
        found = typed_net(word, typed_prefix=f"/{prefix.removeprefix('/')}" if prefix else "")
        if not isinstance(found, Refused):
            return found
        if found.code == "needs_confirmation" and (net := parse_net(word)):
            raise UsageError(found.words, f"Write {net} /{net.bits}")
        hint = f"Write {' or '.join(found.suggest)}" if found.suggest else ""
        raise UsageError(found.words, hint)

    def ask_undo(self, wanted: str) -> None:
        """Ask whether a change is taken back; the last that stands where none is named."""
        if not self.armed:
            self._app.notify(READ_ONLY, markup=False, timeout=6)
            return
        from relaytui.changes.journal import Journal
        from relaytui.changes.standing import standing
        from relaytui.config.paths import journal_file
        from relaytui.widgets.undo_dialog import UndoDialog

        async def work() -> None:
            journal = Journal(journal_file())
            try:
                entries = await asyncio.to_thread(lambda: list(journal.read()))
            except RelaytuiError as error:
                self._app.notify(str(error), severity="error", markup=False)
                return
            found = standing(record for _, record in entries if record)
            changes = [one for one in found if wanted in ("", one.change)]
            if not changes:
                self._app.notify("No change stands that could be taken back", markup=False)
                return
            self._app.push_screen(UndoDialog(self, changes[-1]))

        self._app.run_worker(work())

    def would_hit(self, net: Net) -> WouldHit:
        """Good mail from there."""
        return would_hit(net, self._app.store.rates, self._app.now())

    def plan(
        self,
        draft: Draft,
        planned: Callable[[Draft, Mapping[str, HostPlan] | None, str], None],
    ) -> None:
        """Plan in a thread."""
        intents = draft.intents()

        async def work() -> None:
            try:
                road = self._road()
                plans = await asyncio.to_thread(road.plan, intents, draft.layers)
                planned(draft, plans, "")
            except RelaytuiError as error:
                planned(draft, None, str(error))

        self._app.run_worker(work())

    def carry_out(
        self,
        plans: Sequence[HostPlan],
        told: "Callable[[Result], None]",
        ended: Callable[[str], None],
    ) -> None:
        """Do it in a thread."""
        if not self.armed:
            ended(READ_ONLY)
            return
        self._work(lambda road, tell: road.carry_out(plans, tell), told, ended)

    def undo(
        self,
        change: str,
        relays: Sequence[str],
        what: str,
        told: "Callable[[Result], None]",
        ended: Callable[[str], None],
    ) -> None:
        """Take a change back in a thread."""
        if not self.armed:
            ended(READ_ONLY)
            return
        self._work(lambda road, tell: road.undo(change, relays, f"undo: {what}", tell), told, ended)

    def watch(
        self,
        plans: Sequence[HostPlan],
        change: str,
        held: Callable[[Mapping[str, tuple[str, str]]], bool],
    ) -> None:
        """A minute later, tell whether blocks hold: to whom is there still, else as a notice."""
        from relaytui.widgets.holding_watch import told_words, watch_holding

        fleet = self._app.fleet
        if fleet is None:
            return

        async def work() -> None:
            try:
                judged = await watch_holding(self._app, fleet, plans, change)
            except RelaytuiError as error:
                self._app.notify(str(error), severity="error", markup=False)
                return
            if not judged or held(told_words(judged)):
                return
            for one in judged:
                if one.holding.state != "holding":
                    words = (
                        f"{one.relay}: {one.block.net}: {one.holding.state}: {one.holding.words}"
                    )
                    self._app.notify(words, severity="error", markup=False, timeout=30)

        self._app.run_worker(work())

    def _work(
        self,
        job: "Callable[[Road, Callable[[Result], None]], object]",
        told: "Callable[[Result], None]",
        ended: Callable[[str], None],
    ) -> None:
        loop = asyncio.get_running_loop()

        def tell(result: "Result") -> None:
            loop.call_soon_threadsafe(told, result)

        async def work() -> None:
            try:
                await asyncio.to_thread(job, self._road(), tell)
                problem = ""
            except RelaytuiError as error:
                problem = str(error)
            ended(problem)
            if self._app.fleet:
                self._app.fleet.look_again()

        self._app.run_worker(work())

    def _road(self) -> "Road":
        from relaytui.changes.fleet_addresses import fleet_addresses
        from relaytui.changes.journal import Journal, by_words
        from relaytui.changes.road import Road
        from relaytui.config.paths import journal_file
        from relaytui.layers.find import layers

        fleet = self._app.fleet
        assert fleet is not None
        stories = {one.relay: one.story for one in fleet.statuses()}
        addresses = fleet_addresses(fleet.hosts, stories)
        return Road(fleet, layers(), Journal(journal_file()), by_words(), self._protect, addresses)

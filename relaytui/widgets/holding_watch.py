"""A minute after blocks were set, whether they hold: looked at on the hosts, and in the log."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from relaytui.changes import holding
from relaytui.changes.holding_look import Judged, judge, look_at, note_holding
from relaytui.changes.journal import Journal, by_words
from relaytui.changes.plan import HostPlan
from relaytui.config.paths import journal_file
from relaytui.domain.event import Event
from relaytui.domain.intent import Block
from relaytui.domain.link_state import LinkState
from relaytui.layers.find import layers

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.fleet import Fleet

#: Rows of the log that are looked at before others have their turn.
_PIECE = 500


async def watch_holding(
    app: "RelayApp", fleet: "Fleet", plans: Sequence[HostPlan], change: str
) -> list[Judged]:
    """How each block of these plans stands after a while, but for those that were taken back.
    Raises JournalError."""
    plans = [one for one in plans if any(isinstance(each.intent, Block) for each in one.plans)]
    if not plans:
        return []
    then = await asyncio.to_thread(look_at, fleet, plans, layers())
    first = app.store.ring.end
    await asyncio.sleep(holding.SPAN)
    now = await asyncio.to_thread(look_at, fleet, plans, layers())
    judged = judge(plans, layers(), then, now, await _events(app, list(then), first))
    journal = Journal(journal_file())
    return await asyncio.to_thread(note_holding, journal, by_words(), change, judged)


_TOKENS = {"holding": "good", "not effective": "bad"}


def told_words(judged: Sequence[Judged]) -> dict[str, tuple[str, str]]:
    """By host, how its blocks stand: a token and words; the worst of several."""
    found: dict[str, tuple[str, str]] = {}
    for one in sorted(judged, key=lambda one: one.holding.state != "holding"):
        words = f"{one.block.net}: {one.holding.state}: {one.holding.words}"
        found[one.relay] = (_TOKENS.get(one.holding.state, "warning"), words)
    return found


async def _events(
    app: "RelayApp", relays: Sequence[str], first: int
) -> Mapping[str, Sequence[Event]]:
    """What the logs have told since a row, of the hosts whose log is read."""
    ring, statuses = app.store.ring, app.store.statuses
    found: dict[str, list[Event]] = {
        one: []
        for one in relays
        if (status := statuses.get(one)) is not None and status.state is LinkState.READY
    }
    for row in range(max(first, ring.first), ring.end):
        line = ring.line(row)
        if not line.marker and line.relay in found:
            found[line.relay].append(line.event)
        if row % _PIECE == 0:
            await asyncio.sleep(0)
    return found

"""`--wait`: a minute after blocks were set, whether they hold, by their counters and by the log."""

import sys
import threading
import time
from collections.abc import Sequence

from relaytui.changes.holding_look import Judged, judge, look_at, note_holding
from relaytui.changes.journal import Journal, by_words
from relaytui.changes.looking import Hosts
from relaytui.changes.plan import HostPlan
from relaytui.cli.output import json_line
from relaytui.cli.telling import tell
from relaytui.domain.event import Event
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.intent import Block
from relaytui.domain.link_state import LinkState
from relaytui.engine.session import Wishes
from relaytui.fleet import Fleet
from relaytui.layers.find import layers


def wait_for(
    hosts: Hosts,
    specs: Sequence[HostSpec],
    plans: Sequence[HostPlan],
    journal: Journal,
    change: str,
    seconds: float,
    *,
    json: bool,
) -> bool:
    """Look, read the log for so long, look again, and say how each block stands; whether all of
    them hold. Raises JournalError."""
    plans = [one for one in plans if any(isinstance(each.intent, Block) for each in one.plans)]
    if not plans:
        return True
    tell(f"whether it holds is told in {seconds:.0f} s")
    then = look_at(hosts, plans, layers())
    events = _read([one for one in specs if one.name in then], seconds)
    now = look_at(hosts, plans, layers())
    judged = judge(plans, layers(), then, now, events)
    left = note_holding(journal, by_words(), change, judged)
    for one in left:
        sys.stdout.write(f"{json_line(_object(one)) if json else _words(one)}\n")
    for one in judged:
        if one not in left:
            tell(f"{one.relay}: {one.block.net} was lifted or taken back meanwhile")
    return left == judged and all(one.holding.state == "holding" for one in judged)


def _read(specs: Sequence[HostSpec], seconds: float) -> dict[str, list[Event]]:
    """What the logs tell meanwhile; hosts without one are left out."""
    fleet = Fleet(specs, wishes=Wishes(since=time.time() - 1.0), prompts=False)
    news = threading.Event()
    fleet.on_wake(news.set)
    found: dict[str, list[Event]] = {}
    fleet.start()
    try:
        limit = time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            news.wait(min(left, 1.0))
            news.clear()
            for line in fleet.drain():
                if not line.marker:
                    found.setdefault(line.relay, []).append(line.event)
            for status in fleet.statuses():
                if status.state is LinkState.READY:
                    found.setdefault(status.relay, [])
    finally:
        fleet.close()
    return found


def _words(one: Judged) -> str:
    return f"{one.relay}: {one.block.net}: {one.holding.state}: {one.holding.words}"


def _object(one: Judged) -> dict[str, object]:
    fields = {
        "relay": one.relay, "layer": one.layer, "net": str(one.block.net),
        "state": one.holding.state, "words": one.holding.words, "stopped": one.holding.stopped,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}

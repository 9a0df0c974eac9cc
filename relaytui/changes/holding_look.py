"""Looking at blocks that were set, now and a minute later, and the journal's word about them."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relaytui.changes.holding import Holding, holding
from relaytui.changes.journal import Journal, Record
from relaytui.changes.looking import Hosts, Looked
from relaytui.changes.plan import HostPlan
from relaytui.changes.standing import taken_back
from relaytui.domain.event import Event
from relaytui.domain.intent import Block, intent_words
from relaytui.engine.asking import Asking, Job
from relaytui.errors import RelaytuiError
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.layers.base import Layer
from relaytui.ssh.link import Link


@dataclass(frozen=True, slots=True)
class Judged:
    """How one block stands on a host."""

    relay: str
    layer: str
    block: Block
    holding: Holding


def look_at(hosts: Hosts, plans: Iterable[HostPlan], layers: Sequence[Layer]) -> dict[str, Looked]:
    """What the layers of these plans show now; hosts that can't be asked are left out. Blocks."""
    by_name = {one.name: one for one in layers}
    started = {}
    for plan in plans:
        needs = {fact.name: fact for one in plan.plans for fact in by_name[one.layer].needs}
        if needs:
            started[plan.relay] = hosts.submit(plan.relay, _ask(tuple(needs.values())))
    found = {}
    for relay, future in started.items():
        try:
            found[relay] = future.result()
        except RelaytuiError:
            continue
    return found


def _ask(facts: tuple[AnyFact, ...]) -> Job:
    def job(link: Link, asking: Asking) -> Looked:
        return Looked(HostFacts(asking.ask(link, facts)), time.time() + asking.skew)

    return job


def judge(
    plans: Iterable[HostPlan],
    layers: Sequence[Layer],
    then: Mapping[str, Looked],
    now: Mapping[str, Looked],
    events: Mapping[str, Sequence[Event]],
) -> list[Judged]:
    """How each block of the plans stands; `events` are those of hosts whose log can be read."""
    by_name = {one.name: one for one in layers}
    found = []
    for plan in plans:
        if plan.relay not in then or plan.relay not in now:
            continue
        begun, ended = then[plan.relay], now[plan.relay]
        for one in plan.plans:
            if isinstance(one.intent, Block):
                stands = holding(
                    by_name[one.layer],
                    one.intent.net,
                    begun.facts,
                    ended.facts,
                    events.get(plan.relay),
                    begun.now,
                )
                found.append(Judged(plan.relay, one.layer, one.intent, stands))
    return found


def note_holding(journal: Journal, by: str, change: str, judged: Iterable[Judged]) -> list[Judged]:
    """Write it down, but for blocks that somebody has taken back meanwhile; those that are
    left. Raises JournalError."""
    gone = taken_back((one for _, one in journal.read() if one), change)
    left = [one for one in judged if not gone & {(one.relay, ""), (one.relay, str(one.block.net))}]
    if not left:
        return left
    journal.append(
        *(
            Record(
                at=time.time(),
                event=one.holding.state,
                change=change,
                relay=one.relay,
                by=by,
                what=intent_words(one.block),
                layers=(one.layer,),
                words=str(one.holding.words),
            )
            for one in left
        )
    )
    return left

"""A change on one host, in that host's thread: is the plan still good, do it, have it proved."""

import time
from collections.abc import Callable, Sequence

from relaytui.changes.apply import apply
from relaytui.changes.guard import Protected, why_not
from relaytui.changes.looking import access_of
from relaytui.changes.plan import PLAN_AGE, HostPlan, Plan
from relaytui.changes.result import Result
from relaytui.domain.intent import Block
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking
from relaytui.facts.base import HostFacts
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings
from relaytui.ssh.link import Link

_NONE = SafeText("")
#: The protect list of a host by what is around it now.
Protects = Callable[[str, Surroundings], Sequence[Protected]]


def do(
    link: Link, asking: Asking, plan: HostPlan, identity: str, by: str, protects: Protects
) -> Result:
    """Do a plan, and have the host show it."""
    begun = time.monotonic()
    void = why_void(link, asking, plan, protects)
    if void:
        return Result(plan.relay, "refused", void, identity)
    applied = apply(link, plan, identity, by, root=access_of(link, asking).root)
    seconds = time.monotonic() - begun
    if applied.unknown:
        return Result(plan.relay, "unknown", applied.unknown, identity, seconds)
    if not applied.done:
        answered = applied.answered
        state = "failed" if answered.restored or answered.torn else "refused"
        words = answered.reason
        if answered.torn:
            words = safe(f"PARTLY DONE, not all could be taken back: {words}", 700)
        return Result(plan.relay, state, words, identity, seconds)
    lacks = prove(link, asking, plan.plans)
    seconds = time.monotonic() - begun
    return Result(plan.relay, "not proved" if lacks else "set", lacks, identity, seconds)


def why_void(link: Link, asking: Asking, plan: HostPlan, protects: Protects) -> SafeText:
    """Why a plan holds no longer; empty where it does."""
    if time.monotonic() - plan.made_at > PLAN_AGE:
        return safe(f"the plan is older than {PLAN_AGE:.0f} s: plan again")
    blocks = [one.intent for one in plan.plans if isinstance(one.intent, Block)]
    if not blocks:
        return _NONE
    found = asking.ask(link, (SURROUNDINGS,))[SURROUNDINGS.name]
    if not isinstance(found, Surroundings):
        return safe("whom a block would lock out can't be seen any more")
    around = protects(plan.relay, found)
    for intent in blocks:
        if stop := why_not(intent.net, around):
            return safe(stop.words, 300)
    return _NONE


def prove(link: Link, asking: Asking, plans: Sequence[Plan]) -> SafeText:
    """Why a host does not show what was done; empty where it does."""
    for one in plans:
        found = asking.ask(link, one.proof.facts, dict(one.proof.values))
        lacks = one.proof.lacks(HostFacts(found))
        if lacks:
            return safe(f"{one.layer}: {lacks}", 300)
    return _NONE

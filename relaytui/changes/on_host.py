"""A change on one host, in that host's thread: is the plan still good, do it, have it proved."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from relaytui.changes.apply import SWITCH, Applied, apply, confirm
from relaytui.changes.deed import Answered
from relaytui.changes.guard import Protected, why_not
from relaytui.changes.looking import access_of
from relaytui.changes.plan import PLAN_AGE, HostPlan, Plan
from relaytui.changes.result import Result
from relaytui.domain.intent import Block
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking
from relaytui.errors import LinkError, RelaytuiError
from relaytui.facts.base import HostFacts
from relaytui.facts.surroundings import LOGGED_IN, Surroundings
from relaytui.ssh.link import Link

_NONE = SafeText("")
#: The protect list of a host by what is around it now.
Protects = Callable[[str, Surroundings], Sequence[Protected]]


def do(
    link: Link,
    asking: Asking,
    plan: HostPlan,
    identity: str,
    by: str,
    protects: Protects,
    fresh: Callable[[], Link],
) -> Result:
    """Do a plan, and have the host show it. `fresh` makes a new connection to it: what could lock
    us out stands only if one gets through."""
    begun = time.monotonic()
    void = why_void(link, asking, plan, protects)
    if void:
        return Result(plan.relay, "refused", void, identity)
    root = access_of(link, asking).root
    switch = SWITCH if locks_out(plan) else 0
    applied = apply(link, plan, identity, by, root=root, switch=switch)
    settled = applied.answered.settled
    if applied.answered.waiting:
        applied = confirmed(fresh, applied, root, begun + switch)
    seconds = time.monotonic() - begun
    result = Result(plan.relay, "set", _NONE, identity, seconds, settled)
    if applied.unknown:
        return replace(result, state="unknown", words=applied.unknown)
    if not applied.done:
        answered = applied.answered
        state = "failed" if answered.restored or answered.torn else "refused"
        words = answered.reason
        if answered.torn:
            words = safe(f"PARTLY DONE, not all could be taken back: {words}", 700)
        return replace(result, state=state, words=words)
    try:
        lacks = prove(link, asking, plan.plans)
    except LinkError as error:  # it is done all the same
        lacks = safe(f"the link ended before the host could show it: {error.reason}", 300)
    state = "not proved" if lacks else "set"
    return replace(result, state=state, words=lacks, seconds=time.monotonic() - begun)


def locks_out(plan: HostPlan) -> bool:
    """Whether a plan closes more than ports of mail."""
    return any(isinstance(one.intent, Block) and one.intent.ports == "all" for one in plan.plans)


def confirmed(fresh: Callable[[], Link], applied: Applied, root: bool, until: float) -> Applied:
    """Confirm a change over a new connection, or have it taken back: by the host itself, `until`
    (monotonic seconds), where none gets through."""
    reason = "no new connection got through"
    while time.monotonic() < until - 2.0:
        try:
            link = fresh()
        except RelaytuiError as error:
            reason = f"no new connection got through ({error.reason})"
            time.sleep(1.0)
            continue
        try:
            done = confirm(link, applied.relay, applied.identity, root=root)
        finally:
            link.close()
        if not done.unknown:
            return done
        reason = str(done.unknown)
    words = safe(f"{reason}: the host takes it back by itself", 300)
    return replace(applied, answered=Answered(restored=True, reason=words))


def why_void(link: Link, asking: Asking, plan: HostPlan, protects: Protects) -> SafeText:
    """Why a plan holds no longer; empty where it does."""
    if time.monotonic() - plan.made_at > PLAN_AGE:
        return safe(f"the plan is older than {PLAN_AGE:.0f} s: plan again")
    blocks = [one.intent for one in plan.plans if isinstance(one.intent, Block)]
    if not blocks:
        return _NONE
    found = asking.ask(link, (LOGGED_IN,))[LOGGED_IN.name]
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

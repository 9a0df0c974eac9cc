"""The one road of all changes: plan on every host, guard, then one host first, the rest after it,
proof, journal."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, replace
from typing import Any

from relaytui.changes.apply import Applied, apply, new_identity, undo
from relaytui.changes.guard import Protected, protect_list, why_not
from relaytui.changes.journal import Journal, Record
from relaytui.changes.looking import Hosts, Looked, access_of, look, trusted
from relaytui.changes.plan import PLAN_AGE, HostPlan, Moment, Plan
from relaytui.changes.planning import nothing_words, plan_host
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Block, Intent, intent_words
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking, Job
from relaytui.errors import RelaytuiError
from relaytui.facts.base import HostFacts
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings
from relaytui.layers.base import Layer
from relaytui.ssh.link import Link

_NONE = SafeText("")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a change on one host.

    `state`: `set` (proved), `already`, `refused` (nothing was sent), `failed` (nothing of it
    stands), `not proved` (it was done, and the host does not show it), `unknown` (the link ended
    before the answer), `untouched` (another host failed first).
    """

    relay: str
    state: str
    words: SafeText = _NONE
    identity: str = ""
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """Whether the host is as it was wanted."""
        return self.state in ("set", "already")


class Road:
    """Plans and carries out changes on hosts. Blocks its caller; `told` hears of each host's
    result as it comes, in the caller's thread.

    `protect` is the configuration's list, `addresses` are those that must never be blocked
    besides, with what they are.
    """

    def __init__(
        self,
        hosts: Hosts,
        layers: Sequence[Layer],
        journal: Journal,
        by: str,
        protect: Sequence[str] = (),
        addresses: Mapping[str, str] | None = None,
    ) -> None:
        self._hosts = hosts
        self._layers = tuple(layers)
        self._journal = journal
        self._by = by
        self._protect = tuple(protect)
        self._addresses = dict(addresses or {})

    def plan(
        self,
        intents: Mapping[str, Sequence[Intent]],
        only: frozenset[str] = frozenset(),
    ) -> dict[str, HostPlan]:
        """The plans of hosts, by what is wanted on each. A host that can't be asked has none, and
        says why."""
        facts = look(self._hosts, self._layers, intents, only)
        known = {name: one for name, one in facts.items() if isinstance(one, Looked)}
        protects = self._protects(known)
        plans = {}
        for relay, wanted in intents.items():
            one = facts[relay]
            if not isinstance(one, Looked):
                unseen = Failed(safe(one.reason, 300))
                plans[relay] = HostPlan(relay, unseen=(("link", unseen),))
                continue
            moment = Moment(one.now, self._by)
            trusts = trusted(self._layers, one.facts)
            guarded = (*protects, *protect_list({}, trusted=trusts))
            plan = plan_host(relay, wanted, one.facts, moment, self._layers, guarded, only)
            plans[relay] = replace(plan, made_at=time.monotonic())
        return plans

    def carry_out(
        self,
        plans: Sequence[HostPlan],
        told: Callable[[Result], None] = lambda result: None,
    ) -> list[Result]:
        """Do them: the first host alone, the others at once after it stands. Raises JournalError,
        and then nothing was done."""
        busy = [one for one in plans if one.plans]
        results: list[Result] = []

        def tell(result: Result) -> None:
            results.append(result)
            told(result)

        for one in plans:
            if not one.plans:
                state = "already" if one.already and not (one.refused or one.unseen) else "refused"
                tell(Result(one.relay, state, nothing_words(one)))
        if not busy:
            return results
        identity = new_identity(time.time())
        self._journal.append(*(self._record(one, identity, "intended") for one in busy))
        first, *rest = busy
        done = self._finish(first, self._start(first, identity), identity)
        tell(done)
        if not done.well:
            for one in rest:
                tell(Result(one.relay, "untouched", safe(f"{first.relay} came first and failed")))
            return results
        started = {self._start(one, identity): one for one in rest}
        for future in as_completed(started):
            tell(self._finish(started[future], future, identity))
        return results

    def undo(self, identity: str, relays: Sequence[str], what: str) -> list[Result]:
        """Take back a change on hosts, by the records that they keep."""

        def record(relay: str, event: str, words: str = "") -> Record:
            return Record(
                at=time.time(), event=event, change=identity, relay=relay, by=self._by, what=what,
                words=words,
            )  # fmt: skip

        self._journal.append(*(record(one, "undo intended") for one in relays))
        results = []
        started = {self._hosts.submit(one, _undoing(one, identity)): one for one in relays}
        for future in as_completed(started):
            relay = started[future]
            applied = _given(future, relay, identity)
            state = "set" if applied.done else "unknown" if applied.unknown else "failed"
            words = applied.unknown or applied.answered.reason
            event = {"set": "undone", "failed": "not undone"}.get(state, state)
            self._journal.append(record(relay, event, str(words)))
            results.append(Result(relay, state, words, identity))
        return results

    # --- a host's part, in its thread ---

    def _start(self, plan: HostPlan, identity: str) -> "Future[Any]":
        return self._hosts.submit(
            plan.relay, lambda link, asking: self._do(link, asking, plan, identity)
        )

    def _do(self, link: Link, asking: Asking, plan: HostPlan, identity: str) -> Result:
        begun = time.monotonic()
        void = self._void(link, asking, plan)
        if void:
            return Result(plan.relay, "refused", void, identity)
        root = access_of(link, asking).root
        applied = apply(link, plan, identity, self._by, root=root)
        seconds = time.monotonic() - begun
        if applied.unknown:
            return Result(plan.relay, "unknown", applied.unknown, identity, seconds)
        if not applied.done:
            state = "failed" if applied.answered.restored or applied.answered.torn else "refused"
            words = applied.answered.reason
            if applied.answered.torn:
                words = safe(f"PARTLY DONE, not all could be taken back: {words}", 700)
            return Result(plan.relay, state, words, identity, seconds)
        lacks = prove(link, asking, plan.plans)
        seconds = time.monotonic() - begun
        return Result(plan.relay, "not proved" if lacks else "set", lacks, identity, seconds)

    def _void(self, link: Link, asking: Asking, plan: HostPlan) -> SafeText:
        """Why a plan holds no longer."""
        if time.monotonic() - plan.made_at > PLAN_AGE:
            return safe(f"the plan is older than {PLAN_AGE:.0f} s: plan again")
        blocks = [one.intent for one in plan.plans if isinstance(one.intent, Block)]
        if not blocks:
            return _NONE
        found = asking.ask(link, (SURROUNDINGS,))[SURROUNDINGS.name]
        if not isinstance(found, Surroundings):
            return safe("whom a block would lock out can't be seen any more")
        protects = protect_list({plan.relay: found}, self._protect, self._addresses)
        for intent in blocks:
            if stop := why_not(intent.net, protects):
                return safe(stop.words, 300)
        return _NONE

    def _protects(self, known: Mapping[str, Looked]) -> tuple[Protected, ...]:
        surroundings = {
            relay: one
            for relay, looked in known.items()
            if isinstance(one := looked.facts.get(SURROUNDINGS), Surroundings)
        }
        return protect_list(surroundings, self._protect, self._addresses)

    # --- the journal ---

    def _finish(self, plan: HostPlan, future: "Future[Any]", identity: str) -> Result:
        try:
            result: Result = future.result()
        except RelaytuiError as error:
            result = Result(plan.relay, "refused", safe(error.reason, 300), identity)
        event = {"set": "done", "not proved": "done, not proved"}.get(result.state, result.state)
        self._journal.append(self._record(plan, identity, event, str(result.words)))
        return result

    def _record(self, plan: HostPlan, identity: str, event: str, words: str = "") -> Record:
        reasons = dict.fromkeys(str(one.intent.reason) for one in plan.plans)
        return Record(
            at=time.time(),
            event=event,
            change=identity,
            relay=plan.relay,
            by=self._by,
            what="; ".join(dict.fromkeys(intent_words(one.intent) for one in plan.plans)),
            layers=tuple(one.layer for one in plan.plans),
            why="; ".join(filter(None, reasons)),
            words=words,
        )


def prove(link: Link, asking: Asking, plans: Sequence[Plan]) -> SafeText:
    """Why a host does not show what was done; empty where it does."""
    for one in plans:
        found = asking.ask(link, one.proof.facts, dict(one.proof.values))
        lacks = one.proof.lacks(HostFacts(found))
        if lacks:
            return safe(f"{one.layer}: {lacks}", 300)
    return _NONE


def _undoing(relay: str, identity: str) -> Job:
    return lambda link, asking: undo(link, relay, identity, root=access_of(link, asking).root)


def _given(future: "Future[Any]", relay: str, identity: str) -> Applied:
    try:
        applied: Applied = future.result()
    except RelaytuiError as error:
        return Applied(relay, identity, unknown=safe(error.reason, 200))
    return applied

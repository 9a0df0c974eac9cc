"""The one road of all changes: plan on every host, guard, then one host first, the rest after it,
proof, journal."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import replace
from typing import Any

from relaytui.changes.apply import Applied, new_identity, undo
from relaytui.changes.guard import Protected, protect_list
from relaytui.changes.history import usual_layers
from relaytui.changes.journal import Journal, JournalError, Record
from relaytui.changes.leftover import note_settled
from relaytui.changes.looking import Hosts, Looked, access_of, look, trusted
from relaytui.changes.on_host import do
from relaytui.changes.plan import LINK, HostPlan, Moment
from relaytui.changes.planning import nothing_words, plan_host
from relaytui.changes.result import Result
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Intent, intent_words
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking, Job
from relaytui.errors import RelaytuiError
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings
from relaytui.layers.base import Layer
from relaytui.ssh.link import Link

_NONE = SafeText("")


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
        for looked in known.values():
            self._addresses |= looked.ends
        protects = self._protects(known)
        usual = self._usual()
        plans = {}
        for relay, wanted in intents.items():
            one = facts[relay]
            if not isinstance(one, Looked):
                unseen = Failed(safe(one.reason, 300))
                plans[relay] = HostPlan(relay, unseen=((LINK, unseen),))
                continue
            moment = Moment(one.now, self._by)
            trusts = trusted(self._layers, one.facts)
            guarded = (*protects, *protect_list({}, trusted=trusts))
            plan = plan_host(
                relay, wanted, one.facts, moment, self._layers, guarded, only, usual.get(relay, "")
            )
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
                tell(Result(one.relay, _state_of(one), nothing_words(one)))
        if not busy:
            return results
        identity = new_identity(time.time())
        self._journal.append(*(self._record(one, identity, "intended") for one in busy))
        first, *rest = busy
        done = self._finish(first, self._start(first, identity), identity)
        tell(done)
        if not done.well:
            words = safe(f"{first.relay} came first and failed")
            self._journal.append(
                *(self._record(one, identity, "untouched", str(words)) for one in rest)
            )
            for one in rest:
                tell(Result(one.relay, "untouched", words))
            return results
        started = {self._start(one, identity): one for one in rest}
        for future in as_completed(started):
            tell(self._finish(started[future], future, identity))
        return results

    def undo(
        self,
        identity: str,
        relays: Sequence[str],
        what: str,
        told: Callable[[Result], None] = lambda result: None,
    ) -> list[Result]:
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
            state = "undone" if applied.done else "unknown" if applied.unknown else "failed"
            words = applied.unknown or applied.answered.reason
            event = "not undone" if state == "failed" else state
            self._journal.append(record(relay, event, str(words)))
            results.append(Result(relay, state, words, identity))
            told(results[-1])
        return results

    def _start(self, plan: HostPlan, identity: str) -> "Future[Any]":
        def job(link: Link, asking: Asking) -> Result:
            def fresh() -> Link:
                return self._hosts.fresh(plan.relay)

            return do(link, asking, plan, identity, self._by, self._still_protected, fresh)

        return self._hosts.submit(plan.relay, job)

    def _still_protected(self, relay: str, found: Surroundings) -> tuple[Protected, ...]:
        return protect_list({relay: found}, self._protect, self._addresses)

    def _protects(self, known: Mapping[str, Looked]) -> tuple[Protected, ...]:
        surroundings = {
            relay: one
            for relay, looked in known.items()
            if isinstance(one := looked.facts.get(SURROUNDINGS), Surroundings)
        }
        return protect_list(surroundings, self._protect, self._addresses)

    # --- the journal ---

    def _usual(self) -> dict[str, str]:
        try:
            return usual_layers(one for _, one in self._journal.read() if one)
        except JournalError:  # nothing will be done without it; the plan can be looked at
            return {}

    def _finish(self, plan: HostPlan, future: "Future[Any]", identity: str) -> Result:
        try:
            result: Result = future.result()
        except RelaytuiError as error:
            result = Result(plan.relay, "refused", safe(error.reason, 300), identity)
        note_settled(result.settled, plan.relay, self._journal, self._by)
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


def _undoing(relay: str, identity: str) -> Job:
    return lambda link, asking: undo(link, relay, identity, root=access_of(link, asking).root)


def _given(future: "Future[Any]", relay: str, identity: str) -> Applied:
    try:
        applied: Applied = future.result()
    except RelaytuiError as error:
        return Applied(relay, identity, unknown=safe(error.reason, 200))
    return applied


def _state_of(plan: HostPlan) -> str:
    """Of a host on which nothing is to be done."""
    if any(layer == LINK for layer, _ in plan.unseen):
        return "unreached"
    return "already" if plan.already and not (plan.refused or plan.unseen) else "refused"

"""Taking everything of ours away from hosts, by the same protocol as every change."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from relaytui.changes.apply import apply, forget, new_identity
from relaytui.changes.clean import plan_clean, traces_of
from relaytui.changes.journal import Journal, Record
from relaytui.changes.looking import Hosts, access_of
from relaytui.changes.on_host import prove
from relaytui.changes.plan import HostPlan, Plan
from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking
from relaytui.errors import RelaytuiError
from relaytui.facts.traces import TRACES, Traces
from relaytui.ssh.link import Link

_NONE = SafeText("")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A host: what of ours was found (None: it could not be seen, and `reason` says why), the
    plan, and whether all of it is gone."""

    relay: str
    found: Traces | None
    plan: Plan | Failed | None = None
    reason: SafeText = _NONE
    well: bool = False

    @property
    def busy(self) -> bool:
        """Whether there is anything to be taken away, and it can be."""
        return bool(self.found and traces_of(self.found)) and not isinstance(self.plan, Failed)


class Cleaning:
    """Blocks its caller."""

    def __init__(self, hosts: Hosts, journal: Journal, by: str) -> None:
        self._hosts = hosts
        self._journal = journal
        self._by = by

    def look(self, relays: Sequence[str]) -> list[Cleaned]:
        """What is there on each host, and what takes it away."""
        started = {relay: self._hosts.submit(relay, _look) for relay in relays}
        results = []
        for relay, future in started.items():
            try:
                found = future.result()
            except RelaytuiError as error:
                results.append(Cleaned(relay, None, reason=safe(error.reason, 300)))
                continue
            if not isinstance(found, Traces):
                results.append(Cleaned(relay, None, reason=safe(found.reason, 300)))
                continue
            plan = plan_clean(found)
            reason = safe(plan.reason, 300) if isinstance(plan, Failed) else _NONE
            results.append(Cleaned(relay, found, plan, reason))
        return results

    def clean(self, one: Cleaned) -> Cleaned:
        """Do it on a host. Raises JournalError, and then nothing was done."""
        identity = new_identity(time.time())
        self._note(one.relay, identity, "intended", "")

        def job(link: Link, asking: Asking) -> SafeText:
            return self._clean(link, asking, one, identity)

        try:
            reason = self._hosts.submit(one.relay, job).result()
        except RelaytuiError as error:
            reason = safe(error.reason, 300)
        self._note(one.relay, identity, "failed" if reason else "cleaned", str(reason))
        return replace(one, reason=reason, well=not reason)

    def _clean(self, link: Link, asking: Asking, one: Cleaned, identity: str) -> SafeText:
        root = access_of(link, asking).root
        if isinstance(one.plan, Plan):
            plan = HostPlan(one.relay, (one.plan,))
            applied = apply(link, plan, identity, self._by, root=root)
            if not applied.done:
                return applied.unknown or applied.answered.reason or safe("it was not done")
            if lacks := prove(link, asking, (one.plan,)):
                return lacks
        gone = forget(link, one.relay, root=root)
        return _NONE if gone.done else gone.unknown or gone.answered.reason

    def _note(self, relay: str, identity: str, event: str, words: str) -> None:
        self._journal.append(
            Record(
                at=time.time(),
                event=event,
                change=identity,
                relay=relay,
                by=self._by,
                what="take everything of ours away",
                words=words,
            )
        )


def _look(link: Link, asking: Asking) -> object:
    access_of(link, asking)
    return asking.ask(link, (TRACES,))[TRACES.name]

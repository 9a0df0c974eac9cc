"""The one place that writes to a host."""

import secrets
import time
from dataclasses import dataclass

import msgspec

from relaytui.changes.deed import (
    Answered,
    confirm_script,
    do_script,
    forget_script,
    parse_answered,
    settle_script,
    undo_script,
)
from relaytui.changes.plan import HostPlan, Step
from relaytui.domain.intent import intent_words
from relaytui.domain.text import SafeText, safe
from relaytui.errors import LinkError
from relaytui.ssh.link import Link
from relaytui.ssh.script import Script

#: Seconds that a host may take for all steps: reloads and map builds of large lists.
PATIENCE = 180.0
#: Seconds until a host takes back by itself what could lock us out; with the time that its steps
#: and the way back take, less than a minute.
SWITCH = 45
_NOTHING = Answered()
_NONE = SafeText("")


@dataclass(frozen=True, slots=True)
class Applied:
    """What has come of a change on a host. `unknown`: the link ended before the answer, so the
    host has done all of it or will take all of it back; the next look tells which."""

    relay: str
    identity: str
    answered: Answered = _NOTHING
    unknown: SafeText = _NONE

    @property
    def done(self) -> bool:
        """Whether all of it stands."""
        return self.answered.done


def new_identity(now: float) -> str:
    """A name for a change, the same on all of its hosts: `20261125T184502-8f3a2c`."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
    return f"{stamp}-{secrets.token_hex(3)}"


def what_words(plan: HostPlan, by: str) -> str:
    """The line that a host keeps of a change, and logs: JSON, so that no text can break out."""
    intents = dict.fromkeys(intent_words(one.intent) for one in plan.plans)
    reasons = dict.fromkeys(str(one.intent.reason) for one in plan.plans if one.intent.reason)
    fields = {"by": by, "what": list(intents), "layers": [one.layer for one in plan.plans]}
    if reasons:
        fields["why"] = list(reasons)
    return msgspec.json.encode(fields).decode()


def apply(
    link: Link, plan: HostPlan, identity: str, by: str, *, root: bool, switch: int = 0
) -> Applied:
    """Do a plan on its host: all of it or nothing. `root`: the account is root itself. With
    `switch` it is taken back after so many seconds, unless `confirm` comes before.

    Never raises for what the host does; an error of the link is in the answer.
    """
    steps = [step for one in plan.plans for step in one.steps]
    mark = secrets.token_hex(12)
    asked = do_script(identity, what_words(plan, by), plan.plans, mark, switch)
    return _run(link, plan.relay, identity, asked, mark, steps, root)


def confirm(link: Link, relay: str, identity: str, *, root: bool) -> Applied:
    """Let a change stay that waits for it. `link` is a new one: that it could be made proves that
    nobody is locked out."""
    mark = secrets.token_hex(12)
    return _run(link, relay, identity, confirm_script(identity, mark), mark, [], root)


def undo(link: Link, relay: str, identity: str, *, root: bool) -> Applied:
    """Take back a change of a host, by the record that the host keeps."""
    mark = secrets.token_hex(12)
    return _run(link, relay, identity, undo_script(identity, mark), mark, [], root)


def forget(link: Link, relay: str, *, root: bool) -> Applied:
    """Take away the records of changes on a host: nothing can be undone any more."""
    mark = secrets.token_hex(12)
    return _run(link, relay, "", forget_script(mark), mark, [], root)


def settle(link: Link, relay: str, *, root: bool, asked: tuple[str, ...] = ()) -> Applied:
    """Settle what a break has left half done on a host; `asked` are changes whose end is not
    known."""
    mark = secrets.token_hex(12)
    return _run(link, relay, "", settle_script(mark, asked), mark, [], root)


def _run(
    link: Link, relay: str, identity: str, asked: Script, mark: str, steps: list[Step], root: bool
) -> Applied:
    try:
        outcome = link.run(asked, timeout=PATIENCE, sudo=not root)
    except LinkError as error:
        return Applied(relay, identity, unknown=safe(error.reason, 200))
    answered = parse_answered(outcome.stdout, mark, steps)
    stands = answered.done or answered.waiting or answered.restored
    if not answered.complete and not stands:
        said = outcome.stderr.decode("utf-8", "surrogateescape").strip().split("\n")[-1]
        return Applied(relay, identity, answered, safe(said or "the answer broke off", 200))
    return Applied(relay, identity, answered)

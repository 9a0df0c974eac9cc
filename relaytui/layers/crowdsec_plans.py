"""Plans for CrowdSec: a decision by cscli, and the end of decisions by their numbers.

`decisions delete -i ADDRESS` also deletes the decisions on networks around the address, so that
single ones are deleted by number; what a plan of ours has added is found again by its reason.
"""

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run, Step
from relaytui.domain.intent import Block, Unblock, span_words
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.crowdsec import CROWDSEC, Crowdsec, Decision
from relaytui.facts.crowdsec_found import CROWDSEC_FOUND
from relaytui.layers.covered import part_words, still_blocked
from relaytui.layers.nets import parts
from relaytui.layers.own_table import comment_of

NAME = "crowdsec"
#: Seconds for a decision that is to stay: there is none without an end.
LONGEST = 10 * 365 * 86400


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add a decision, unless one that lasts as long holds already."""
    found = facts.get(CROWDSEC)
    if not isinstance(found, Crowdsec):
        return found
    if intent.ports == "all" or intent.place:
        return None
    seconds = LONGEST if intent.seconds is None else intent.seconds
    for one in found.decisions:
        left = _left(one, found, moment)
        if one.keeps_out and one.net and one.net.covers(intent.net) and left >= seconds - 60:
            return Already(safe(f"decision {one.id} on {one.value} holds already"))
    reason = f"relaytui {comment_of(moment.by, intent.reason, moment.now)}"
    add = _add(intent.net, seconds, "ban", reason)
    steps = (Run(add, _delete(intent.net, reason)),)
    warnings = _warnings(found)
    if intent.seconds is None:
        warnings.append(f"it ends after {span_words(LONGEST)}: CrowdSec has no decision for good")
    proof = _proof(intent.net, there=True)
    return Plan(intent, NAME, steps, proof, (), tuple(warnings))


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Delete the decisions on the net and within it; one on a wider net is parted on demand."""
    found = facts.get(CROWDSEC)
    if not isinstance(found, Crowdsec):
        return found
    steps: list[Step] = []
    for one in found.decisions:
        if one.net is None or one.expired or not one.net.meets(intent.net):
            continue
        if not intent.net.covers(one.net) and not intent.split:
            return still_blocked(intent.net, one.net, f"decision {one.id}", f": {one.scenario}")
        left = _left(one, found, moment)
        again = _add(one.net, left, str(one.kind), str(one.scenario))
        steps.append(Run(Command(("cscli", "decisions", "delete", "--id", str(one.id))), again))
        words = part_words(one.net, intent)
        for each in parts(one.net, intent.net):
            reason = f"relaytui {comment_of(moment.by, words, moment.now)}"
            steps.append(Run(_add(each, left, str(one.kind), reason), _delete(each, reason)))
    if not steps:
        return None
    warnings = ["undo adds it anew, as a decision of cscli"]
    if intent.grace:
        warnings.append("CrowdSec may decide on it again: it has no grace")
    proof = _proof(intent.net, there=False)
    return Plan(intent, NAME, tuple(steps), proof, (), tuple(warnings))


def _left(one: Decision, found: Crowdsec, moment: Moment) -> int:
    """Seconds that a decision holds yet; its duration counts from when it was asked for."""
    if one.seconds is None:
        return LONGEST
    return max(1, round(one.seconds - max(0.0, moment.now - found.at)))


def _warnings(found: Crowdsec) -> list[str]:
    if found.bouncers == 0:
        return ["no bouncer is registered: nobody acts on decisions, so it keeps nobody out"]
    if found.bouncers is not None and found.silent == found.bouncers:
        return ["no bouncer has asked for an hour: it may be down"]
    return []


def _flag(net: Net) -> str:
    return "-i" if net.size == 1 else "-r"


def _add(net: Net, seconds: int, kind: str, reason: str) -> Command:
    return Command(
        ("cscli", "decisions", "add", _flag(net), str(net), "-d", f"{seconds}s", "-t", kind,
         "-R", reason)
    )  # fmt: skip


def _delete(net: Net, reason: str) -> Command:
    return Command(("cscli", "decisions", "delete", _flag(net), str(net), "-s", reason))


def _proof(net: Net, *, there: bool) -> Proof:
    """CrowdSec's own list for the net."""

    def lacks(facts: HostFacts) -> str:
        found = facts.get(CROWDSEC_FOUND)
        if not isinstance(found, tuple):
            return "its decisions can't be seen"
        held = [one for one in found if one.net and not one.expired and one.net.meets(net)]
        if there:
            covers = any(one.keeps_out and one.net and one.net.covers(net) for one in held)
            return "" if covers else f"no decision keeps {net} out"
        return f"decision {held[0].id} on {held[0].value} holds yet" if held else ""

    return Proof((CROWDSEC_FOUND,), lacks, {"flag": _flag(net), "value": str(net)})

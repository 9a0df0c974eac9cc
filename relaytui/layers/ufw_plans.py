"""Plans for ufw: a rule before all others, taken out by its text, since numbers move.

ufw has no ends: a rule that is to end is taken out by the host's own script.
"""

import re

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run, Step
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.own import OWN, Own
from relaytui.facts.packet_filter import MAIL_PORTS
from relaytui.facts.ufw import UFW, Ufw, UfwRule
from relaytui.layers.covered import still_blocked
from relaytui.layers.keeper import ending, left_there, not_ending
from relaytui.layers.nets import parts
from relaytui.layers.own_table import comment_of
from relaytui.lists.edit import Refused

NAME = "ufw"
PORTS = ",".join(map(str, MAIL_PORTS))
_TO = re.compile(r"(?:Anywhere|(?P<ports>[0-9,:]+))(?:/(?P<protocol>tcp|udp))?(?: \(v6\))?")


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add a rule before the others of its family."""
    found, own = facts.get(UFW), facts.get(OWN)
    if not isinstance(found, Ufw):
        return found
    if intent.ports == "all" or intent.place:
        return None
    net = intent.net
    for rule in _denying(found):
        text = _text(rule)
        if text and net == _net(rule) and text[1:] == _words(net, "tcp", PORTS):
            return Already(safe(f"rule {rule.number} denies {net} already"))
    steps: list[Step] = []
    leaves: list[str] = []
    warnings = ["connections that are open go on: ufw lets them pass before its rules"]
    if intent.seconds is not None:
        if not isinstance(own, Own):
            return Failed("what keeps ends on this host can't be seen")
        ends = ending(own, moment.now + intent.seconds, ("ufw", PORTS, str(net)))
        if isinstance(ends, Failed):
            return ends
        steps += ends
        leaves += left_there(ends)
    rule_words = ("deny", *_words(net, "tcp", PORTS))
    comment = comment_of(moment.by, intent.reason, moment.now)
    steps.append(Run(_insert(found, net, rule_words, comment), Command(("ufw", "delete",
                 *rule_words))))  # fmt: skip
    if not intent.keep:
        warnings.append("ufw keeps its rules on disk: it holds after a boot, too")
    proof = _proof(net, there=True)
    return Plan(intent, NAME, tuple(steps), proof, tuple(leaves), tuple(warnings))


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Delete the rules that deny the net or a part of it."""
    del moment
    found, own = facts.get(UFW), facts.get(OWN)
    if not isinstance(found, Ufw):
        return found
    steps: list[Step] = []
    ended = []
    for rule in _denying(found):
        net = _net(rule)
        if net is None or not net.meets(intent.net):
            continue
        if not intent.net.covers(net) and not intent.split:
            return still_blocked(intent.net, net, f"rule {rule.number}")
        text = _text(rule)
        if text is None:
            words = f"rule {rule.number} ({rule.to} from {rule.origin}) is not told whole"
            return Refused("not_expressible", words, (f"on the host: ufw delete {rule.number}",))
        # An undone deletion stands where the rule stood: undo goes backwards.
        again = ("ufw", "insert", str(rule.number), *text, *_comment(str(rule.comment)))
        steps.append(Run(Command(("ufw", "delete", *text)), Command(again)))
        for each in parts(net, intent.net):
            one = tuple(str(each) if word == str(net) else word for word in text)
            add = (*again[:3], *one, *_comment(str(rule.comment)))
            steps.append(Run(Command(add), Command(("ufw", "delete", *one))))
        ended.append((PORTS, str(net)))
    if not steps:
        return None
    if isinstance(own, Own):
        forgotten = not_ending(own, "ufw", ended)
        steps += [] if isinstance(forgotten, Failed) else forgotten
    return Plan(intent, NAME, tuple(steps), _proof(intent.net, there=False))


def _denying(found: Ufw) -> list[UfwRule]:
    return [
        one for one in found.rules if one.action in ("DENY", "REJECT") and one.direction == "IN"
    ]


def _net(rule: UfwRule) -> Net | None:
    return parse_net(rule.origin.partition(" ")[0].partition("/tcp")[0], host_bits=True)


def _text(rule: UfwRule) -> tuple[str, ...] | None:
    """A rule as ufw takes it; None where its listing does not tell all of it."""
    to, origin, net = _TO.fullmatch(rule.to), str(rule.origin).partition("/tcp")[0], _net(rule)
    if to is None or net is None or origin not in (str(net), f"{net} (v6)"):
        return None
    protocol = to["protocol"] or ("tcp" if "/tcp" in rule.origin else "")
    return (rule.action.lower(), *_words(net, protocol, to["ports"] or ""))


def _words(net: Net, protocol: str, ports: str) -> tuple[str, ...]:
    return (*(("proto", protocol) if protocol else ()), "from", str(net), "to", "any",
            *(("port", ports) if ports else ()))  # fmt: skip


def _insert(found: Ufw, net: Net, rule: tuple[str, ...], comment: str) -> Command:
    """Before the first rule of the same family: ufw keeps those of IPv4 before those of IPv6."""
    numbers = [one.number for one in found.rules
               if one.number is not None and one.v6 == (net.version == 6)]  # fmt: skip
    where = ("insert", str(min(numbers))) if numbers else ()
    return Command(("ufw", *where, *rule, *_comment(comment)))


def _comment(text: str) -> tuple[str, ...]:
    # ufw refuses a comment with an apostrophe.
    return ("comment", text.replace("'", "_")) if text else ()


def _proof(net: Net, *, there: bool) -> Proof:
    """What ufw itself lists."""

    def lacks(facts: HostFacts) -> str:
        found = facts.get(UFW)
        if not isinstance(found, Ufw):
            return "its rules can't be seen"
        nets = [one for rule in _denying(found) if (one := _net(rule))]
        if there:
            return "" if any(one.covers(net) for one in nets) else f"no rule denies {net}"
        return f"a rule denies {net} yet" if any(one.meets(net) for one in nets) else ""

    return Proof((UFW,), lacks)

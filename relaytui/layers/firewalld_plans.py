"""Plans for firewalld: rich rules for the ports of mail in every zone that is asked, or an entry of
one of its sets that somebody names.

firewalld ends a rule itself only where it is not kept on disk (`--timeout`); one that is to hold
after a reload is ended by the host's own script.
"""

from collections.abc import Iterable

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run, Step
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.firewalld import rich_rule
from relaytui.facts.firewalld_rules import FIREWALLD_RULES, FirewalldRules
from relaytui.facts.own import OWN, Own
from relaytui.facts.packet_filter import MAIL_PORTS
from relaytui.layers.covered import still_blocked
from relaytui.layers.keeper import ending, left_there, not_ending
from relaytui.layers.nets import parts

NAME = "firewalld"
_KEPT = ("--permanent",)
#: A zone or a set as an option, what is added there, and its words.
_Thing = tuple[str, str, str]


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add rules, or the entry of a set."""
    found, own = facts.get(FIREWALLD_RULES), facts.get(OWN)
    if not isinstance(found, FirewalldRules):
        return found
    if intent.ports == "all":
        return None
    net, keep = intent.net, intent.keep
    if intent.place and intent.place not in found.sets:
        return None
    things = [(f"--ipset={intent.place}", "entry", str(net))] if intent.place else [
        (f"--zone={zone}", "rich-rule", rule) for zone in found.zones for rule in rules_of(net)
    ]  # fmt: skip
    things = [one for one in things if one[2] not in _there(found, one[0])]
    if not things:
        return Already(safe(f"firewalld blocks {net} already"))
    steps: list[Step] = []
    leaves: list[str] = []
    warnings = []
    own_end = () if keep or intent.seconds is None else (f"--timeout={intent.seconds}",)
    if intent.place and own_end:
        return Failed(f"an entry of set {intent.place} has no end of its own: without --runtime")
    if keep and intent.seconds is not None:
        if not isinstance(own, Own):
            return Failed("what keeps ends on this host can't be seen")
        kind = "firewalld-set" if intent.place else "firewalld"
        lines = [(kind, place.partition("=")[2], what) for place, _, what in things]
        ends = ending(own, moment.now + intent.seconds, *lines)
        if isinstance(ends, Failed):
            return ends
        steps += ends
        leaves += left_there(ends)
    steps += _adding(things, own_end)
    if keep:
        steps += _adding(things, _KEPT)
    if not keep:
        warnings.append("a reload of firewalld, and a boot, forget it")
    return Plan(intent, NAME, tuple(steps), _proof(things, there=True), tuple(leaves),
                tuple(warnings))  # fmt: skip


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take out the rules that drop or reject the net or a part of it, and entries of the sets that
    such rules name."""
    del moment
    found, own = facts.get(FIREWALLD_RULES), facts.get(OWN)
    if not isinstance(found, FirewalldRules):
        return found
    things: list[_Thing] = []
    rest: list[_Thing] = []
    for place, what, value, net in _held(found):
        if not net.meets(intent.net):
            continue
        if not intent.net.covers(net) and not intent.split:
            return still_blocked(intent.net, net, place.partition("=")[2])
        things.append((place, what, value))
        written = value if what == "entry" else str(rich_rule(value).source)  # type: ignore[union-attr]
        rest += [
            (place, what, value.replace(written, str(each))) for each in parts(net, intent.net)
        ]
    if not things:
        return None
    now = [one for one in things if one[2] in _there(found, one[0])]
    kept = [
        one for one in things if one[1] == "entry" or one[2] in _there(found, one[0], kept=True)
    ]
    steps: list[Step] = [_turned(one) for one in (*_adding(now, ()), *_adding(kept, _KEPT))]
    steps += [*_adding(rest, ()), *_adding(rest, _KEPT)]
    if isinstance(own, Own):
        for kind, option in (("firewalld", "--zone"), ("firewalld-set", "--ipset")):
            places = [(place.partition("=")[2], what) for place, _, what in things
                      if place.startswith(option)]  # fmt: skip
            forgotten = not_ending(own, kind, places)
            steps += [] if isinstance(forgotten, Failed) else forgotten
    return Plan(intent, NAME, tuple(steps), _proof(things, there=False))


def rules_of(net: Net) -> list[str]:
    """The rules that keep a net from the ports of mail, as firewalld writes them itself."""
    source = f'rule family="ipv{net.version}" source address="{net}"'
    return [f'{source} port port="{port}" protocol="tcp" drop' for port in MAIL_PORTS]


def _there(found: FirewalldRules, place: str, *, kept: bool = False) -> list[str]:
    option, _, name = place.partition("=")
    rules = found.kept if kept else found.now
    return (rules if option == "--zone" else found.sets).get(name, [])


def _held(found: FirewalldRules) -> Iterable[tuple[str, str, str, Net]]:
    """What keeps out now or after a reload: option, word, value, net."""
    names = set()
    for rules in (found.now, found.kept):
        for zone, lines in rules.items():
            for line in lines:
                rule = rich_rule(line)
                if rule is None or rule.negated or rule.action not in ("drop", "reject"):
                    continue
                if rule.ipset:
                    names.add(str(rule.ipset))
                elif net := parse_net(rule.source, host_bits=True):
                    yield f"--zone={zone}", "rich-rule", line, net
    for name in sorted(names):
        for line in found.sets.get(name, []):
            if net := parse_net(line, host_bits=True):
                yield f"--ipset={name}", "entry", line, net


def _adding(things: Iterable[_Thing], more: tuple[str, ...]) -> list[Run]:
    """One call for each zone or set: firewall-cmd takes half a second."""
    places: dict[str, list[_Thing]] = {}
    for one in dict.fromkeys(things):
        places.setdefault(one[0], []).append(one)
    found = []
    for place, each in places.items():
        add, take = ([f"--{verb}-{what}={value}" for _, what, value in each]
                     for verb in ("add", "remove"))  # fmt: skip
        # What is added for a time only is taken back without that word.
        kept = _KEPT if more == _KEPT else ()
        found.append(Run(Command(("firewall-cmd", *more, place, *add)),
                         Command(("firewall-cmd", *kept, place, *take))))  # fmt: skip
    return found


def _turned(step: Run) -> Run:
    assert step.undo is not None
    return Run(step.undo, step.do)


def _proof(things: Iterable[_Thing], *, there: bool) -> Proof:
    """What firewalld itself lists."""
    wanted = list(things)

    def lacks(facts: HostFacts) -> str:
        found = facts.get(FIREWALLD_RULES)
        if not isinstance(found, FirewalldRules):
            return "its rules can't be seen"
        for place, _, value in wanted:
            if (value in _there(found, place)) is not there:
                return f"{place} {'does not have' if there else 'has'} {value}"
        return ""

    return Proof((FIREWALLD_RULES,), lacks)

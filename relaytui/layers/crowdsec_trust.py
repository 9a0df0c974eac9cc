"""CrowdSec's allowlists: an entry more or less. Nobody in them is decided against."""

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run, Step
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.crowdsec_allowlists import CROWDSEC_ALLOWLISTS, TOO_OLD, Lists
from relaytui.facts.crowdsec_words import Allowed
from relaytui.facts.go_time import moment as moment_of
from relaytui.lists.edit import Refused

NAME = "crowdsec"
#: The list that is made where there is none.
OWN = "relaytui"


def plan_allow(intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """An entry more in the list that is named, in ours, or in the only one."""
    found = facts.get(CROWDSEC_ALLOWLISTS)
    if found is TOO_OLD and (not intent.place or _is_meant(intent.place)):
        return Refused("too_old", str(TOO_OLD.reason))
    if not isinstance(found, dict):
        return None if intent.place and not _is_meant(intent.place) else found
    place = _list_of(str(intent.place))
    if place and place not in found:
        return None
    if not place and len(found) > 1 and OWN not in found:
        words = f"CrowdSec has {len(found)} allowlists: name one"
        return Refused("several", words, tuple(f"--in '{one}'" for one in sorted(found)))
    name = place or (OWN if OWN in found or not found else next(iter(found)))
    for one in found.get(name, ()):
        net = _net(one)
        if net is not None and net.covers(intent.net):
            return Already(safe(f"{intent.net} is in allowlist {name} by {one.value}"))
    steps: list[Step] = []
    if name not in found:
        steps.append(Run(_cscli("create", name, "-d", "made by relaytui"), _cscli("delete", name)))
    words = f"{intent.reason} ({moment.by})".strip()
    ends = () if intent.seconds is None else ("-e", f"{intent.seconds}s")
    add = _cscli("add", name, str(intent.net), *ends, "-d", words)
    steps.append(Run(add, _cscli("remove", name, str(intent.net))))
    leaves = () if name in found else (f"allowlist {name} of CrowdSec, made now",)
    return Plan(intent, NAME, tuple(steps), _proof(name, intent.net, there=True), leaves)


def plan_no_more(intent: Disallow | Switch, facts: HostFacts, moment: Moment) -> Planned:
    """An entry less, in every list that has it; CrowdSec can't switch one off."""
    found = facts.get(CROWDSEC_ALLOWLISTS)
    if found is TOO_OLD or (isinstance(found, Failed) and not _is_meant(intent.place)):
        return Refused("too_old", str(TOO_OLD.reason)) if _is_meant(intent.place) else None
    if not isinstance(found, dict):
        return found
    place = _list_of(str(intent.place))
    lists = {name: one for name, one in found.items() if place in ("", name)}
    held = [(name, one) for name, entries in lists.items() for one in entries
            if (net := _net(one)) is not None and net.covers(intent.net)]  # fmt: skip
    same = [(name, one) for name, one in held if _net(one) == intent.net]
    if isinstance(intent, Switch):
        if intent.on or not same:
            return None
        words = f"CrowdSec can't switch an entry of allowlist {same[0][0]} off"
        return Refused("no_switch", words, ("take it out: its undo puts it back",))
    if not same:
        return _covered(intent.net, held) if held else None
    steps = tuple(Run(_cscli("remove", name, str(one.value)), _again(name, one, moment))
                  for name, one in same)  # fmt: skip
    wider = [one for one in held if one not in same]
    if wider and not intent.confirmed:
        return _covered(intent.net, wider)
    return Plan(intent, NAME, steps, _proof(place, intent.net, there=False))


def _covered(net: Net, held: list[tuple[str, Allowed]]) -> Refused:
    name, one = held[0]
    words = f"{net} is covered by {one.value} in allowlist {name}, which would still hold"
    return Refused("covered_by", words, covering=(str(one.value),))


def _again(name: str, one: Allowed, moment: Moment) -> Command:
    until = moment_of(one.until)
    ends = () if until is None else ("-e", f"{max(1, round(until - moment.now))}s")
    return _cscli("add", name, str(one.value), *ends, "-d", str(one.comment))


def _is_meant(place: str) -> bool:
    return place == NAME or place.startswith("allowlist ")


def _list_of(place: str) -> str:
    """The list's name out of a place, as the layer shows it or by itself."""
    return "" if place == NAME else place.removeprefix("allowlist ")


def _net(one: Allowed) -> Net | None:
    return parse_net(one.value, host_bits=True)


def _cscli(do: str, *words: str) -> Command:
    return Command(("cscli", "allowlists", do, *words))


def _proof(name: str, net: Net, *, there: bool) -> Proof:
    def lacks(facts: HostFacts) -> str:
        found = facts.get(CROWDSEC_ALLOWLISTS)
        if not isinstance(found, dict):
            return "its allowlists can't be seen any more"
        lists: Lists = {key: one for key, one in found.items() if name in ("", key)}
        held = any(_net(one) == net for entries in lists.values() for one in entries)
        if there and not held:
            return f"{net} is not in allowlist {name}"
        return f"{net} is still in an allowlist" if held and not there else ""

    return Proof((CROWDSEC_ALLOWLISTS,), lacks)

"""From an intent to the plan of a host: which layers, guarded. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from relaytui.changes.deed import why_not as why_not_written
from relaytui.changes.foreseen import foreseen, merged
from relaytui.changes.guard import Protected, why_not
from relaytui.changes.plan import Already, HostPlan, Moment, Plan, Planned, Put, Writing
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Allow, Block, Intent
from relaytui.domain.text import SafeText, safe
from relaytui.facts.access import ACCESS, Access
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.own import OWN
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings
from relaytui.layers.base import Layer
from relaytui.lists.edit import Refused

_NO_ROOT = "writing needs a root shell, which sudo does not give this account"
_SWITCHED = (
    "every port, SSH too: taken back by the host itself within a minute, unless a new connection "
    "gets through; a boot ends it"
)
_DOCTOR = "see: relaytui doctor {} --sudoers write"


def needed_facts(
    layers: Iterable[Layer], intents: Sequence[Intent], only: frozenset[str] = frozenset()
) -> tuple[AnyFact, ...]:
    """What the plans of these layers need, the guard's facts first, besides ACCESS; `only` names
    the layers that are meant (empty: any)."""
    facts: list[AnyFact] = [SURROUNDINGS, OWN]
    for layer in layers:
        if layer.writing and (not only or layer.name in only):
            wanted = [one for one in intents if _meant(layer.writing, one, bool(only))]
            facts += layer.writing.facts_for([type(one) for one in wanted])
    return tuple({one.name: one for one in facts}.values())


def _meant(writing: Writing, intent: Intent, named: bool) -> bool:
    """Whether a layer is asked for an intent at all."""
    if isinstance(intent, Allow):
        return named or bool(intent.place) or writing.allow_rank is not None
    return not isinstance(intent, Block) or named or bool(intent.place) or not writing.named


def plan_host(
    relay: str,
    intents: Sequence[Intent],
    facts: HostFacts,
    moment: Moment,
    layers: Sequence[Layer],
    protects: Sequence[Protected],
    only: frozenset[str] = frozenset(),
    usual: str = "",
) -> HostPlan:
    """The plan of a host. A block, and a trust without a place, go to one layer: the named ones,
    else for a block the `usual` one, else the first by rank that is there. Everything else goes to
    every layer that has something of it. A file that several plans change is written once, by the
    first of them."""
    plan = HostPlan(relay, protects=frozenset(str(one.net) for one in protects))
    access = facts.get(ACCESS)
    if not isinstance(access, Access) or not access.shell:
        refused = Refused("no_root", _NO_ROOT, (_DOCTOR.format(relay),))
        return replace(plan, refused=(("root", refused),))
    around = facts.get(SURROUNDINGS)
    if not isinstance(around, Surroundings):
        unseen = Failed("whom a block would lock out can't be seen, so nothing is blocked")
        return replace(plan, unseen=(("guard", unseen),))
    able = [one for one in layers if one.writing and (not only or one.name in only)]
    for intent in intents:
        if isinstance(intent, Block) and (stop := why_not(intent.net, protects)):
            plan = replace(plan, refused=(*plan.refused, ("guard", stop)))
            continue
        count = len(plan.plans)
        ranked = _by_rank(able, intent, usual)
        plan = _planned(plan, intent, facts, moment, ranked, bool(only))
        facts = foreseen(facts, plan.plans[count:])
    return _warned(replace(plan, plans=merged(plan.plans)), around)


def _warned(plan: HostPlan, around: Surroundings) -> HostPlan:
    """With words about what the guard could not see, and about what it can't guard."""
    unseen = f"the guard could not see {' and '.join(around.unseen)}" if around.unseen else ""

    def warned(one: Plan) -> Plan:
        if not isinstance(one.intent, Block):
            return one
        switch = _SWITCHED if one.intent.ports == "all" else ""
        return replace(one, warnings=(*one.warnings, *filter(None, (unseen, switch))))

    return replace(plan, plans=tuple(map(warned, plan.plans)))


def _planned(
    plan: HostPlan,
    intent: Intent,
    facts: HostFacts,
    moment: Moment,
    ranked: Sequence[Layer],
    named: bool,
) -> HostPlan:
    first = isinstance(intent, Block) or (isinstance(intent, Allow) and not intent.place)
    meant = [one for one in ranked if one.writing and _meant(one.writing, intent, named)]
    others: list[str] = []
    chosen = False
    for layer in meant:
        assert layer.writing is not None
        made = layer.writing.plan(intent, facts, moment)
        if chosen:
            others += [layer.name] if isinstance(made, Plan | Already) else []
            continue
        plan = _with(plan, layer.name, made)
        chosen = first and not named and isinstance(made, Plan | Already | Refused)
        if chosen and not isinstance(intent, Block):
            break
    return replace(plan, others=tuple(dict.fromkeys((*plan.others, *others))))


def _by_rank(able: Sequence[Layer], intent: Intent, usual: str) -> list[Layer]:
    """Layers in the order in which they are asked."""
    rank = attrgetter("writing.allow_rank" if isinstance(intent, Allow) else "writing.rank")
    first = usual if isinstance(intent, Block) else ""
    return sorted(able, key=lambda one: (one.name != first, rank(one) or 0, one.name))


def _with(plan: HostPlan, layer: str, made: Planned) -> HostPlan:
    match made:
        case Plan():
            for step in made.steps:
                if isinstance(step, Put) and (unfit := why_not_written(step)):
                    refused = Refused("not_written", unfit)
                    return replace(plan, refused=(*plan.refused, (layer, refused)))
            return replace(plan, plans=(*plan.plans, made))
        case Already():
            return replace(plan, already=(*plan.already, (layer, made.words)))
        case Refused():
            return replace(plan, refused=(*plan.refused, (layer, made)))
        case Failed():
            return replace(plan, unseen=(*plan.unseen, (layer, made)))
    return plan


def refused_words(refused: Refused) -> str:
    """Why it is refused, and what can be done instead."""
    instead = f" (instead: {', or '.join(refused.suggest)})" if refused.suggest else ""
    return f"{refused.words}{instead}"


def nothing_words(plan: HostPlan) -> SafeText:
    """Why nothing is to be done on a host, in a line; empty where something is."""
    if plan.plans:
        return SafeText("")
    words = [f"{layer}: {refused_words(one)}" for layer, one in plan.refused]
    words += [f"{layer}: {one.reason}" for layer, one in plan.unseen]
    words += [f"{layer}: {one}" for layer, one in plan.already]
    return safe("; ".join(words) or "nothing here knows of it", 600)

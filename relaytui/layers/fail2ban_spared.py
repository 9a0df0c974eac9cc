"""Whom fail2ban never bans is changed: in its files, and in the jails that run; a ban that stands
is lifted.

fail2ban forgets at its next reload what it was only told, and does not read its files until then,
so both are done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relaytui.changes.plan import Command, Moment, Plan, Planned, Put, Run
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban_spares import FAIL2BAN_SPARES, LOCAL, RunningJail, Spares
from relaytui.layers.fail2ban_lists import LISTS, files, spared_by
from relaytui.layers.trust_plans import Listed, plan_allow, plan_change

#: Bans of one jail that are lifted at once.
_MOST = 200


def plan_spare(intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """Never ban a network, from now on and after a reload; what bans it is lifted."""
    if intent.place in ("fail2ban", LOCAL) and not _has(facts, str(intent.place)):
        intent = replace(intent, place=type(intent.place)(""))
    return _with_runtime(plan_allow(LISTS, intent, facts, moment), intent, facts)


def plan_no_more(intent: Disallow | Switch, facts: HostFacts, moment: Moment) -> Planned:
    """Ban it again like others, or switch its entry."""
    return _with_runtime(plan_change(LISTS, intent, facts, moment), intent, facts)


def _has(facts: HostFacts, place: str) -> bool:
    found = files(facts)
    return isinstance(found, Sequence) and any(one.is_meant(place) for one in found)


def _with_runtime(plan: Planned, intent: Listed, facts: HostFacts) -> Planned:
    found = facts.get(FAIL2BAN_SPARES)
    if not isinstance(plan, Plan) or not isinstance(found, Spares):
        return plan
    if not found.jails:
        words = "fail2ban does not run, or can't be asked: its files alone are changed"
        return replace(plan, warnings=(*plan.warnings, words))
    texts = {one.path: one.after for one in plan.steps if isinstance(one, Put)}
    after = spared_by(found.judged({**facts.written, **texts}), intent.net)
    steps = [step for jail in found.jails for step in _of_jail(jail, intent, jail.name in after)]
    return replace(plan, steps=(*plan.steps, *steps))


def _of_jail(jail: RunningJail, intent: Listed, spared: bool) -> Iterator[Run]:
    net, name = intent.net, jail.name
    on = isinstance(intent, Allow) or (isinstance(intent, Switch) and intent.on)
    if on and spared:
        if not jail.spared(net):
            yield Run(_set(name, "addignoreip", str(net)), _set(name, "delignoreip", str(net)))
        if banned := jail.banned(net)[:_MOST]:
            yield Run(_set(name, "unbanip", *banned), _set(name, "banip", *banned))
    elif not on and not spared:
        for word in jail.spared(net):
            yield Run(_set(name, "delignoreip", word), _set(name, "addignoreip", word))


def _set(jail: str, *words: str) -> Command:
    return Command(("fail2ban-client", "set", jail, *words))

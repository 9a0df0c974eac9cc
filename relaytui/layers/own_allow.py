"""mynetworks is changed: new entries go into our own file beside main.cf, which it is told of once.

Entries that are there are edited where they stand. Our file alone knows ends of entries: what
keeps them is on the host.
"""

from collections.abc import Sequence
from dataclasses import replace

from relaytui.changes.plan import Already, Moment, Plan, Planned, Put, Step
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Allow
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.facts.own import OWN, Own
from relaytui.facts.postfix_lists import Instance
from relaytui.layers.keeper import left_there, sweeping
from relaytui.layers.mynetworks_order import in_order
from relaytui.layers.postfix_files import (
    checked_reload,
    mynetworks_files,
    of_instances,
    own_path,
)
from relaytui.layers.postfix_tables import instances_of
from relaytui.layers.trust_file import ListFile, Lists
from relaytui.layers.trust_plans import files_of, plan_of
from relaytui.layers.trust_wish import asked, wish_words
from relaytui.lists.edit import Refused
from relaytui.lists.form import About, forms
from relaytui.lists.managed import managed_words, why_managed
from relaytui.lists.members import members_form
from relaytui.lists.mynetworks import PARAMETER, with_word

NAME = "mynetworks"
files = of_instances(mynetworks_files)


def plan_allow(lists: Lists, intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """Trust a network: in our file, or in the one that is named."""
    found = files_of(lists, facts)
    if not isinstance(found, Sequence):
        return found
    instances = instances_of(facts)
    assert isinstance(instances, Sequence)
    made = _planned(lists, intent, found, instances, facts, moment)
    others = [each for one in instances for each in one.overrides]
    if not isinstance(made, Plan) or not others:
        return made
    words = f"{', '.join(others)} of master.cf has its own {PARAMETER}, which stays as it is"
    return replace(made, warnings=(*made.warnings, words))


def _planned(
    lists: Lists,
    intent: Allow,
    found: Sequence[ListFile],
    instances: Sequence[Instance],
    facts: HostFacts,
    moment: Moment,
) -> Planned:
    place = "" if intent.place == NAME else str(intent.place)
    for file in found:
        if place and file.is_meant(place) and not file.own:
            return plan_of(lists, intent, [file], facts, moment)
    meant = [one for one in instances if not place or place in (str(one.config), own_path(one))]
    if not meant:
        return None
    if len(meant) > 1:
        words = f"there are {len(meant)} instances of Postfix: name the one that is meant"
        return Refused("several", words, tuple(f"--in {one.config}" for one in meant))
    return _own(lists, intent, meant[0], facts, moment)


def _own(lists: Lists, intent: Allow, one: Instance, facts: HostFacts, moment: Moment) -> Planned:
    ours = next((each for each in mynetworks_files(one) if each.own), None)
    for item in in_order(one):
        if item.entry.net is None or not item.entry.net.covers(intent.net):
            continue
        if item.negated:
            words = f"{item.entry.what} in {item.place} comes first and excludes {intent.net}"
            return Refused("excluded_by", words, excluding=(str(item.entry.net),))
        if ours is None or not item.place.startswith(ours.path + ":"):
            words = f"{intent.net} is trusted by {item.entry.what} in {item.place}"
            return Already(safe(words, 300))
    if ours is None:
        return _first(lists, intent, one, facts, moment)
    swept = _swept(intent, one, facts)
    if isinstance(swept, Failed):
        return swept
    return plan_of(lists, intent, [ours], facts, moment, lambda plan: _with(plan, swept))


def _swept(intent: Allow, one: Instance, facts: HostFacts) -> list[Step] | Failed:
    """What takes entries of our file out at their time."""
    if intent.seconds is None:
        return []
    own = facts.get(OWN)
    if not isinstance(own, Own):
        return Failed("what keeps ends on this host can't be seen")
    return sweeping(own, "postfix", str(one.config), own_path(one))


def _with(plan: Plan, steps: Sequence[Step], *leaves: str) -> Plan:
    """A plan with steps before its own."""
    told = (*plan.leaves, *leaves, *left_there(steps))
    return replace(plan, steps=(*steps, *plan.steps), leaves=told)


def _first(lists: Lists, intent: Allow, one: Instance, facts: HostFacts, moment: Moment) -> Planned:
    """The plan that makes our file and names it in main.cf."""
    path = own_path(one)
    word = f"cidr:{path}"
    file = ListFile(
        path, members_form("cidr"), one.own or FileText(safe(path, 300), missing=True), "OK",
        own=True, table=word, tried="cidr:\0file",
    )  # fmt: skip
    swept = _swept(intent, one, facts)
    if isinstance(swept, Failed):
        return swept
    if path in facts.written:  # by a plan before this one, which names it, too
        return plan_of(lists, intent, [file], facts, moment, lambda plan: _with(plan, swept))
    before = ListFile(str(one.main.path), forms()[f"{NAME}_main_cf"], one.main).text(facts)
    if not isinstance(before, str):
        return before or Failed(f"{one.main.path} is not there")
    asked = _asked(intent, one, before)
    if asked is not None:
        return asked
    after = with_word(before, word, one.settings.get(PARAMETER, ""))
    main = Put(str(one.main.path), before, after, then=checked_reload(one))

    def more(plan: Plan) -> Plan:
        warnings = managed_words(main.path, before)
        leaves = f"{path}, named in {PARAMETER} of {main.path}"
        plan = replace(plan, steps=(*plan.steps, main), warnings=(*warnings, *plan.warnings))
        return _with(plan, swept, leaves)

    return plan_of(lists, intent, [file], facts, moment, more)


def _asked(intent: Allow, one: Instance, text: str) -> Refused | None:
    """What has to be said yes to before main.cf names our file."""
    if intent.confirmed:
        return None
    stop = why_managed(str(one.main.path), text, wish_words("write it all the same"))
    if stop:
        return stop
    if not forms()[f"{NAME}_main_cf"].parse(text, About()).entries:
        now = one.settings.get(PARAMETER, "")
        words = f"{PARAMETER} is not set: it would be set to what mynetworks_style gives now: {now}"
        style = "mynetworks_style_in_force"
        return asked(Refused("needs_confirmation", words, reason=style))
    return None

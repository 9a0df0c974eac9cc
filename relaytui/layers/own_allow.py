"""mynetworks is changed: new entries go into our own file beside main.cf, which it is told of once.

Entries that are there are edited where they stand. Our file alone knows ends of entries: what
keeps them is on the host.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from relaytui.changes.plan import Already, Moment, Plan, Planned, Put, Step
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Allow
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.facts.own import OWN, Own
from relaytui.facts.postfix_lists import Instance
from relaytui.layers.keeper import left_there, sweeping
from relaytui.layers.postfix_files import (
    checked_reload,
    mynetworks_files,
    of_instances,
    own_path,
    tables_of,
)
from relaytui.layers.postfix_tables import expanded, instances_of
from relaytui.layers.trust_edits import asked, wish_words
from relaytui.layers.trust_file import ListFile, Lists
from relaytui.layers.trust_plans import files_of, plan_of
from relaytui.lists.edit import Refused
from relaytui.lists.entry import Entry
from relaytui.lists.form import About, forms
from relaytui.lists.managed import managed_words, why_managed
from relaytui.lists.members import members_form
from relaytui.lists.mynetworks import PARAMETER, with_word

NAME = "mynetworks"
files = of_instances(mynetworks_files)


class _Item(NamedTuple):
    entry: Entry
    place: str
    negated: bool


def plan_allow(lists: Lists, intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """Trust a network: in our file, or in the one that is named."""
    found = files_of(lists, facts)
    if not isinstance(found, Sequence):
        return found
    instances = instances_of(facts)
    assert isinstance(instances, Sequence)
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


def in_order(one: Instance) -> Iterator[_Item]:
    """What mynetworks holds, in the order in which Postfix asks it, as far as it can be listed."""
    lines = {
        entry.what: entry.line
        for entry in forms()[f"{NAME}_main_cf"].parse(one.main.text, About()).entries
    }
    by_path = {each.path: each for each in mynetworks_files(one)}
    paths = {str(table.name): str(table.file.path) for table in tables_of(one)}
    for entry in expanded(one.settings.get(PARAMETER, "")):
        file = by_path.get(paths.get(str(entry.table).removeprefix("proxy:"), ""))
        if file is None:
            if not entry.dead and not entry.broken:
                line = lines.get(entry.what)
                place = f"{one.main.path}:{line}" if line else f"{one.main.path}: {PARAMETER}"
                yield _Item(entry, place, entry.negated)
            continue
        for each in file.form.parse(file.file.text, file.about).live:
            yield _Item(each, f"{file.path}:{each.line}", each.negated != entry.negated)


def lacks(facts: HostFacts, file: ListFile, net: Net, on: bool) -> str:
    """Why Postfix does not take a network for its own as it should, by all of the setting."""
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return f"{PARAMETER} can't be seen any more"
    for one in instances:
        if all(each.path != file.path for each in mynetworks_files(one)):
            continue
        first = next((i for i in in_order(one) if i.entry.net and i.entry.net.covers(net)), None)
        trusted = first is not None and not first.negated
        if on and not trusted:
            return f"{PARAMETER} of {one.config} does not hold {net}"
        if trusted and not on and first is not None:
            return f"{first.entry.what} in {first.place} still lets {net} in"
    return ""

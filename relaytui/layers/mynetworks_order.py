"""mynetworks as Postfix asks it: item by item, the first that matches decides."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from relaytui.domain.net import Net
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import Instance
from relaytui.layers.postfix_files import mynetworks_files, tables_of
from relaytui.layers.postfix_tables import expanded, instances_of
from relaytui.layers.trust_file import ListFile
from relaytui.lists.entry import Entry
from relaytui.lists.form import About, forms
from relaytui.lists.mynetworks import PARAMETER


class Item(NamedTuple):
    """An entry, where it stands, and whether it is an exception."""

    entry: Entry
    place: str
    negated: bool


def in_order(one: Instance) -> Iterator[Item]:
    """What mynetworks holds, in the order in which Postfix asks it, as far as it can be listed."""
    lines = {
        entry.what: entry.line
        for entry in forms()["mynetworks_main_cf"].parse(one.main.text, About()).entries
    }
    by_path = {each.path: each for each in mynetworks_files(one)}
    paths = {str(table.name): str(table.file.path) for table in tables_of(one)}
    for entry in expanded(one.settings.get(PARAMETER, "")):
        file = by_path.get(paths.get(str(entry.table).removeprefix("proxy:"), ""))
        if file is None:
            if not entry.dead and not entry.broken:
                line = lines.get(entry.what)
                place = f"{one.main.path}:{line}" if line else f"{one.main.path}: {PARAMETER}"
                yield Item(entry, place, entry.negated)
            continue
        for each in file.form.parse(file.file.text, file.about).live:
            yield Item(each, f"{file.path}:{each.line}", each.negated != entry.negated)


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

"""mynetworks: whom Postfix relays for."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from relaytui.domain.entry import Trust
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, Table
from relaytui.layers import mynetworks_order, own_allow
from relaytui.layers.base import Layer, Trusted
from relaytui.layers.list_entries import place_of, trust
from relaytui.layers.postfix_stored import stale_of
from relaytui.layers.postfix_tables import (
    entries_of,
    expanded,
    instances_of,
    listed_trust,
    troubles_of,
    unread,
)
from relaytui.layers.trust_plans import trusting
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, forms
from relaytui.lists.members import ACTIONS
from relaytui.lists.remark import remarks

NAME = "mynetworks"
_RELAYS = "whom mynetworks holds may send mail to anybody through this host"


def _mynetworks(facts: HostFacts) -> Trusted:
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    return list(dict.fromkeys(trust for one in instances for trust in _networks(one)))


def _networks(one: Instance) -> Iterator[Trust]:
    parsed = forms()["mynetworks_main_cf"].parse(one.main.text, About())
    troubles = [str(fault.words) for fault in parsed.problems]
    value = one.settings.get("mynetworks", "")
    live = [entry for entry in parsed.entries if entry.on]
    for entry in parsed.entries:
        yield from _shown(one, entry, str(place_of(one.main, entry)), troubles)
    # What `$name` stands for in it; and all of it where main.cf does not set it.
    told = {entry.what for entry in live}
    name = next((entry for entry in live if entry.table[:1] == "$"), None)
    place = f"{one.main.path}: mynetworks"
    if name is not None:
        place = str(place_of(one.main, name))
    elif not live:
        place = f"{one.config}: mynetworks_style = {one.settings.get('mynetworks_style', '')}"
        if one.main.failed:
            place = f"postconf -c {one.config} mynetworks"
    for entry in expanded(value):
        if entry.what not in told:
            yield from _shown(
                one, replace(entry, comment=name.what if name else entry.comment), place, ()
            )
    for service, own in one.overrides.items():
        for entry in expanded(own):
            yield from _shown(one, entry, f"{one.config}/master.cf: {service}", ())


def _shown(one: Instance, entry: Entry, place: str, troubles: Sequence[str]) -> Iterator[Trust]:
    """An entry; for a table, what that holds; for `$name`, nothing: its value is told apart."""
    name = str(entry.table).removeprefix("proxy:")
    table = one.tables.get(name)
    if entry.on and table is not None and table.listable:
        yield from _of_table(table, place, negated=entry.negated)
    elif not (entry.on and name[:1] == "$"):
        hidden = [f"what {name} holds can't be listed"] if entry.on and name else []
        yield trust(NAME, safe(place, 300), entry, "", (*troubles, *hidden))


def _listed(table: Table) -> Parsed:
    """The entries of a table or of a file. In a file, words are as in the value itself."""
    if table.kind != "list":
        form = "postfix_cidr" if table.kind == "cidr" else "postfix_hash"
        return entries_of(table, form, About())
    lines = table.file.text.split("\n")
    value = "\n".join(one if one[:1] == "#" else f" {one}" for one in lines)
    parsed = forms()["mynetworks_main_cf"].parse(f"mynetworks =\n{value}", About())
    entries = tuple(replace(one, line=one.line - 1) for one in parsed.entries)
    return replace(parsed, entries=entries)


def _of_table(table: Table, place: str, *, negated: bool) -> Iterator[Trust]:
    parsed = _listed(table)
    yield from (
        one for one in unread(NAME, table, place, keeps_out=False) if isinstance(one, Trust)
    )
    troubles, known = troubles_of(table, parsed), remarks(table.file.text)
    for entry in parsed.entries:
        faults = tuple(one for one in entry.problems if one.code not in ACTIONS)
        entry = replace(entry, problems=faults, negated=entry.negated != negated)
        stale = stale_of(table, entry)
        found = listed_trust(NAME, table, entry, (*troubles, *filter(None, (stale,))))
        if remark := known.get(entry.line):  # of ours
            found = replace(found, until=remark.until, comment=remark.words)
        yield found


LAYER = trusting(
    Layer(NAME, "mynetworks", (POSTFIX_LISTS,), None, _mynetworks),
    own_allow.files, 10, own_allow.plan_allow,
    whole=True, lacks=mynetworks_order.lacks, warning=_RELAYS,
)  # fmt: skip

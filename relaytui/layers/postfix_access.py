"""Postfix's access tables: clients, senders and names that restrictions look up."""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from relaytui.domain.entry import Block, Trust
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, Table
from relaytui.layers.list_layer import Read, list_layer
from relaytui.layers.postfix_stored import left_over, stale_of
from relaytui.layers.postfix_tables import (
    entries_of,
    in_mynetworks,
    instances_of,
    listed_block,
    listed_trust,
    rule_of,
    seen,
    troubles_of,
    unread,
    unseen_instances,
)
from relaytui.lists.entry import Entry
from relaytui.lists.form import About

NAME = "postfix-access"
_LATE = "permit_mynetworks comes first, and mynetworks holds it"


def _asked(one: Instance) -> Iterator[tuple[str, Table, bool]]:
    """What is looked up in which table; whether always behind permit_mynetworks."""
    late: dict[tuple[str, str], bool] = {}
    for look_up in one.lookups:
        key = (look_up.what, look_up.table)
        late[key] = late.get(key, True) and look_up.late
    for (what, name), always in late.items():
        if name in one.tables:
            yield what, one.tables[name], always


def _entries(one: Instance) -> Iterator[Block | Trust]:
    about = About(classes=one.classes)
    own = in_mynetworks(one)
    for what, table, late in _asked(one):
        if not table.listable:
            continue
        place = f"check {what}: {table.name}"
        yield from unread(NAME, table, place, keeps_out=True)
        yield from unread(NAME, table, place, keeps_out=False)
        form = "postfix_cidr" if table.kind == "cidr" else "postfix_hash"
        parsed = entries_of(table, form, about)
        troubles = troubles_of(table, parsed)
        for entry in (*parsed.entries, *left_over(table, parsed, form, about)):
            yield from _shown(what, table, entry, own if late else _nobody, troubles)


def _nobody(_net: Net | None) -> bool:
    return False


def _shown(
    what: str, table: Table, entry: Entry, own: Callable[[Net | None], bool],
    troubles: Sequence[str],
) -> Iterator[Block | Trust]:  # fmt: skip
    rule, stale = rule_of(entry), stale_of(table, entry)
    if what != "client":  # the address in it is none of a client
        rule = replace(rule, net=None, what=safe(f"{what} {rule.what}", 300))
    if rule.effect == "block" and rule.on:
        why = "; ".join(filter(None, (stale, _LATE if own(rule.net) else "")))
        yield listed_block(NAME, table, rule, f"{rule.action or ''} {rule.tail}".strip(), why)
    # That a table lists recipients with OK is no trust in anybody.
    elif rule.effect == "allow" and what != "recipient":
        yield listed_trust(NAME, table, rule, (*troubles, *filter(None, (stale,))))


def _found(facts: HostFacts) -> Read:
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    tables = [table for one in instances for _, table, _ in _asked(one)]
    return seen((entry for one in instances for entry in _entries(one)), tables)


def _notes(facts: HostFacts) -> list[SafeText]:
    """Tables that can't be listed, and instances that can't be seen."""
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return []
    hidden = {
        safe(f"{table.name} can't be listed: postmap -q ADDRESS {table.name} tells", 300)
        for one in instances
        for what, table, _ in _asked(one)
        if not table.listable
    }
    return [*unseen_instances(facts), *sorted(hidden)]


LAYER = list_layer(NAME, "Postfix access tables", POSTFIX_LISTS, _found, _notes)

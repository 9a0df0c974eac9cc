"""Postfix's access tables: clients, senders and names that restrictions look up."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from relaytui.changes.plan import Writing
from relaytui.domain.entry import Block, Trust
from relaytui.domain.intent import Unblock
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, Table
from relaytui.facts.postfix_lookups import Lookup
from relaytui.layers.list_layer import Read, list_layer
from relaytui.layers.postfix_files import access_files, mynetworks_files, of_instances, shared_by
from relaytui.layers.postfix_lifting import POSTFIX_HERE, plan_access
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
from relaytui.layers.trust_plans import trusting
from relaytui.lists.entry import Entry
from relaytui.lists.form import About

NAME = "postfix-access"
_LATE = "permit_mynetworks comes first, and mynetworks holds it"


class _Asked(NamedTuple):
    """All look-ups of one thing in one table."""

    what: str
    table: Table
    lookups: list[Lookup]

    @property
    def place(self) -> str:
        """The restriction that asks."""
        return f"check_{self.what}_access: {self.table.name}"


def _asked(one: Instance) -> list[_Asked]:
    found: dict[tuple[str, str], list[Lookup]] = {}
    for each in one.lookups:
        found.setdefault((each.what, each.table), []).append(each)
    return [
        _Asked(what, one.tables[name], asks)
        for (what, name), asks in found.items()
        if name in one.tables
    ]


def _entries(one: Instance) -> Iterator[Block | Trust]:
    about = About(classes=one.classes)
    own = in_mynetworks(one)
    for asked in _asked(one):
        table = asked.table
        yield from unread(NAME, table, asked.place, keeps_out=True)
        yield from unread(NAME, table, asked.place, keeps_out=False)
        form = "postfix_cidr" if table.kind == "cidr" else "postfix_hash"
        parsed = entries_of(table, form, about)
        troubles = troubles_of(table, parsed)
        for entry in (*parsed.entries, *left_over(table, parsed, form, about)):
            yield from _shown(asked, entry, own, troubles)


def _shown(
    asked: _Asked, entry: Entry, own: Callable[[Net | None], bool], troubles: Sequence[str]
) -> Iterator[Block | Trust]:
    what, table = asked.what, asked.table
    rule, stale = rule_of(entry), stale_of(table, entry)
    if what != "client":  # the address in it is none of a client
        rule = replace(rule, net=None, what=safe(f"{what} {rule.what}", 300))
    if rule.effect == "block" and rule.on:
        why = "; ".join(filter(None, (stale, _idle(asked, rule, own))))
        yield listed_block(NAME, table, rule, f"{rule.action or ''} {rule.tail}".strip(), why)
    # That a table lists recipients with OK is no trust in anybody.
    elif rule.effect == "allow" and not what.startswith(("recipient", "etrn")):
        yield listed_trust(NAME, table, rule, (*troubles, *filter(None, (stale,))))


def _idle(asked: _Asked, rule: Entry, own: Callable[[Net | None], bool]) -> str:
    """Why none of the look-ups refuses anybody by it; empty where one does."""
    whys = [one.why or (_LATE if one.late and own(rule.net) else "") for one in asked.lookups]
    return whys[0] if all(whys) else ""


def _found(facts: HostFacts) -> Read:
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    tables = [each.table for one in instances for each in _asked(one)]
    return seen((entry for one in instances for entry in _entries(one)), tables)


LAYER = trusting(
    list_layer(
        NAME,
        "Postfix access tables",
        POSTFIX_LISTS,
        _found,
        unseen_instances,
        writing=Writing({Unblock: plan_access}, (POSTFIX_HERE,)),
    ),
    of_instances(access_files),
    shared=shared_by(mynetworks_files),
)

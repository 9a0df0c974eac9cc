"""postscreen's access list, beside what it does with those it denies."""

from collections.abc import Iterator, Sequence

from relaytui.changes.plan import Writing
from relaytui.domain.entry import Block, Trust
from relaytui.domain.intent import Unblock
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance
from relaytui.layers.list_layer import Read, list_layer
from relaytui.layers.postfix_files import (
    before_screening,
    of_instances,
    postscreen_files,
    shared_by,
)
from relaytui.layers.postfix_lifting import POSTFIX_HERE, plan_postscreen
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
)
from relaytui.layers.trust_plans import trusting
from relaytui.lists.form import About

NAME = "postscreen"
_OFF = "no service of master.cf runs postscreen"
_IGNORED = "postscreen_denylist_action is ignore: it is logged, and not refused"
_LATE = "permit_mynetworks comes first, and mynetworks holds it"


def _entries(one: Instance) -> Iterator[Block | Trust]:
    off = _OFF if one.screens is False else ""
    passed = "; ".join(
        [*([off] if off else []), *([_IGNORED] if one.deny_action == "ignore" else [])]
    )
    own = in_mynetworks(one)
    for name, late in one.postscreen:
        table = one.tables.get(name)
        if table is None:
            continue
        yield from unread(NAME, table, f"postscreen_access_list: {name}", keeps_out=True)
        yield from unread(NAME, table, f"postscreen_access_list: {name}", keeps_out=False)
        form = "postscreen_cidr" if table.kind == "cidr" else "postfix_hash"
        parsed = entries_of(table, form, About())
        troubles = (*troubles_of(table, parsed), *([off] if off else []))
        for entry in parsed.entries:
            rule = rule_of(entry)
            if rule.effect == "block":
                why = "; ".join(filter(None, (passed, _LATE if late and own(rule.net) else "")))
                if rule.on:
                    yield listed_block(NAME, table, rule, str(rule.comment), why)
            # A wrong word (OK in place of permit) is told: who wrote it meant to let somebody in.
            elif rule.effect == "allow" or rule.problems:
                yield listed_trust(NAME, table, rule, troubles)


def _found(facts: HostFacts) -> Read:
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    tables = [
        one.tables[name] for one in instances for name, _ in one.postscreen if name in one.tables
    ]
    return seen((entry for one in instances for entry in _entries(one)), tables)


LAYER = trusting(
    list_layer(
        NAME,
        "postscreen",
        POSTFIX_LISTS,
        _found,
        writing=Writing({Unblock: plan_postscreen}, (POSTFIX_HERE,)),
    ),
    of_instances(postscreen_files),
    whole=True,
    shared=shared_by(before_screening),
)

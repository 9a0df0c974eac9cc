"""Postfix's access tables: clients, senders and names that restrictions look up."""

from collections.abc import Sequence
from typing import NamedTuple

from relaytui.domain.entry import Block
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import MOST, POSTFIX_LISTS, TableText
from relaytui.facts.postfix_lookups import Lookup
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.postfix_tables import (
    instances_of,
    parsed_of,
    place_of,
    trust_of,
    why_not,
)
from relaytui.lists.entry import Entry
from relaytui.lists.form import About


def _access_form(table: TableText) -> str:
    return "postfix_cidr" if table.kind == "cidr" else "postfix_hash"


class _Rule(NamedTuple):
    """An entry of a table, and the look-up that finds it."""

    lookup: Lookup
    table: TableText
    entry: Entry


def _access(facts: HostFacts) -> list[_Rule | Block] | Absent | Failed | None:
    """Every entry of every table; a table that can't be listed as a block that may be many."""
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    found: list[_Rule | Block] = []
    failed: Failed | None = None
    for one in instances:
        about = About(classes=one.classes)
        for lookup in one.lookups:
            table = one.tables.get(lookup.table) or _named(lookup.table)
            if table.cut:
                found.append(_unlisted(lookup, table))
            if table.failed or not table.listable:
                failed = failed or table.failed
                found.append(_unlisted(lookup, table))
                continue
            parsed = parsed_of(table, _access_form(table), about)
            found += [_Rule(lookup, table, entry) for entry in parsed.entries]
    seen = any(isinstance(one, _Rule) for one in found)
    return failed if failed and not seen else found


def _named(table: str) -> TableText:
    kind, _, name = table.partition(":")
    return TableText(safe(kind, 20), safe(name, 300))


def _unlisted(lookup: Lookup, table: TableText) -> Block:
    why = "it holds patterns, or is asked elsewhere: `postmap -q ADDRESS` tells for one address"
    if table.failed:
        why = f"can't be seen: {table.failed.reason}"
    elif table.cut:
        why = f"only its first {MOST >> 20} MiB were read"
    return Block(
        layer="postfix-access", place=safe(f"check_{lookup.what}_access", 80), net=None,
        what=safe(f"{table.kind}:{table.path}", 300), why=safe(why, 300),
    )  # fmt: skip


def _access_blocked(facts: HostFacts) -> Blocked:
    found = _access(facts)
    if not isinstance(found, list):
        return found
    return [
        one if isinstance(one, Block) else _refused(*one)
        for one in found
        if isinstance(one, Block) or (one.entry.effect == "block" and one.entry.on)
    ]


def _refused(lookup: Lookup, table: TableText, entry: Entry) -> Block:
    what = entry.what if lookup.what == "client" else f"{lookup.what} {entry.what}"
    why = why_not(entry, table) or safe(lookup.why)
    return Block(
        layer="postfix-access", place=place_of(table, entry),
        net=entry.net if "client" in lookup.what else None, what=safe(what, 300),
        reason=safe(f"{entry.action or ''} {entry.tail}".strip(), 300),
        author=entry.comment, effective=not why, why=why,
    )  # fmt: skip


def _access_trusted(facts: HostFacts) -> Trusted:
    found = _access(facts)
    if not isinstance(found, list):
        return found
    # A table that can't be listed may let in just as well, and is among the blocks.
    return [
        trust_of("postfix-access", one.table, one.entry)
        for one in found
        if not isinstance(one, Block) and one.entry.effect == "allow"
        and one.lookup.what == "client"
    ]  # fmt: skip


LAYER = Layer(
    "postfix-access", "Postfix access tables", (POSTFIX_LISTS,), _access_blocked, _access_trusted
)

"""Postfix's access tables: clients, senders and names that restrictions look up."""

from collections.abc import Sequence

from relaytui.domain.entry import Block
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, TableText
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.postfix_tables import (
    instances_of,
    parsed_of,
    place_of,
    trust_of,
    why_not,
    works,
)
from relaytui.lists.entry import Entry
from relaytui.lists.form import About

_NO_TEXT = SafeText("")


def _access_form(table: TableText) -> str:
    return "postfix_cidr" if table.kind == "cidr" else "postfix_hash"


def _access(facts: HostFacts) -> list[tuple[str, TableText, Entry]] | Absent | Failed | None:
    """What is looked up, in which table, and each entry of it."""
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    found: list[tuple[str, TableText, Entry]] = []
    failed: Failed | None = None
    for one in instances:
        about = About(classes=one.classes)
        for what, name in one.lookups:
            table = one.tables.get(name)
            if table is None or not table.listable:
                continue
            failed = failed or table.failed
            if table.failed is None:
                parsed = parsed_of(table, _access_form(table), about)
                found += [(what, table, entry) for entry in parsed.entries]
    return failed if failed and not found else found


def _access_blocked(facts: HostFacts) -> Blocked:
    found = _access(facts)
    if not isinstance(found, list):
        return found
    return [
        Block(
            layer="postfix-access", place=place_of(table, entry), net=entry.net,
            what=safe(f"{what} {entry.what}" if what != "client" else entry.what, 300),
            reason=safe(f"{entry.action or ''} {entry.tail}".strip(), 300),
            author=entry.comment, effective=works(entry, table), why=why_not(entry, table),
        )
        for what, table, entry in found
        if entry.effect == "block" and entry.on
    ]  # fmt: skip


def _access_trusted(facts: HostFacts) -> Trusted:
    found = _access(facts)
    if not isinstance(found, list):
        return found
    return [
        trust_of("postfix-access", table, entry)
        for what, table, entry in found
        if entry.effect == "allow" and what == "client"
    ]


LAYER = Layer(
    "postfix-access", "Postfix access tables", (POSTFIX_LISTS,), _access_blocked, _access_trusted
)

"""postscreen's access list, beside what it does with those it denies."""

from collections.abc import Sequence

from relaytui.domain.entry import Block
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, TableText
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

_NO_TEXT = SafeText("")


def _postscreen(
    facts: HostFacts,
) -> list[tuple[Instance, TableText, Entry]] | Absent | Failed | None:
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    found: list[tuple[Instance, TableText, Entry]] = []
    for one in instances:
        for name in one.postscreen:
            table = one.tables.get(name)
            if table is None or not table.listable:
                continue
            if table.failed:
                return table.failed
            form = "postscreen_cidr" if table.kind == "cidr" else "postfix_hash"
            parsed = parsed_of(table, form, About())
            found += [(one, table, entry) for entry in parsed.entries]
    return found


def _postscreen_blocked(facts: HostFacts) -> Blocked:
    found = _postscreen(facts)
    if not isinstance(found, list):
        return found
    return [
        Block(
            layer="postscreen", place=place_of(table, entry), net=entry.net, what=entry.what,
            reason=entry.comment, effective=not (why_not(entry, table) or _ignored(one)),
            why=why_not(entry, table) or _ignored(one),
        )
        for one, table, entry in found
        if entry.effect == "block" and entry.on
    ]  # fmt: skip


def _ignored(one: Instance) -> SafeText:
    if one.screens is False:
        return SafeText("no service of master.cf runs postscreen")
    if one.deny_action == "ignore":
        return SafeText("postscreen_denylist_action is ignore: it is logged, and not refused")
    return _NO_TEXT


def _postscreen_trusted(facts: HostFacts) -> Trusted:
    found = _postscreen(facts)
    if not isinstance(found, list):
        return found
    # A wrong word (OK in place of permit) is told here: who wrote it meant to let somebody in.
    return [
        trust_of("postscreen", table, entry)
        for _, table, entry in found
        if entry.effect == "allow" or (entry.effect == "neutral" and entry.problems)
    ]


LAYER = Layer(
    "postscreen", "postscreen", (POSTFIX_LISTS,), _postscreen_blocked, _postscreen_trusted
)

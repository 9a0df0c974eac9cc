"""Plans for Postfix's own lists that admins keep: an address is taken out of the access tables
that refuse clients, and of postscreen's list."""

from collections.abc import Iterator
from dataclasses import replace

from relaytui.changes.plan import Command, Moment, Plan, Planned, Proof
from relaytui.domain.intent import Unblock
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_found import POSTFIX_FOUND
from relaytui.facts.postfix_lists import MADE, POSTFIX_LISTS, Instance, PostfixLists, Table
from relaytui.facts.postfix_own import LIST
from relaytui.layers.list_plans import Lifted, ListFile, lifted
from relaytui.lists.form import About

#: Asked on the host itself, since changes are made there.
POSTFIX_HERE = replace(POSTFIX_LISTS, name="postfix-here", mail=False)


def plan_access(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take it out of the access tables that clients are looked up in."""
    return _planned("postfix-access", intent, facts, moment)


def plan_postscreen(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take it out of postscreen's tables; those that are access tables, too, are changed there."""
    return _planned("postscreen", intent, facts, moment)


def _planned(layer: str, intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    found = facts.get(POSTFIX_HERE)
    if not isinstance(found, PostfixLists):
        return found
    names = {one.path: str(table.name) for table, one in _lists(layer, found)}
    made = lifted((one for _, one in _lists(layer, found)), intent, moment)
    if not isinstance(made, Lifted):
        return made
    proof = _proof(layer, intent, [names[path] for path in made.paths])
    return Plan(intent, layer, made.steps, proof, (), made.warnings)


def _lists(layer: str, found: PostfixLists) -> Iterator[tuple[Table, ListFile]]:
    """The tables of a layer, each file once."""
    access = [(table, one) for one in found.instances for table in _access(one)]
    if layer == "postscreen":
        known = {str(table.file.path) for table, _ in access}
        listed = [(one.tables[name], one) for one in found.instances
                  for name, _ in one.postscreen if name in one.tables]  # fmt: skip
    else:
        known, listed = set(), access
    for table, one in listed:
        path = str(table.file.path)
        if path in known or not table.listable or table.file.missing or path.endswith(f"/{LIST}"):
            continue
        known.add(path)
        form = "postfix_hash"
        if table.kind == "cidr":
            form = "postscreen_cidr" if layer == "postscreen" else "postfix_cidr"
        about = About(classes=one.classes)
        yield table, ListFile(table.file, form, about, _effective(table, one))


def _access(one: Instance) -> list[Table]:
    names = dict.fromkeys(each.table for each in one.lookups if each.what == "client")
    return [one.tables[name] for name in names if name in one.tables]


def _effective(table: Table, one: Instance) -> tuple[Command, ...]:
    """Postfix sees by itself that postmap has made a table anew."""
    if table.kind in MADE:
        return (Command(("postmap", "-c", str(one.config), str(table.name))),)
    return (Command(("postfix", "-c", str(one.config), "reload")),)


def _proof(layer: str, intent: Unblock, tables: list[str]) -> Proof:
    """Nothing in these tables refuses it, nor does Postfix's own look-up in them."""
    net = intent.net

    def lacks(facts: HostFacts) -> str:
        lists, found = facts.get(POSTFIX_HERE), facts.get(POSTFIX_FOUND)
        if not isinstance(lists, PostfixLists) or not isinstance(found, dict):
            return "its tables can't be seen"
        for table, one in _lists(layer, lists):
            if str(table.name) not in tables:
                continue
            if any(each.matches_some(net) for each in one.entries()):
                return f"{net} is in {one.path} yet"
            if table.stale:
                return str(table.stale)
        refusing = [name for name in tables if _refuses(found.get(name, ""))]
        return f"{refusing[0]} refuses {net} yet" if refusing else ""

    address = str(net).partition("/")[0]
    values = {"address": address, "tables": " ".join(tables)}
    return Proof((POSTFIX_HERE, POSTFIX_FOUND), lacks, values)


def _refuses(given: str) -> bool:
    return given[:6].upper() == "REJECT" or given[:1] in ("4", "5")

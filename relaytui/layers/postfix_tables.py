"""What the layers of Postfix's lists share: the instances, their tables, and mynetworks."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from msgspec.structs import replace

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, PostfixLists, Table
from relaytui.layers.list_entries import block, trust, unreadable, whole_problems
from relaytui.layers.postfix_stored import listed_at
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, forms
from relaytui.lists.mynetworks import PARAMETER

#: Networks of that setting that are looked at.
_MOST_NETWORKS = 500


def instances_of(facts: HostFacts) -> Sequence[Instance] | Absent | Failed | None:
    """The instances of a host's Postfix, or why they can't be told."""
    found = facts.get(POSTFIX_LISTS)
    return found.instances if isinstance(found, PostfixLists) else found


def unseen_instances(facts: HostFacts) -> list[SafeText]:
    """Those whose settings can't be seen."""
    found = facts.get(POSTFIX_LISTS)
    return [safe(one.reason) for one in found.failed] if isinstance(found, PostfixLists) else []


def seen(found: Iterable[Block | Trust], tables: Iterable[Table]) -> list[Block | Trust] | Failed:
    """The entries; Failed where there is none and a table can't be read."""
    entries = list(dict.fromkeys(found))
    failed: list[Failed] = []
    hidden = set()
    for one in tables:
        if one.file.failed:
            failed.append(one.file.failed)
        if one.file.failed or not one.listable:
            hidden |= {one.file.path, one.name}
    if failed and all(one.what in hidden for one in entries):
        return failed[0]
    return entries


@lru_cache(maxsize=8)
def _parsed(text: str, form: str, about: About) -> Parsed:
    """Hosts of one kind mostly have the same long lists."""
    return forms()[form].parse(text, about)


def entries_of(table: Table, form: str, about: About) -> Parsed:
    """What a table's text holds; nothing where it can't be read."""
    return _parsed(table.file.text, form, about)


def listed_block(layer: str, table: Table, entry: Entry, reason: str, why: str) -> Block:
    """Who is kept out by an entry of a table."""
    return block(layer, listed_at(table, entry), entry, reason, why)


def listed_trust(layer: str, table: Table, entry: Entry, problems: Sequence[str] = ()) -> Trust:
    """Who is let in by an entry of a table."""
    # Postfix passes over what stands behind OK, so people write there whom it is for.
    behind = f"{entry.action or ''}{entry.tail}".partition(" ")[2].strip("# ")
    entry = replace(entry, comment=entry.comment or safe(behind, 300))
    return trust(layer, listed_at(table, entry), entry, "", tuple(problems))


def unread(layer: str, table: Table, place: str, *, keeps_out: bool) -> list[Block | Trust]:
    """One entry for a table that can't be read or listed, or whose file is not there."""
    if table.file.missing and table.stored:  # Postfix does not need the text
        return []
    if table.listable:
        return unreadable(layer, table.file, place, keeps_out)
    where = safe(place, 300)
    why = safe(f"can't be listed: postmap -q ADDRESS {table.name} tells for one address", 300)
    if keeps_out:
        return [Block(layer=layer, place=where, net=None, what=table.name, why=why)]
    return [Trust(layer=layer, place=where, net=None, what=table.name, problems=(why,))]


def troubles_of(table: Table, parsed: Parsed) -> tuple[str, ...]:
    """What is wrong with all of a table."""
    return whole_problems(parsed, table.file)


def rule_of(entry: Entry) -> Entry:
    """A rule `!net action` is for all others, so no net can stand for it."""
    return replace(entry, net=None, negated=False) if entry.negated else entry


def in_mynetworks(one: Instance) -> Callable[[Net | None], bool]:
    """Tells whether Postfix takes a network for one of its own, as far as the setting says: the
    first that matches decides."""
    found = expanded(one.settings.get(PARAMETER, ""))
    own = [(each.net, each.negated) for each in found if each.net and not each.dead]
    own = own[:_MOST_NETWORKS]

    def holds(net: Net | None) -> bool:
        if net is not None:
            for each, negated in own:
                if each.covers(net):
                    return not negated
        return False

    return holds


def expanded(value: str) -> tuple[Entry, ...]:
    """The entries of a value of mynetworks."""
    return forms()["mynetworks_main_cf"].parse(f"{PARAMETER} = {value}\n", About()).entries

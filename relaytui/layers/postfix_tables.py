"""What the layers of Postfix's lists share: entries of a table, with what is wrong with each."""

from collections.abc import Sequence

from relaytui.domain.entry import Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, PostfixLists, TableText
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, forms

_NO_TEXT = SafeText("")


def instances_of(facts: HostFacts) -> Sequence[Instance] | Absent | Failed | None:
    """The instances of a host's Postfix, or why they can't be told."""
    found = facts.get(POSTFIX_LISTS)
    return found.instances if isinstance(found, PostfixLists) else found


def parsed_of(table: TableText, form: str, about: About) -> Parsed:
    """The entries of a table in a form."""
    return forms()[form].parse(table.text, about)


def place_of(table: TableText, entry: Entry) -> SafeText:
    """File and line."""
    return safe(f"{table.path}:{entry.line}", 300)


def works(entry: Entry, table: TableText) -> bool:
    """Whether its daemon acts on it."""
    return not (entry.dead or entry.broken or table.stale)


def why_not(entry: Entry, table: TableText) -> SafeText:
    """Why it does not; empty where it does."""
    if works(entry, table):
        return _NO_TEXT
    words = [one.words for one in entry.problems] if entry.dead or entry.broken else []
    return safe("; ".join([*words, *([table.stale] if table.stale else [])]), 300)


def trust_of(layer: str, table: TableText, entry: Entry) -> Trust:
    """The entry as one that lets in."""
    problems = [one.words for one in entry.problems]
    if table.stale:
        problems.append(table.stale)
    return Trust(
        layer=layer,
        place=place_of(table, entry),
        net=entry.net,
        what=entry.what,
        on=entry.on,
        negated=entry.negated,
        comment=entry.comment,
        problems=tuple(problems),
    )

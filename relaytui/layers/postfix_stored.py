"""What Postfix looks up where the text of a table was changed and postmap was not run."""

from collections.abc import Iterator

from msgspec.structs import replace

from relaytui.domain.text import SafeText, safe
from relaytui.facts.postfix_lists import MADE, Table
from relaytui.layers.list_entries import place_of
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, forms


def stale_of(table: Table, entry: Entry) -> str:
    """Why an entry of the text does not hold as it stands; empty where it does."""
    if not table.stale or not entry.on or not entry.line:
        return ""
    if table.stored is None or table.stored.get(_key(entry)) != _value(entry):
        return str(table.stale)
    return ""


def left_over(table: Table, parsed: Parsed, form: str, about: About) -> Iterator[Entry]:
    """Entries that are no longer in the text, and still hold; they have no line."""
    if not table.stale or not table.stored:
        return
    written = {_key(one) for one in parsed.entries if one.on}
    text = "\n".join(f"{key} {value}" for key, value in table.stored.items() if key not in written)
    for one in forms()[form].parse(text, about).entries:
        if one.on:
            told = f"not in {table.file.path}, in force all the same"
            yield replace(one, line=0, comment=safe(told, 300))


def listed_at(table: Table, entry: Entry) -> SafeText:
    """file:line; the file that postmap made where the text no longer has the entry."""
    if entry.line:
        return place_of(table.file, entry)
    return safe(f"{table.file.path}.{MADE.get(table.kind, '')}", 300)


def _key(entry: Entry) -> str:
    """As postmap stores it: in small letters."""
    return entry.what.lower()


def _value(entry: Entry) -> str:
    return f"{entry.action or ''}{entry.tail}"

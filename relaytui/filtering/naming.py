"""What a wrong name of a field or a wrong value could have meant."""

import difflib
from collections.abc import Sequence

from relaytui.filtering.fields import ALIASES, COUNTERS, EXTRA, FIELDS
from relaytui.filtering.tree import quote


def nearest(word: str, known: Sequence[str]) -> str:
    """The word that is most like it; empty where none is."""
    word = word.lower()
    begun = [one for one in known if len(word) > 1 and one.lower().startswith(word)]
    found = begun or difflib.get_close_matches(word, known, 1, 0.55)
    return found[0] if found else ""


def no_field(name: str, typed: str) -> tuple[str, str]:
    """What is wrong with a name that is no field's, and what to do; `typed` is the whole term."""
    near = nearest(name.replace("-", "_"), [*FIELDS, *ALIASES, EXTRA, COUNTERS])
    meant = f"Did you mean `{near}`? " if near else "Tab lists the fields. "
    return f"there is no field `{name}`", f"{meant}For the text itself, quote it: {quote(typed)}"


def no_value(field: str, value: str, known: Sequence[str]) -> tuple[str, str]:
    """The same for a value of a field that has only a few."""
    near = nearest(value, known)
    step = f"Did you mean `{near}`?" if near else f"There are: {', '.join(known)}"
    return f"`{field}` knows no `{value}`", step

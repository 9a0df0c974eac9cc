"""What Postfix's restrictions look up, in which table, and whether the result counts."""

import re
from dataclasses import dataclass

from relaytui.facts.postfix_values import words_of

_TABLE = re.compile(r"(?:proxy:)?([a-z][a-z0-9_]{0,20}):(/[^\s,{}]{1,300})")
_CHECK = re.compile(r"check_([a-z_]{1,40})_access")
_TYPED = re.compile(r"(?:proxy:)?[a-z][a-z0-9_]{0,20}:\S{1,300}")


@dataclass(frozen=True, slots=True)
class Lookup:
    """`what` is looked up (`client`, `sender`, `helo` ...) in `table` (`type:name`). `why`: what
    makes a refusal by it useless, where something does. `late`: permit_mynetworks stands before
    it, so that it is not asked for these."""

    what: str
    table: str
    why: str = ""
    late: bool = False


def tables_of(value: str) -> list[str]:
    """Tables in a value that are files, `type:/path` each, without `proxy:`."""
    return [f"{kind}:{path}" for kind, path in _TABLE.findall(value)]


def lookups_of(value: str) -> list[Lookup]:
    """The look-ups of one list of restrictions. A check may name several tables; behind
    warn_if_reject a refusal is only logged; behind a plain `permit` or `reject` nothing is
    asked any more."""
    found: list[Lookup] = []
    check, warns, over, late = "", False, "", False
    for word in words_of(value):
        low = word.lower()
        if known := _CHECK.fullmatch(low):
            check = known[1]
        elif check and _TYPED.fullmatch(word):
            why = over or ("warn_if_reject: a refusal is only logged" if warns else "")
            found.append(Lookup(check, word.removeprefix("proxy:"), why, late))
            warns = False
        else:
            check, warns = "", low == "warn_if_reject"
            late = late or low == "permit_mynetworks"
            if low in ("permit", "reject", "defer"):
                over = over or f"never asked: it stands behind {low}"
    return found

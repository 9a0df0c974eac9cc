"""What a daemon answers for one address, out of a list's text."""

from relaytui.domain.net import Net
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import Form
from relaytui.lists.postfix_hash import best


def decides(form: Form, parsed: Parsed, address: Net, group: str = "") -> Entry | None:
    """The entry that decides for an address; None where none does."""
    usable = tuple(
        one for one in parsed.entries if one.on and not one.dead and one.group in ("", group)
    )
    if form.name == "postfix_hash":
        return best(usable, address)
    return next((one for one in usable if one.matches_all(address)), None)


def result(form: Form, parsed: Parsed, address: Net) -> str | None:
    """What `postmap -q` prints; None where there is no match."""
    one = decides(form, parsed, address)
    return f"{one.action or ''}{one.tail}" if one else None


def holds(form: Form, parsed: Parsed, address: Net, group: str = "") -> bool:
    """Whether a list without actions holds an address."""
    one = decides(form, parsed, address, group)
    return not one.negated if one else form.otherwise(parsed.entries)

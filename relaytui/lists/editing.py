"""The edits of every form: add, remove, disable, enable.

A refusal never leaves a doubt: what is covered by a wider entry can't be removed alone, what an
earlier rule decides is told, and what would open a relay has to be confirmed.
"""

from relaytui.domain.net import Net
from relaytui.lists import row_edits, word_edits
from relaytui.lists.adding import add
from relaytui.lists.edit import Edited, Operation, Refused
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, Form
from relaytui.lists.typed import typed

_NO_ABOUT = About()


def edit(
    form: Form,
    text: str,
    op: Operation,
    about: About = _NO_ABOUT,
    found: str | None = None,
) -> Edited | Refused:
    """The edit of a text. `found` is what the file holds when it is to be written: another text
    than the one that was read is a conflict."""
    if found is not None and found != text:
        return Refused("conflict", "the file was changed meanwhile: look at it again")
    parsed = form.parse(text, about)
    result: Edited | Refused
    if op.do == "list":
        result = Edited(text, False)
    else:
        meant = typed(op)
        if isinstance(meant, Refused):
            return meant
        if op.do == "add":
            result = add(form, parsed, meant, op, about)
        elif op.do == "enable":
            result = _enable(form, parsed, meant.net, op, about)
        else:
            result = _take(form, parsed, meant.net, op, about)
    return _told(form, parsed, result) if isinstance(result, Edited) else result


def _told(form: Form, parsed: Parsed, done: Edited) -> Edited:
    notes = [one.code for one in parsed.problems] + list(done.notes)
    for entry in parsed.entries if len(parsed.entries) < 50 else ():
        notes += [one.code for one in entry.problems if one.code not in notes]
    commands = form.after if done.changed else ()
    return Edited(done.after, done.changed, tuple(dict.fromkeys(notes)), done.words, commands)


def of_group(form: Form, parsed: Parsed, op: Operation) -> tuple[Entry, ...]:
    """The entries that an operation is about: of the jail, or of the definition that counts."""
    entries = parsed.entries
    if form.name == "fail2ban_jail_local":
        entries = tuple(one for one in entries if one.group == (op.jail or "DEFAULT"))
    codes = "parameter_defined_twice"
    return tuple(one for one in entries if all(each.code != codes for each in one.problems))


def _take(form: Form, parsed: Parsed, net: Net, op: Operation, about: About) -> Edited | Refused:
    """Remove, or disable."""
    entries = of_group(form, parsed, op)
    same = [one for one in entries if one.on and one.net == net]
    wider = _covering(entries, net)
    if not same:
        off = [one for one in entries if not one.on and one.net == net]
        if off and op.do == "remove":
            return Edited(row_edits.removed(parsed.text, off), True)
        if off:
            return Edited(parsed.text, False, words=f"{net} is switched off already")
        if wider:
            words = f"{net} is covered by {', '.join(wider)}, which would still hold"
            return Refused("covered_by", words, covering=wider)
        return Refused("not_found", f"{net} is not in the list")
    if form.words:
        after = _without_words(form, parsed.text, net, op, about)
    elif op.do == "remove":
        after = row_edits.removed(parsed.text, same)
    else:
        after = row_edits.switched_off(parsed.text, same)
    left = form.parse(after, about).entries
    if form.otherwise(left) and not form.otherwise(parsed.entries) and not op.confirmed:
        words = "the last item that is left is negated, so the list would hold everybody else"
        return Refused("needs_confirmation", words, reason="open_relay_risk")
    return Edited(after, True, tuple(f"covered_by:{one}" for one in wider))


def _covering(entries: tuple[Entry, ...], net: Net) -> tuple[str, ...]:
    """The wider entries that hold for a network."""
    return tuple(
        str(one.net)
        for one in entries
        if one.on and one.net != net and not one.dead and one.matches_all(net)
        and not (one.negated and one.action is None)
        and (one.action is None or one.effect != "neutral")
    )  # fmt: skip


def _without_words(form: Form, text: str, net: Net, op: Operation, about: About) -> str:
    change = word_edits.removed if op.do == "remove" else word_edits.switched_off
    while True:
        entries = of_group(form, form.parse(text, about), op)
        one = next((each for each in entries if each.on and each.net == net), None)
        if one is None:
            return text
        text = change(text, one)


def _enable(form: Form, parsed: Parsed, net: Net, op: Operation, about: About) -> Edited | Refused:
    entries = of_group(form, parsed, op)
    off = [one for one in entries if not one.on and one.net == net]
    if not off:
        if any(one.on and one.net == net for one in entries):
            return Edited(parsed.text, False, words=f"{net} is in force already")
        return Refused("not_found", f"{net} is not among what is switched off")
    if not form.words:
        return Edited(row_edits.switched_on(parsed.text, off), True)
    text = parsed.text
    for one in reversed(off):
        back = word_edits.switched_on(text, one)
        if back is None:
            text = row_edits.removed(text, [one])
            again = Operation("add", op.net, jail=op.jail, confirmed=True)
            meant = typed(again)
            if isinstance(meant, Refused):
                return meant
            done = add(form, form.parse(text, about), meant, again, about)
            if isinstance(done, Refused):
                return done
            back = done.after
        text = back
    return Edited(text, True)

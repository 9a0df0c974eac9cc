"""How an entry is added: where it takes effect, or not at all with the reason."""

from relaytui.domain.net import Net
from relaytui.lists import (
    jail_local,
    mynetworks,
    postfix_hash,
    postscreen_cidr,
    row_edits,
    word_edits,
)
from relaytui.lists.edit import Edited, Operation, Refused, changed
from relaytui.lists.entry import Effect, Entry, Parsed
from relaytui.lists.form import About, Form
from relaytui.lists.rows import BOM, newline
from relaytui.lists.typed import Typed, too_wide


def add(form: Form, parsed: Parsed, meant: Typed, op: Operation, about: About) -> Edited | Refused:
    """The text with one more entry."""
    net = meant.net
    action = (op.action or "").strip()
    judged = _judged(form, action, about)
    if isinstance(judged, Refused):
        return judged
    wide = too_wide(net, judged)
    if wide and not op.confirmed:
        return wide
    written = form.written(net)
    if not isinstance(written, str):
        return Refused(written.code, written.words, suggest=postfix_hash.suggested(net))
    if net.bits is None:
        return Refused("not_expressible", f"{net} is no network", suggest=("several networks",))
    if form.words:
        return _add_word(form, parsed, meant, written, op)
    return _add_row(form, parsed, meant, f"{written} {action}".rstrip(), op)


def _judged(form: Form, action: str, about: About) -> Effect | Refused:
    if form.actions is None:
        return about.effect
    effect, wrong = form.actions(action)
    if not action or (wrong and wrong.code != "perhaps_unknown_action"):
        words = wrong.words if wrong and action else "an action is missing"
        suggest = form.suggest or postscreen_cidr.suggested(action)
        return Refused("wrong_action", words, suggest=suggest)
    return effect


def _add_row(
    form: Form, parsed: Parsed, meant: Typed, line: str, op: Operation
) -> Edited | Refused:
    net, at = meant.net, len(parsed.text)
    new = form.parse(line, About()).entries[0]
    notes = list(meant.notes)
    if form.name == "postfix_hash":
        same = [one for one in parsed.live if one.net == net]
        if same and not _same(same[0], new):
            one = same[0]
            end = newline(parsed.text) if parsed.text[one.start : one.end].endswith("\n") else ""
            return Edited(changed(parsed.text, [(one.start, one.end, line + end)]), True)
        decides = same[0] if same else postfix_hash.best(parsed.live, net)
    else:
        # Where a daemon fails at a rule's action, it is that rule which has matched.
        usable = parsed.live if new.action is None else [
            one for one in parsed.entries if one.on and not one.dead
        ]  # fmt: skip
        decides = next((one for one in usable if one.matches_all(net)), None)
    if decides is not None and _same(decides, new):
        covered = [] if decides.net == net else [f"covered_by:{decides.net}"]
        words = f"{net} is there already, by {decides.what} in line {decides.line}"
        return Edited(parsed.text, False, tuple(notes + covered), words)
    if decides is not None and decides.negated and new.action is None:
        words = f"{decides.what} in line {decides.line} comes first and excludes it"
        return Refused("excluded_by", words, excluding=(str(decides.net),))
    if decides is not None and form.first_wins:
        at = decides.start
        notes.append(f"before:{decides.net}")
    stop = next((one for one in parsed.entries if one.on and one.broken), None)
    if stop is not None and form.first_wins and new.action is None and stop.start < at:
        if stop.start < 2 and parsed.text.startswith(BOM):
            words = "the byte order mark at the beginning makes the whole list dead: remove it"
            return Refused("not_expressible", words, suggest=("remove the byte order mark",))
        at = stop.start
        notes.append(f"never_reached:{stop.line}")
    if form.first_wins:
        notes += _exceptions(parsed, new, net, at)
    comment = op.comment.strip()
    lines = [f"{line} {form.inline}{comment}" if comment and form.inline else line]
    if comment and not form.inline:
        lines.insert(0, f"# {comment}")
    return Edited(row_edits.inserted(parsed.text, at, lines), True, tuple(notes))


def _same(one: Entry, other: Entry) -> bool:
    """Whether two entries do the same."""
    if one.negated and one.action is None:
        return False
    if one.action is None or other.action is None or one.effect == other.effect == "allow":
        return one.effect == other.effect
    return one.action.lower() == other.action.lower()


def _exceptions(parsed: Parsed, new: Entry, net: Net, at: int) -> list[str]:
    """Earlier entries that decide otherwise for a part of a network."""
    return [
        f"except:{one.net}"
        for one in parsed.live
        if one.start < at and one.matches_some(net) and not _same(one, new)
    ][:20]


def _add_word(
    form: Form, parsed: Parsed, meant: Typed, written: str, op: Operation
) -> Edited | Refused:
    net, text = meant.net, parsed.text
    group = mynetworks.PARAMETER if form is mynetworks.FORM else (op.jail or jail_local.DEFAULT)
    there = [one for one in parsed.entries if one.on and one.group == group]
    live = [one for one in there if not one.dead and not one.broken]
    decides = next((one for one in live if one.matches_all(net)), None)
    if decides is not None and decides.negated:
        words = f"{decides.what} in line {decides.line} comes first and excludes it"
        return Refused("excluded_by", words, excluding=(str(decides.net),))
    if decides is not None:
        covered = () if decides.net == net else (f"covered_by:{decides.net}",)
        words = f"{net} is there already, by {decides.what} in line {decides.line}"
        return Edited(text, False, (*meant.notes, *covered), words)
    if form is mynetworks.FORM:
        return _add_network(text, there, meant, written, op)
    return _add_ignored(text, there, meant, written, op)


def _add_network(
    text: str, there: list[Entry], meant: Typed, written: str, op: Operation
) -> Edited | Refused:
    if mynetworks.value(text) is None:
        if not op.confirmed:
            words = "mynetworks is not set: setting it replaces what mynetworks_style gives now"
            return Refused(
                "needs_confirmation", words, ("127.0.0.0/8, [::1]/128",),
                reason="mynetworks_style_in_force",
            )  # fmt: skip
        line = f"{mynetworks.PARAMETER} = 127.0.0.0/8, [::1]/128, {written}"
        return Edited(row_edits.inserted(text, len(text), [line]), True, meant.notes)
    at = mynetworks.value_start(text)
    last = [one for one in there if one.start >= at]
    if not last:
        return Edited(changed(text, [(at, at, f" {written}")]), True, meant.notes)
    after = word_edits.added(text, last[-1], written, op.comment.strip(), single=", ")
    return Edited(after, True, meant.notes)


def _add_ignored(
    text: str, there: list[Entry], meant: Typed, written: str, op: Operation
) -> Edited:
    jail = op.jail or jail_local.DEFAULT
    own = {one.jail: one for one in jail_local.definitions(text)}
    notes = list(meant.notes)
    if jail == jail_local.DEFAULT:
        notes += [f"overridden_in:{one}" for one in own if one != jail]
    if there:
        after = word_edits.added(text, there[-1], written, op.comment.strip())
    elif jail in own:
        row, at, _ = own[jail].parts[0]
        after = changed(text, [(row.start + at, row.start + at, f" {written}")])
    else:
        default = jail_local.DEFAULT in own and jail != jail_local.DEFAULT
        before = "%(default/ignoreip)s " if default else ""
        after = jail_local.with_option(text, jail, f"{before}{written}", op.comment.strip())
    return Edited(after, True, tuple(notes))

"""One edit of one file of a list: what it becomes, or why not."""

from dataclasses import replace

from relaytui.changes.plan import Already
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Allow, Disallow, span_words
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.layers.trust_file import ListFile, same_net
from relaytui.layers.trust_proof import stands
from relaytui.layers.trust_wish import HEADING, Changed, Wish, asked, wish_words
from relaytui.lists.edit import Do, Edited, Operation, Refused, changed
from relaytui.lists.editing import edit
from relaytui.lists.entry import Entry
from relaytui.lists.managed import managed_words, why_managed
from relaytui.lists.remark import above, remark_of, remark_text, without_remarks
from relaytui.lists.rows import newline
from relaytui.lists.typed import too_wide

_NOTES = {
    "before": "{} comes after it, and decides otherwise for the rest",
    "except": "{} comes before it, and decides otherwise for a part of it",
    "overridden_in": "jail {} has an ignoreip of its own, which holds in its place",
    "never_reached": "line {} breaks the list off, so it is put before that",
}


def edited(file: ListFile, wish: Wish, facts: HostFacts) -> Changed | Already | Refused | Failed:
    """The edit of a file."""
    before = file.text(facts)
    if isinstance(before, Failed):
        return before
    text = before if before is not None else HEADING if file.own else ""
    stop = _why_not(file, text, wish)
    if stop is not None:
        return stop
    done = _add(file, text, wish) if isinstance(wish.intent, Allow) else _change(file, text, wish)
    if isinstance(done, Refused):
        return asked(replace(done, words=f"{file.path}: {done.words}"))
    if not done.changed:
        return Already(safe(f"{file.path}: {done.words or 'it is so already'}", 300))
    if wish.on and not stands(file, done.after, wish.intent.net):
        words = f"{file.path}: {wish.intent.net} would be written there, and not be in force"
        return Refused("no_effect", words, tuple(_faults(file, done.after, wish)))
    foreign = [] if file.own else managed_words(file.path, text)
    return Changed(before, done.after, (*foreign, *_told(done, wish.intent.net)))


def _why_not(file: ListFile, text: str, wish: Wish) -> Refused | None:
    intent = wish.intent
    if isinstance(intent, Allow):
        if file.closed:
            return Refused("closed", f"{file.path}: {file.closed}")
        if intent.seconds is not None and not file.own:
            words = f"{file.path}: nothing takes an entry out there when its time has come"
            return Refused("no_end", words, ("without an end", "in our own file"))
    if not file.own and not intent.confirmed:
        stop = why_managed(file.path, text, wish_words("write it all the same"))
        if stop:
            return stop
    if not wish.on:
        return None
    if intent.net.bits == 0:
        return Refused("too_wide", f"{intent.net} is everybody: that is never trusted")
    wide = too_wide(intent.net, "allow")
    return asked(wide) if wide and not intent.confirmed else None


def _add(file: ListFile, text: str, wish: Wish) -> Edited | Refused:
    intent = wish.intent
    found = _of_group(file, text, wish)
    off = [one for one in found if not one.on and one.effect == "allow" and not one.negated]
    on = [one for one in found if one.on and not one.dead]
    if off and not on:
        done = edit(file.form, text, _operation(file, wish, "enable"), file.about)
        if not file.own or isinstance(done, Refused):
            return done
        marked = _marked(file, done.after, wish)
        return marked if marked.changed else done
    if file.own and on:
        return _marked(file, text, wish)
    comment = ""
    if file.own or intent.reason:
        comment = remark_text(wish.moment.by, str(intent.reason), wish.until)
    return edit(file.form, text, _operation(file, wish, "add", comment), file.about)


def _marked(file: ListFile, text: str, wish: Wish) -> Edited:
    """Our own file with another end of an entry that is there."""
    one = next(each for each in _of_group(file, text, wish) if each.on)
    row = above(text, one)
    old = remark_of(row.text) if row else None
    until = wish.until
    held = None if old is None else old.until
    if old is None or held is None or (until is not None and held >= until - 60):
        left = None if held is None else round(held - wish.moment.now)
        words = f"{wish.intent.net} is there already, {span_words(left)}"
        return Edited(text, False, words=words)
    line = f"# {remark_text(wish.moment.by, str(wish.intent.reason), until)}{newline(text)}"
    assert row is not None
    return Edited(changed(text, [(row.start, row.end, line)]), True)


def _change(file: ListFile, text: str, wish: Wish) -> Edited | Refused:
    intent = wish.intent
    found = _of_group(file, text, wish)
    other = next((one for one in found if one.effect != "allow"), None)
    if other is not None:
        words = f"line {other.line} has {other.what} with {other.action or 'nothing'}"
        if all(one.effect != "allow" for one in found):
            return Edited(text, False, words=f"{intent.net} is not trusted there")
        return Refused("mixed", f"{words}, which would go too", ("edit the file by hand",))
    negated = next((one for one in found if one.negated), None)
    if negated is not None and not intent.confirmed:
        words = f"line {negated.line} has {negated.what}, an exception from a wider one"
        return Refused("negated", words, (wish_words("it is meant"),))
    spans = {(one.start, one.end) for one in found}
    beside = [one for one in file.form.parse(text, file.about).entries
              if (one.start, one.end) in spans]  # fmt: skip
    if len(beside) > len(spans):
        words = f"line {found[0].line} has several entries"
        return Refused("several", words, ("give each of them its own line",))
    if isinstance(intent, Disallow):
        gone = [one for one in found if one.on] or found
        text = without_remarks(text, gone)
        return edit(file.form, text, _operation(file, wish, "remove"), file.about)
    return edit(
        file.form, text, _operation(file, wish, "enable" if wish.on else "disable"), file.about
    )


def _operation(file: ListFile, wish: Wish, do: Do, comment: str = "") -> Operation:
    net, confirmed = str(wish.intent.net), wish.intent.confirmed
    return Operation(do, net, file.action or None, comment, file.group, confirmed)


def _of_group(file: ListFile, text: str, wish: Wish) -> list[Entry]:
    found = same_net(file.form.parse(text, file.about).entries, wish.intent.net)
    return [one for one in found if not file.group or one.group == file.group]


def _faults(file: ListFile, text: str, wish: Wish) -> list[str]:
    found = _of_group(file, text, wish)
    return list(dict.fromkeys(str(each.words) for one in found for each in one.problems))[:3]


def _told(done: Edited, net: Net) -> list[str]:
    found = []
    for note in done.notes:
        code, _, rest = note.partition(":")
        if code in _NOTES and rest:
            told = (
                _NOTES[code] if rest != str(net) else "the entry of {} that is there has no effect"
            )
            found.append(told.format(rest))
    return found

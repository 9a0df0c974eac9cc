"""Whether a recorded edit gives what was recorded for it."""

from collections.abc import Iterator
from typing import Any

from relaytui.domain.net import parse_net
from relaytui.lists import jail_local, mynetworks
from relaytui.lists.edit import KEEPS, Edited, Operation, Refused
from relaytui.lists.editing import edit
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, Form, forms
from relaytui.lists.lookup import holds, result

Record = dict[str, Any]
_ABOUT = About()


def check_edit(record: Record) -> Iterator[str]:
    """What is wrong with a recorded edit."""
    form = forms()[record["file_type"]]
    before: str = record["before"]
    op = operation(record["op"])
    meanwhile = before + "# changed\n" if record["op"].get("file_changed_meanwhile") else None
    done = edit(form, before, op, found=meanwhile)
    expect: Record = record["expect"]
    if isinstance(done, Refused):
        yield from _refused(done, expect)
        return
    if "error" in expect:
        yield f"expected {expect['error']}, got {done!r}"
        return
    yield from _edited(form, before, op, done, expect)


def operation(words: Record) -> Operation:
    """The operation of a case."""
    return Operation(
        words["do"], words.get("net", ""), words.get("action"), words.get("comment") or "",
        words.get("jail") or "",
    )  # fmt: skip


def _refused(done: Refused, expect: Record) -> Iterator[str]:
    if done.code != expect.get("error"):
        yield f"expected {expect!r}, refused with {done!r}"
    for key in ("suggest", "covering", "excluding"):
        if key in expect and list(getattr(done, key)) != expect[key]:
            yield f"{key}: expected {expect[key]!r}, got {getattr(done, key)!r}"
    if done.reason != expect.get("reason", done.reason):
        yield f"reason: expected {expect['reason']!r}, got {done.reason!r}"


def _edited(form: Form, before: str, op: Operation, done: Edited, expect: Record) -> Iterator[str]:
    parsed = form.parse(done.after, _ABOUT)
    wanted = expect.get("after_any", [expect["after"]] if "after" in expect else [done.after])
    if done.after not in wanted:
        yield f"after: expected {wanted!r}, got {done.after!r}"
    if "changed" in expect and done.changed != expect["changed"]:
        yield f"changed: {done.changed}"
    for code in [*expect.get("warnings", []), *expect.get("notes", [])]:
        if code not in done.notes:
            yield f"{code} is not told: {done.notes!r}"
    if not set(expect.get("keeps", [])) <= set(KEEPS):
        yield f"keeps: {expect['keeps']!r}"
    if not set(expect.get("post_commands", [])) <= set(done.commands):
        yield f"post_commands: expected {expect['post_commands']!r}, got {done.commands!r}"
    yield from _effect(form, parsed, expect)
    yield from _entries(parsed, expect.get("entries"))
    if expect.get("roundtrip"):
        yield from _roundtrip(form, before, op, done)


def _effect(form: Form, parsed: Parsed, expect: Record) -> Iterator[str]:
    for address, wanted in expect.get("lookups", {}).items():
        net = parse_net(address)
        assert net is not None
        got = result(form, parsed, net) if form.actions else holds(form, parsed, net)
        if got != wanted:
            yield f"look-up of {address}: expected {wanted!r}, got {got!r}"
    if "value" in expect and mynetworks.value(parsed.text) != expect["value"]:
        yield f"value: expected {expect['value']!r}, got {mynetworks.value(parsed.text)!r}"
    for jail, wanted in expect.get("ignoreip", {}).items():
        got_words = list(jail_local.ignored(parsed.text, jail))
        if got_words != wanted:
            yield f"ignoreip of {jail}: expected {wanted!r}, got {got_words!r}"
    if "active" in expect:
        active = [str(one.net) for one in parsed.live]
        if active != expect["active"]:
            yield f"active: expected {expect['active']!r}, got {active!r}"


def _entries(parsed: Parsed, wanted: list[Record] | None) -> Iterator[str]:
    if wanted is None:
        return
    got = [_fields(one) for one in parsed.entries if one.on]
    if len(got) != len(wanted):
        yield f"entries: expected {wanted!r}, got {got!r}"
        return
    for one, other in zip(wanted, got, strict=True):
        for key, value in one.items():
            if (other[key] or None) != (value or None):
                yield f"entries: {key}: expected {one!r}, got {other!r}"


def _fields(one: Entry) -> Record:
    return {
        "net": str(one.net) if one.net else one.what, "action": one.action,
        "comment": one.comment, "negated": one.negated, "map": one.table,
        "effect": one.effect, "dead": one.dead, "broken": one.broken,
    }  # fmt: skip


def _roundtrip(form: Form, before: str, op: Operation, done: Edited) -> Iterator[str]:
    back = edit(form, done.after, Operation("enable", op.net, jail=op.jail))
    if not isinstance(back, Edited) or back.after != before:
        yield f"off and on again is not what it was: {back!r}"

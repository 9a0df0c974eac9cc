"""What holds for every form and every text: nothing raises, no other byte changes, quick."""

import random
import time

import pytest

from relaytui.domain.net import parse_net
from relaytui.lists.edit import Edited, Operation
from relaytui.lists.editing import edit
from relaytui.lists.form import About, Form, forms
from relaytui.lists.lookup import decides

FORMS = sorted(forms().values(), key=lambda one: one.name)
_ACTION = {"postscreen_cidr": "permit"}
_PIECES = [
    "192.0.2.10", "192.0.2.0/24", "[2001:db8::]/32", "2001:db8::1", " OK", " REJECT no", "\tpermit",
    "\n", "\r\n", "\n  ", "#", "# ", "#off ", " of: ", "!", "if ", "endif", "\ufeff", ",", " ; ",
    "mynetworks", " = ", "[DEFAULT]\n", "ignoreip = ", "{", "}", "\0", "\udcff", "::ffff:10.0.0.1",
    "192.0.2.5/24", "300.1.1.1", "fe80::1%eth0", "%(known/ignoreip)s", "cidr:/etc/x", "*", "\x0b",
]  # fmt: skip


def texts(count: int, form: Form | None = None) -> list[str]:
    """Texts of pieces, by chance but always the same; of whole lines where a form is given."""
    chance = random.Random(7)
    if form is None:
        return ["".join(chance.choices(_PIECES, k=chance.randrange(40))) for _ in range(count)]
    action = f" {_ACTION.get(form.name, 'OK')}" if form.actions else ""
    lines = [
        f"192.0.2.10{action}", f"198.51.100.7{action}", f"!203.0.113.0/24{action}", "# a remark",
        "", f"10.0.0.0/8{action} # ours", "#  10.1.1.1", f"192.0.2.10/32{action}\n   more",
    ]  # fmt: skip
    if form.words:
        head = "x = 1\nmynetworks =" if form.name.startswith("my") else "[DEFAULT]\nignoreip ="
        lines = [" 192.0.2.10", " 198.51.100.7", ",", "\n  # a remark", "\n\t10.0.0.0/8", "\n "]
        tail = "\nother = 5\n"
        return [
            head + "".join(chance.choices(lines, k=chance.randrange(8))) + tail
            for _ in range(count)
        ]
    ends = ("\n", "\r\n")
    return [
        chance.choice(ends).join(chance.choices(lines, k=chance.randrange(6))) for _ in range(count)
    ]


def operation(form: Form, do: str, net: str) -> Operation:
    action = _ACTION.get(form.name, "OK") if form.actions else None
    return Operation(do, net, action if do == "add" else None, confirmed=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_any_text_is_read_and_edited_without_a_fall(form: Form) -> None:
    changed = 0
    for text in texts(800) + texts(300, form):
        parsed = form.parse(text, About())
        for one in parsed.entries:
            assert 0 <= one.start < one.end <= len(text)
        for do in ("add", "remove", "disable", "enable"):
            done = edit(form, text, operation(form, do, "192.0.2.10"))
            changed += isinstance(done, Edited) and done.changed
    assert changed > 200


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_off_and_on_again_is_what_it_was(form: Form) -> None:
    net = parse_net("192.0.2.10")
    turned = 0
    for text in texts(600, form):
        before = [one for one in form.parse(text, About()).entries if one.net == net]
        if sum(one.on for one in before) != 1 or not all(one.on for one in before):
            continue
        off = edit(form, text, operation(form, "disable", "192.0.2.10"))
        if not isinstance(off, Edited) or not off.changed:
            continue
        assert not [one for one in form.parse(off.after, About()).live if one.net == net]
        on = edit(form, off.after, operation(form, "enable", "192.0.2.10"))
        assert isinstance(on, Edited), (text, on)
        assert on.after == text
        turned += 1
    assert turned > 10


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_what_is_added_counts(form: Form) -> None:
    net = parse_net("198.51.100.9")
    assert net is not None
    added = 0
    for text in texts(300) + texts(300, form):
        done = edit(form, text, operation(form, "add", "198.51.100.9"))
        if isinstance(done, Edited) and done.changed and "if " not in text:
            one = decides(form, form.parse(done.after, About()), net, "")
            if form.words:
                found = [each for each in form.parse(done.after, About()).live if each.net == net]
                assert found, text
            else:
                assert one is not None, (text, done.after)
                assert one.effect == "allow", (text, done.after)
            added += 1
    assert added > 100


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)
def test_long_lists_are_read_quickly(form: Form) -> None:
    action = f" {_ACTION.get(form.name, 'OK')}" if form.actions else ""
    lines = [f"10.{at >> 16}.{at >> 8 & 255}.{at & 255}{action}" for at in range(100_000)]
    text = "\n".join(lines) + "\n"
    if form.words:
        head = "mynetworks =\n  " if form.name.startswith("my") else "[DEFAULT]\nignoreip =\n  "
        text = head + "\n  ".join(lines) + "\n"
    began = time.process_time()
    found = form.parse(text, About())
    assert len(found.entries) == 100_000
    assert time.process_time() - began < 8

"""Edits of lists by several hands: off then on, and add then remove, leave every byte as it was,
whatever has been done to other entries in between and has been taken back."""

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaytui.changes.plan import Moment
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.layers.trust_edits import edited
from relaytui.layers.trust_file import ListFile
from relaytui.layers.trust_wish import HEADING, Changed, Wish
from relaytui.lists.form import forms
from relaytui.lists.members import members_form

MOMENT = Moment(1_795_600_000.0, "ops@bastion")
MANY = 300 if os.environ.get("SOAK") else 15
NETS = ["192.0.2.10", "198.51.100.0/24", "2001:db8:1::/48", "203.0.113.7"]
OTHERS = ["10.1.0.0/16", "10.2.2.2", "2001:db8:2::/48", "10.3.0.0/16"]
_KNOWN = forms()


def listed(name: str) -> ListFile:
    """A file of a form, as the layers make them."""
    form = members_form("cidr") if name == "own" else _KNOWN[name]
    action = {"postscreen_cidr": "permit"}.get(name, "OK") if form.actions else ""
    group = {"mynetworks_main_cf": "mynetworks", "fail2ban_jail_local": "DEFAULT"}.get(name, "")
    return ListFile("/x", form, FileText(SafeText("/x")), action, group, own=name == "own")


NAMES = [*sorted(_KNOWN), "own"]


@st.composite
def texts(draw: st.DrawFn, name: str) -> str:
    """A list with some entries, remarks and empty lines, of one habit of line ends."""
    file = listed(name)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    written: Callable[[Net], object] = file.form.written
    words = [str(written(net)) for one in OTHERS if (net := parse_net(one))]
    if name == "opensmtpd_table":
        words = [one for one in words if ":" not in one]
    chosen = draw(st.lists(st.sampled_from(words), min_size=1, unique=True))
    if file.form.words:
        between = draw(
            st.sampled_from([", ", " ", f",{end}  ", f"{end}\t", f"{end}# a remark{end}  "])
        )
        head = "x = 1\nmynetworks = " if name.startswith("my") else "[DEFAULT]\nignoreip = "
        return head.replace("\n", end) + between.join(chosen) + f"{end}other = 5{end}"
    more = [
        "# a remark",
        "",
        "#  10.9.9.9 was here once",
        *["# relaytui until=0 by=a b"] * file.own,
    ]
    lines = [f"{one} {file.action}".rstrip() for one in chosen]
    for one in draw(st.lists(st.sampled_from(more), max_size=4)):
        lines.insert(draw(st.integers(0, len(lines))), one)
    return HEADING * file.own + "".join(f"{one}{end}" for one in lines)


def done(file: ListFile, intent: Allow | Disallow | Switch, text: str) -> str:
    """The text after an edit; fails where there is none."""
    got = edited(replace(file, file=replace(file.file, text=text)), Wish(intent, MOMENT),
                 HostFacts({}))  # fmt: skip
    assert isinstance(got, Changed), got
    return got.after


@pytest.mark.parametrize("name", NAMES)
def test_what_is_taken_back_leaves_every_byte(name: str) -> None:
    file = listed(name)
    nets = [one for one in map(parse_net, NETS) if one]
    if name == "opensmtpd_table":
        nets = [one for one in nets if one.version == 4]

    @settings(max_examples=MANY, deadline=None, database=None)
    @given(texts(name), st.permutations(nets), st.booleans(), st.text("ab é#;", max_size=6))
    def holds(text: str, order: list[Net], remarked: bool, reason: str) -> None:
        first, *rest = order
        why = SafeText(reason) if remarked else SafeText("")
        begun = done(file, Allow(first, reason=why), text)
        off = done(file, Switch(first, False), begun)
        now = off
        for net in rest:
            now = done(file, Allow(net, reason=why), now)
        for net in rest:
            now = done(file, Switch(net, False), now)
        for net in rest[::-1]:
            now = done(file, Switch(net, True), now)
        for net in rest:
            now = done(file, Disallow(net), now)
        assert now == off
        assert done(file, Switch(first, True), now) == begun
        assert done(file, Disallow(first), begun) == text

    holds()

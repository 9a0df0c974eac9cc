"""mynetworks: whom Postfix relays for."""

from collections.abc import Iterator, Sequence

from relaytui.domain.entry import Trust
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, TableText
from relaytui.layers.base import Layer, Trusted
from relaytui.layers.postfix_tables import (
    instances_of,
    trust_of,
)
from relaytui.lists.form import About, forms

_NO_TEXT = SafeText("")


def _mynetworks(facts: HostFacts) -> Trusted:
    instances = instances_of(facts)
    if not isinstance(instances, Sequence):
        return instances
    return [trust for one in instances for trust in _networks(one)]


def _networks(one: Instance) -> Iterator[Trust]:
    main = TableText(SafeText("main.cf"), safe(f"{one.config}/main.cf", 300), one.main_cf)
    parsed = forms()["mynetworks_main_cf"].parse(one.main_cf, About())
    if not parsed.entries:
        yield from _by_style(one)
    for entry in parsed.entries:
        name = str(entry.table)
        listed = one.tables.get(name) or one.tables.get(f"list:{name}")
        if listed is None or not listed.listable or listed.failed or not entry.on:
            yield trust_of("mynetworks", main, entry)
            continue
        form = "postfix_cidr" if listed.kind == "cidr" else "exim_hostlist"
        if listed.kind not in ("cidr", "list"):
            form = "postfix_hash"
        for each in forms()[form].parse(listed.text, About()).entries:
            yield trust_of("mynetworks", listed, each)


def _by_style(one: Instance) -> Iterator[Trust]:
    """Nothing is set: Postfix works it out of the host's own networks."""
    style = one.settings.get("mynetworks_style", "")
    value = one.settings.get("mynetworks", "")
    parsed = forms()["mynetworks_main_cf"].parse(f"mynetworks = {value}\n", About())
    for entry in parsed.entries:
        yield Trust(
            layer="mynetworks", place=safe(f"{one.config}: mynetworks_style = {style}", 300),
            net=entry.net, what=entry.what, negated=entry.negated,
        )  # fmt: skip


LAYER = Layer("mynetworks", "mynetworks", (POSTFIX_LISTS,), None, _mynetworks)

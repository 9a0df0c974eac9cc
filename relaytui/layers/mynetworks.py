"""mynetworks: whom Postfix relays for."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from relaytui.domain.entry import Trust
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, TableText
from relaytui.layers.base import Layer, Trusted
from relaytui.layers.postfix_tables import instances_of, trust_of
from relaytui.lists.entry import Entry, Parsed, Problem, problem
from relaytui.lists.form import About, forms


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
    names = 0
    for entry in parsed.entries:
        name = str(entry.table)
        listed = one.tables.get(name.removeprefix("proxy:")) or one.tables.get(f"list:{name}")
        if name.startswith("$") and entry.on:
            names += 1
            if names == 1:
                yield from _named(one, entry, parsed, main)
        elif listed is None or not entry.on:
            yield trust_of("mynetworks", main, entry)
        elif not listed.listable or listed.failed:
            yield trust_of("mynetworks", main, replace(entry, problems=(_unseen(listed),)))
        else:
            for each in _of_table(listed):
                yield trust_of("mynetworks", listed, replace(each, negated=entry.negated))


def _unseen(listed: TableText) -> Problem:
    why = listed.failed.reason if listed.failed else "a table of this type can't be listed"
    return problem("unseen", f"whom it holds can't be seen: {why}")


def _of_table(listed: TableText) -> tuple[Entry, ...]:
    """The entries of a file or a table: whatever a table's rule says, who is in it is trusted."""
    if listed.kind == "list":
        # A file has the same words as the value, over lines that need not begin with a blank.
        lines = "\n".join(f" {line}" for line in listed.text.split("\n"))
        found = forms()["mynetworks_main_cf"].parse(f"mynetworks =\n{lines}\n", About())
        return tuple(replace(one, line=one.line - 1) for one in found.entries)
    form = "postfix_cidr" if listed.kind == "cidr" else "postfix_hash"
    entries = forms()[form].parse(listed.text, About()).entries
    # Only what is never found is no trust; a wrong action word makes no difference here.
    return tuple(one if one.dead else replace(one, broken=False, problems=()) for one in entries)


def _named(one: Instance, entry: Entry, parsed: Parsed, main: TableText) -> Iterator[Trust]:
    """`$name` in the value: what postconf puts in there that does not stand in the file."""
    value = one.settings.get("mynetworks", "")
    written = {each.what for each in parsed.entries}
    for each in forms()["mynetworks_main_cf"].parse(f"mynetworks = {value}\n", About()).entries:
        if each.what not in written:
            trust = trust_of("mynetworks", main, replace(each, line=entry.line))
            yield replace(trust, comment=entry.what)


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

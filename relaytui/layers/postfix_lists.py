"""Postfix's own lists: mynetworks, access tables, postscreen's list."""

from collections.abc import Iterator, Sequence

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.postfix_lists import POSTFIX_LISTS, Instance, PostfixLists, TableText
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.lists.entry import Entry, Parsed
from relaytui.lists.form import About, forms

_NO_TEXT = SafeText("")


def _instances(facts: HostFacts) -> Sequence[Instance] | Absent | Failed | None:
    found = facts.get(POSTFIX_LISTS)
    return found.instances if isinstance(found, PostfixLists) else found


def _parsed(table: TableText, form: str, about: About) -> Parsed:
    return forms()[form].parse(table.text, about)


def _access_form(table: TableText) -> str:
    return "postfix_cidr" if table.kind == "cidr" else "postfix_hash"


# --- access tables ---


def _access(facts: HostFacts) -> list[tuple[str, TableText, Entry]] | Absent | Failed | None:
    """What is looked up, in which table, and each entry of it."""
    instances = _instances(facts)
    if not isinstance(instances, Sequence):
        return instances
    found: list[tuple[str, TableText, Entry]] = []
    failed: Failed | None = None
    for one in instances:
        about = About(classes=one.classes)
        for what, name in one.lookups:
            table = one.tables.get(name)
            if table is None or not table.listable:
                continue
            failed = failed or table.failed
            if table.failed is None:
                parsed = _parsed(table, _access_form(table), about)
                found += [(what, table, entry) for entry in parsed.entries]
    return failed if failed and not found else found


def _access_blocked(facts: HostFacts) -> Blocked:
    found = _access(facts)
    if not isinstance(found, list):
        return found
    return [
        Block(
            layer="postfix-access", place=_place(table, entry), net=entry.net,
            what=safe(f"{what} {entry.what}" if what != "client" else entry.what, 300),
            reason=safe(f"{entry.action or ''} {entry.tail}".strip(), 300),
            author=entry.comment, effective=_works(entry, table), why=_why(entry, table),
        )
        for what, table, entry in found
        if entry.effect == "block" and entry.on
    ]  # fmt: skip


def _access_trusted(facts: HostFacts) -> Trusted:
    found = _access(facts)
    if not isinstance(found, list):
        return found
    return [
        _trust("postfix-access", table, entry)
        for what, table, entry in found
        if entry.effect == "allow" and what == "client"
    ]


# --- mynetworks ---


def _mynetworks(facts: HostFacts) -> Trusted:
    instances = _instances(facts)
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
            yield _trust("mynetworks", main, entry)
            continue
        form = "postfix_cidr" if listed.kind == "cidr" else "exim_hostlist"
        if listed.kind not in ("cidr", "list"):
            form = "postfix_hash"
        for each in forms()[form].parse(listed.text, About()).entries:
            yield _trust("mynetworks", listed, each)


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


# --- postscreen ---


def _postscreen(
    facts: HostFacts,
) -> list[tuple[Instance, TableText, Entry]] | Absent | Failed | None:
    instances = _instances(facts)
    if not isinstance(instances, Sequence):
        return instances
    found: list[tuple[Instance, TableText, Entry]] = []
    for one in instances:
        for name in one.postscreen:
            table = one.tables.get(name)
            if table is None or table.kind != "cidr":
                continue
            if table.failed:
                return table.failed
            parsed = _parsed(table, "postscreen_cidr", About())
            found += [(one, table, entry) for entry in parsed.entries]
    return found


def _postscreen_blocked(facts: HostFacts) -> Blocked:
    found = _postscreen(facts)
    if not isinstance(found, list):
        return found
    return [
        Block(
            layer="postscreen", place=_place(table, entry), net=entry.net, what=entry.what,
            reason=entry.comment, effective=_works(entry, table) and one.deny_action != "ignore",
            why=_why(entry, table) or _ignored(one),
        )
        for one, table, entry in found
        if entry.effect == "block" and entry.on
    ]  # fmt: skip


def _ignored(one: Instance) -> SafeText:
    if one.deny_action == "ignore":
        return SafeText("postscreen_denylist_action is ignore: it is logged, and not refused")
    return _NO_TEXT


def _postscreen_trusted(facts: HostFacts) -> Trusted:
    found = _postscreen(facts)
    if not isinstance(found, list):
        return found
    # A wrong word (OK in place of permit) is told here: who wrote it meant to let somebody in.
    return [
        _trust("postscreen", table, entry)
        for _, table, entry in found
        if entry.effect == "allow" or (entry.effect == "neutral" and entry.problems)
    ]


# --- all of them ---


def _place(table: TableText, entry: Entry) -> SafeText:
    return safe(f"{table.path}:{entry.line}", 300)


def _works(entry: Entry, table: TableText) -> bool:
    return not (entry.dead or entry.broken or table.stale)


def _why(entry: Entry, table: TableText) -> SafeText:
    if _works(entry, table):
        return _NO_TEXT
    words = [one.words for one in entry.problems] or [table.stale]
    return safe("; ".join(words), 300)


def _trust(layer: str, table: TableText, entry: Entry) -> Trust:
    problems = [one.words for one in entry.problems]
    if table.stale:
        problems.append(table.stale)
    return Trust(
        layer=layer,
        place=_place(table, entry),
        net=entry.net,
        what=entry.what,
        on=entry.on,
        negated=entry.negated,
        comment=entry.comment,
        problems=tuple(problems),
    )


LAYERS = (
    Layer("postfix-access", "Postfix access tables", (POSTFIX_LISTS,), _access_blocked,
          _access_trusted),
    Layer("mynetworks", "mynetworks", (POSTFIX_LISTS,), None, _mynetworks),
    Layer("postscreen", "postscreen", (POSTFIX_LISTS,), _postscreen_blocked, _postscreen_trusted),
)  # fmt: skip

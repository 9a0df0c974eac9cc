"""Exim's host lists: who may relay, whom an ACL lets in or keeps out, who is cut off at once."""

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from relaytui.changes.plan import Writing
from relaytui.domain import intent
from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.exim import EXIM, Exim
from relaytui.facts.file_texts import FileText
from relaytui.facts.own import OWN
from relaytui.layers.exim_plans import EXIM_HERE, plan_block, plan_unblock
from relaytui.layers.exim_trust import files
from relaytui.layers.exim_uses import DEEP, Use, uses
from relaytui.layers.list_entries import block, place_of, trust, unreadable, whole_problems
from relaytui.layers.list_layer import Read, list_layer
from relaytui.layers.trust_plans import trusting
from relaytui.lists.entry import Entry
from relaytui.lists.exim_hostlist import parse as parse_file
from relaytui.lists.exim_hostlist import read
from relaytui.lists.exim_items import host_items, keys_of, looked_up
from relaytui.lists.form import About
from relaytui.lists.pattern import looks_numeric

NAME = "exim"


def _entries(exim: Exim) -> Iterator[Block | Trust]:
    for use in uses(exim):
        yield from _items(exim, use, use.value, use.words, use.words, negated=False, deep=0)


def _items(
    exim: Exim, use: Use, value: str, place: str, reason: str, *, negated: bool, deep: int
) -> Iterator[Block | Trust]:
    for item in host_items(value):
        other = negated != item.startswith("!")
        word = item.lstrip("!").strip()
        if word.startswith("+") and word[1:] in exim.lists and deep < DEEP:
            inner = exim.lists[word[1:]]
            where = f"hostlist {word[1:]}"
            yield from _items(exim, use, inner, where, reason, negated=other, deep=deep + 1)
            continue
        file = _file(exim, word)
        if file is not None:
            optional = f"exists{{{word}}}" in value.replace(" ", "")
            yield from _of_file(use, file, reason, other, optional)
        elif not word.startswith("+include") and not word.startswith("+ignore"):
            yield _shown(use, safe(place, 300), _item(word, other), reason)


def _file(exim: Exim, word: str) -> FileText | None:
    """The file that an item names, alone or with the type of a look-up in it."""
    path = looked_up(word)
    file = exim.files.get(path or word)
    if file is None and (path or word).startswith("/"):
        return FileText(safe(path or word, 300), failed=Failed("it was not read"))
    return dataclasses.replace(file, text=keys_of(file.text)) if file and path else file


def _item(word: str, negated: bool) -> Entry:
    net, fault = read(word)
    numeric = looks_numeric(word)
    return Entry(
        what=safe(f"{'!' if negated else ''}{word}", 300),
        net=net,
        negated=negated,
        effect="allow",
        dead=fault is not None and numeric,
        problems=(fault,) if fault and numeric else (),
    )


def _of_file(
    use: Use, file: FileText, reason: str, negated: bool, optional: bool
) -> Iterator[Block | Trust]:
    if file.missing and optional:
        return
    yield from unreadable(NAME, file, reason, use.effect == "block")
    parsed = parse_file(file.text, About())
    problems = whole_problems(parsed, file)
    for entry in parsed.entries:
        if use.effect == "block" and not entry.on:
            continue
        if negated:
            entry = replace(entry, negated=not entry.negated)
        yield _shown(use, place_of(file, entry), entry, reason, problems)


def _shown(
    use: Use, place: SafeText, entry: Entry, reason: str, problems: tuple[str, ...] = ()
) -> Block | Trust:
    if use.effect == "block" and not entry.negated:
        return block(NAME, place, entry, reason)
    if use.effect == "block":  # an exception from a block
        return trust(NAME, place, replace(entry, negated=False), f"not refused by {reason}")
    return trust(NAME, place, entry, reason, problems)


def _found(facts: HostFacts) -> Read:
    found = facts.get(EXIM)
    return list(dict.fromkeys(_entries(found))) if isinstance(found, Exim) else found


LAYER = trusting(
    list_layer(
        NAME,
        "Exim host lists",
        EXIM,
        _found,
        writing=Writing(
            {intent.Block: plan_block, intent.Unblock: plan_unblock}, (EXIM_HERE, OWN), rank=42
        ),
    ),
    files,
    allow_rank=20,
    whole=True,
)

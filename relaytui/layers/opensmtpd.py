"""OpenSMTPD's tables of addresses: whom rules relay for, and whom they refuse."""

from collections.abc import Iterator

from relaytui.changes.plan import Writing
from relaytui.domain import intent
from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.facts.opensmtpd import OPENSMTPD, Opensmtpd, SourceRule
from relaytui.facts.own import OWN
from relaytui.layers.list_entries import block, place_of, trust, unreadable, whole_problems
from relaytui.layers.list_layer import Read, list_layer
from relaytui.layers.opensmtpd_plans import OPENSMTPD_HERE, plan_block, plan_unblock
from relaytui.layers.opensmtpd_trust import files
from relaytui.layers.trust_plans import trusting
from relaytui.lists.entry import Entry
from relaytui.lists.form import About
from relaytui.lists.opensmtpd_table import parse as parse_file
from relaytui.lists.pattern import masked

NAME = "opensmtpd"


def _entries(found: Opensmtpd) -> Iterator[Block | Trust]:
    for rule in found.rules:
        for source in rule.sources:
            if source[:1] == "<":
                yield from _of_table(found, rule, source.strip("<>"))
            else:
                yield _shown(rule, found.path, _word(source))


def _of_table(found: Opensmtpd, rule: SourceRule, name: str) -> Iterator[Block | Trust]:
    table = found.tables.get(name)
    if table is None:
        return
    place = safe(f"{found.path}: table {name}", 300)
    for word in table.words:
        yield _shown(rule, place, _word(word))
    if not table.source:
        return
    path = table.source.removeprefix("file:")
    file = found.files.get(path)
    if file is None:  # db, proc and the like, or one more than is read
        file = FileText(safe(table.source, 300), failed=Failed("it can't be listed"))
    keeps_out = rule.blocks != rule.negated
    yield from unreadable(NAME, file, str(place), keeps_out)
    parsed = parse_file(file.text, About())
    problems = whole_problems(parsed, file)
    for entry in parsed.entries:
        if entry.on or not keeps_out:
            yield _shown(rule, place_of(file, entry), entry, problems)


def _word(word: str) -> Entry:
    net, fault = masked(word)
    return Entry(what=safe(word, 300), net=net, dead=fault is not None,
                 problems=(fault,) if fault else ())  # fmt: skip


def _shown(
    rule: SourceRule, place: SafeText, entry: Entry, problems: tuple[str, ...] = ()
) -> Block | Trust:
    if rule.blocks and not rule.negated:
        return block(NAME, place, entry, str(rule.words))
    if rule.negated and not rule.blocks:
        return block(NAME, place, entry, f"left out by {rule.words}")
    return trust(NAME, place, entry, str(rule.words), problems)


def _found(facts: HostFacts) -> Read:
    found = facts.get(OPENSMTPD)
    return list(_entries(found)) if isinstance(found, Opensmtpd) else found


LAYER = trusting(
    list_layer(
        NAME,
        "OpenSMTPD tables",
        OPENSMTPD,
        _found,
        writing=Writing(
            {intent.Block: plan_block, intent.Unblock: plan_unblock}, (OPENSMTPD_HERE, OWN), rank=44
        ),
    ),
    files,
    allow_rank=20,
    whole=True,
)

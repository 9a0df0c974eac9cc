"""Plans for OpenSMTPD: an entry in the file of a table that smtpd.conf refuses clients by."""

from collections.abc import Iterator
from dataclasses import replace

from relaytui.changes.plan import Command, Moment, Plan, Planned, Proof
from relaytui.domain.finding import Absent
from relaytui.domain.intent import Block, Unblock
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.facts.opensmtpd import OPENSMTPD, Opensmtpd
from relaytui.facts.own import OWN
from relaytui.layers.keeper import left_there
from relaytui.layers.list_plans import Lifted, ListFile, lifted
from relaytui.lists.form import About

NAME = "opensmtpd"
#: Asked on the host itself, since changes are made there.
OPENSMTPD_HERE = replace(OPENSMTPD, name="opensmtpd-here", mail=False)
_NO_TABLE = Absent("smtpd.conf refuses nobody by a table that is a file")


def _lists(found: Opensmtpd) -> Iterator[ListFile]:
    """The tables' files, each once."""
    seen = set()
    for rule in found.rules:
        for source in rule.sources if rule.blocks and not rule.negated else ():
            name = source.strip("<>")
            table = found.tables.get(name) if source[:1] == "<" else None
            path = table.source.removeprefix("file:") if table else ""
            file: FileText | None = found.files.get(path)
            if file is not None and path not in seen:
                seen.add(path)
                then = (Command(("smtpctl", "update", "table", name)),)
                yield ListFile(file, "opensmtpd_table", About(effect="block"), then,
                               kind="opensmtpd", name=name)  # fmt: skip


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add an entry to the table (or file) that is named, or the first."""
    found, own = facts.get(OPENSMTPD_HERE), facts.get(OWN)
    if not isinstance(found, Opensmtpd):
        return found
    if intent.ports == "all":
        return None
    lists = [one for one in _lists(found) if intent.place in ("", one.name, one.path)]
    if not lists:
        return None if intent.place else _NO_TABLE
    made = lists[0].adding(intent, own, moment)
    if not isinstance(made, list):
        return made
    proof = _proof(intent, {lists[0].path}, there=True)
    return Plan(intent, NAME, tuple(made), proof, tuple(left_there(made)))


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take it out of every such file."""
    found = facts.get(OPENSMTPD_HERE)
    if not isinstance(found, Opensmtpd):
        return found
    made = lifted(_lists(found), intent, moment)
    if not isinstance(made, Lifted):
        return made
    proof = _proof(intent, set(made.paths), there=False)
    return Plan(intent, NAME, made.steps, proof, (), made.warnings)


def _proof(intent: Block | Unblock, paths: set[str], *, there: bool) -> Proof:
    """What the files hold, after smtpd has taken them: it tells of a table no more than that."""
    net = intent.net

    def lacks(facts: HostFacts) -> str:
        found = facts.get(OPENSMTPD_HERE)
        if not isinstance(found, Opensmtpd):
            return "the tables can't be seen"
        for one in _lists(found):
            nets = [each.net for each in one.entries() if each.net]
            if one.path in paths and there and not any(each.covers(net) for each in nets):
                return f"{net} is not in {one.path}"
            if one.path in paths and not there and any(each.meets(net) for each in nets):
                return f"{net} is in {one.path} yet"
        return ""

    return Proof((OPENSMTPD_HERE,), lacks)

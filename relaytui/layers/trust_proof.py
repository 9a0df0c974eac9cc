"""The proof of an edit: the files as they are now, and what the daemon's own tool finds in them."""

from collections.abc import Sequence
from typing import NamedTuple

from relaytui.changes.plan import Proof
from relaytui.domain.net import Net
from relaytui.facts.base import HostFacts
from relaytui.facts.look_ups import LOOK_UPS
from relaytui.facts.postmap import LookedUp
from relaytui.layers.trust_file import ListFile, Lists
from relaytui.lists.lookup import decides


class Wanted(NamedTuple):
    """A file and what it must do with a network; None: something else decides that, too."""

    file: ListFile
    net: Net
    trusted: bool | None


def proof_of(lists: Lists, wanted: Sequence[Wanted]) -> Proof:
    """Every file is asked. What a later plan of the same change writes is no matter: what is
    proved is what becomes of the network."""
    asked = [f"{one.file.key(one.net)} {one.file.table}" for one in wanted if one.file.table]

    def lacks(facts: HostFacts) -> str:
        files = lists.files(facts)
        if not isinstance(files, Sequence):
            return "its lists can't be seen any more"
        now = {(one.path, one.group): one for one in files}
        answers = facts.get(LOOK_UPS)
        for one in wanted:
            file = now.get((one.file.path, one.file.group))
            if file is None:
                return f"{one.file.path} is no list of it any more"
            why = _in_text(file, one) or _in_table(answers, one)
            if not why and one.trusted is not None:
                why = lists.lacks(facts, file, one.net, one.trusted)
            if why:
                return why
        return ""

    return Proof((*lists.needs, LOOK_UPS), lacks, {"lookups": "\n".join(asked)})


def stands(file: ListFile, text: str, net: Net) -> bool:
    """Whether a network is let in by a text."""
    one = decides(file.form, file.form.parse(text, file.about), net, file.group)
    return one is not None and one.effect == "allow" and not (one.broken or one.negated)


def _is_there(file: ListFile, text: str, net: Net) -> bool:
    """Whether an entry of just this network is in force."""
    return any(
        one.on and one.net == net and one.effect == "allow" and not (one.dead or one.broken)
        for one in file.form.parse(text, file.about).entries
        if one.group == file.group
    )


def _in_text(file: ListFile, wanted: Wanted) -> str:
    text = file.text(HostFacts({}))
    if not isinstance(text, str):
        return f"{file.path} can't be read" if text else f"{file.path} is not there"
    if wanted.trusted is True:
        return "" if stands(file, text, wanted.net) else f"{wanted.net} is not in {file.path}"
    there = _is_there(file, text, wanted.net)
    return f"{wanted.net} is still in {file.path}" if there else ""


def _in_table(answers: object, wanted: Wanted) -> str:
    file = wanted.file
    if not file.table:
        return ""
    found = answers.get(file.table) if isinstance(answers, dict) else None
    if not isinstance(found, LookedUp):
        return f"{file.table} could not be looked up"
    if found.unsupported:
        return ""
    if found.error:
        return f"{file.table}: {found.error}"
    lets_in = found.result is not None and _lets_in(file, found.result)
    if wanted.trusted is True and not lets_in:
        said = f"says {found.result!r}" if found.result is not None else "says nothing"
        return f"a look-up of {file.key(wanted.net)} in {file.table} {said}"
    if wanted.trusted is False and lets_in:
        return f"a look-up of {file.key(wanted.net)} in {file.table} still says {found.result!r}"
    return ""


def _lets_in(file: ListFile, result: str) -> bool:
    return file.form.actions is None or file.form.actions(result)[0] == "allow"

"""Plans for Exim: an entry in a file that its configuration refuses clients by. Exim reads such a
file for each connection, so that nothing is to be reloaded."""

from dataclasses import replace

from relaytui.changes.plan import Moment, Plan, Planned, Proof
from relaytui.domain.finding import Absent
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net
from relaytui.facts.base import HostFacts
from relaytui.facts.exim import EXIM, Exim
from relaytui.facts.exim_match import EXIM_MATCH
from relaytui.facts.own import OWN
from relaytui.layers.exim_files import block_files
from relaytui.layers.keeper import left_there
from relaytui.layers.list_plans import Lifted, ListFile, lifted
from relaytui.lists.form import About

NAME = "exim"
#: Asked on the host itself, since changes are made there.
EXIM_HERE = replace(EXIM, name="exim-here", mail=False)
_NO_LIST = Absent("no file of addresses is refused by its configuration")


def _lists(exim: Exim) -> list[ListFile]:
    return [ListFile(file, "exim_hostlist", About(effect="block")) for file in block_files(exim)]


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add an entry to the file that is named, or the first."""
    found = facts.get(EXIM_HERE)
    if not isinstance(found, Exim):
        return found
    if intent.ports == "all":
        return None
    lists = _lists(found)
    if intent.place:
        lists = [one for one in lists if one.path == intent.place]
    if not lists:
        return None if intent.place else _NO_LIST
    own = facts.get(OWN)
    made = lists[0].adding(intent, own, moment)
    if not isinstance(made, list):
        return made
    proof = _proof(intent.net, [lists[0].path], there=True)
    return Plan(intent, NAME, tuple(made), proof, tuple(left_there(made)))


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take it out of every such file."""
    found = facts.get(EXIM_HERE)
    if not isinstance(found, Exim):
        return found
    made = lifted(_lists(found), intent, moment)
    if not isinstance(made, Lifted):
        return made
    proof = _proof(intent.net, list(made.paths), there=False)
    return Plan(intent, NAME, made.steps, proof, (), made.warnings)


def _proof(net: Net, paths: list[str], *, there: bool) -> Proof:
    """Exim's own comparison of the address with each file."""
    address = str(net).partition("/")[0]

    def lacks(facts: HostFacts) -> str:
        found = facts.get(EXIM_MATCH)
        if not isinstance(found, dict):
            return "Exim's own comparison can't be seen"
        for path in paths:
            if found.get(path) is not there:
                return f"Exim does not find {address} in {path}" if there else (
                    f"Exim finds {address} in {path} yet"
                )  # fmt: skip
        return ""

    return Proof((EXIM_MATCH,), lacks, {"address": address, "paths": " ".join(paths)})

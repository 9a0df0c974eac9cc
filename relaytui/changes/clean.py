"""Everything of ours on a host, and the plan that takes it away. Pure."""

import re
from dataclasses import dataclass

from relaytui.changes.plan import Command, Plan, Proof, Put, Run, Step
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Clean
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.traces import TRACES, Traces

_FOLDER = "/var/lib/relaytui"
_UNIT = "relaytui-keep.service"
_MAIN_CF = "/etc/postfix/main.cf"
_CHECK = Command(("postfix", "check"))
_RELOAD = Command(("postfix", "reload"))
# An item of a list of Postfix's that names a file of ours, with its comma.
_OURS = r"(?:check_\w+_access[ \t]+)?\w+:[^\s,]*/relaytui_[^\s,]*"
_ITEM = re.compile(rf"(?<=[=\s,]){_OURS}(?:,\s*|[ \t]+(?=\S))|,?[ \t]*{_OURS}(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Trace:
    """A thing of ours: where it is, and what it is."""

    place: SafeText
    what: SafeText


def traces_of(found: Traces) -> list[Trace]:
    """All of them, in lines for people."""
    lines = [(f"table {one}", "our table of the packet filter") for one in found.tables]
    lines += [(path, "a file of ours") for path in found.files]
    if found.enabled:
        lines.append((_UNIT, "puts our blocks back at boot"))
    lines += [(str(place), "names a file of ours") for place in found.mentions]
    if found.folder:
        words = f"the folder of our records: {found.records} changes with what undo needs"
        lines.append((_FOLDER, words))
    return [Trace(safe(place, 300), safe(what, 200)) for place, what in lines]


def plan_clean(found: Traces) -> Plan | Failed | None:
    """What takes all of it away but the records, which go last; None where there is nothing.

    Lines that name a file of ours are taken out of Postfix's main.cf; in other files that is left
    to the admin, and nothing is done before.
    """
    if found.open:
        return Failed(f"{found.open} changes are not finished: wait, and look again")
    others = [one for one in found.mentions if not one.startswith(f"{_MAIN_CF}:")]
    if others:
        return Failed(safe(f"{others[0]} names a file of ours: take that out first", 300))
    steps: list[Step] = []
    if found.mentions and found.main_cf is not None:
        after = without_ours(found.main_cf)
        if "relaytui_" in after:
            return Failed(safe(f"{found.mentions[0]} names a file of ours: take that out first"))
        steps.append(Put(_MAIN_CF, found.main_cf, after, then=(_CHECK, _RELOAD)))
    if found.enabled:
        enable, disable = (Command(("systemctl", word, _UNIT)) for word in ("enable", "disable"))
        steps.append(Run(disable, enable))
    for path, text in found.files.items():
        if isinstance(text, Failed):
            return text
        units = path.endswith((".service", ".timer"))
        then = (Command(("systemctl", "daemon-reload")),) if units else ()
        steps.append(Put(path, text, None, then=then))
    for name, text in found.tables.items():
        gone = Command(("nft", "delete", "table", *name.split(" ")))
        steps.append(Run(gone, Command(("nft", "-f", "-"), text)))
    return Plan(Clean(), "relaytui", tuple(steps), Proof((TRACES,), _lacks)) if steps else None


def without_ours(text: str) -> str:
    """A main.cf without the items that name a file of ours; all else stays as it is."""
    return _ITEM.sub("", text)


def _lacks(facts: HostFacts) -> str:
    found = facts.get(TRACES)
    if not isinstance(found, Traces):
        return "what is left can't be seen"
    left = [*found.tables, *found.files, *found.mentions]
    return f"{left[0]} is still there" if left else ""

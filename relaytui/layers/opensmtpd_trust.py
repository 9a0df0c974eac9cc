"""The files of OpenSMTPD's tables that trust, as edits need them."""

from relaytui.changes.plan import Command
from relaytui.facts.base import HostFacts
from relaytui.facts.opensmtpd import OPENSMTPD, Opensmtpd
from relaytui.layers.trust_file import Files, ListFile
from relaytui.lists.opensmtpd_table import FORM

_CHECK = Command(("smtpd", "-n"))


def files(facts: HostFacts) -> Files:
    """Those of tables by which rules let in, and none keeps out."""
    found = facts.get(OPENSMTPD)
    if not isinstance(found, Opensmtpd):
        return found
    trusting: dict[str, bool] = {}
    for rule in found.rules:
        for source in rule.sources:
            if source[:1] == "<":
                name = source.strip("<>")
                trusting[name] = trusting.get(name, True) and not (rule.blocks or rule.negated)
    files: list[ListFile] = []
    for name, lets_in in trusting.items():
        table = found.tables.get(name)
        path = table.source.removeprefix("file:") if table else ""
        file = found.files.get(path)
        if lets_in and file is not None:
            update = Command(("smtpctl", "update", "table", name))
            files.append(ListFile(path, FORM, file, then=(_CHECK, update), names=(name,)))
    return files

"""The ignoreip of fail2ban's files, as edits need them, and whether the jails do what they say."""

from collections.abc import Iterator
from dataclasses import replace

from relaytui.changes.plan import Command
from relaytui.domain.entry import Trust
from relaytui.domain.net import Net, parse_net
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban_files import JailFiles
from relaytui.facts.fail2ban_spares import FAIL2BAN_SPARES, LOCAL, Spares
from relaytui.layers.base import Trusted
from relaytui.layers.trust_file import Files, ListFile, Lists
from relaytui.lists.jail_local import DEFAULT, FORM, definitions

_TEST = Command(("fail2ban-client", "-t"))
_PACKAGE = "it belongs to the package, and is replaced with it: put its ignoreip into jail.local"


def files(facts: HostFacts) -> Files:
    """A list for each section of each file that has its own; where no file has one for all
    jails, jail.local gets it."""
    found = facts.get(FAIL2BAN_SPARES)
    if not isinstance(found, Spares):
        return found
    lists = [one for path in found.files for one in _of_file(found, path, facts)]
    last = next((one for one in reversed(lists) if one.group == DEFAULT), None)
    if last is None and LOCAL in found.files:
        last = ListFile(LOCAL, FORM, found.files[LOCAL], group=DEFAULT, then=(_TEST,))
        lists.append(last)
    return [replace(one, usual=one is last) for one in lists]


def _of_file(found: Spares, path: str, facts: HostFacts) -> Iterator[ListFile]:
    file = found.files[path]
    text = ListFile(path, FORM, file).text(facts)
    if not isinstance(text, str):
        return
    for section in dict.fromkeys(one.jail for one in definitions(text)):
        yield ListFile(
            path, FORM, file, group=section, then=(_TEST,),
            names=(f"{path}: [{section}]", f"[{section}]"),
            closed=_PACKAGE if path.endswith("/jail.conf") else "",
        )  # fmt: skip


def lacks(facts: HostFacts, file: ListFile, net: Net, on: bool) -> str:
    """Why the jails that run do not do what the files say."""
    found = facts.get(FAIL2BAN_SPARES)
    if not isinstance(found, Spares):
        return "fail2ban can't be asked any more"
    by_files = spared_by(found.judged({}), net)
    for jail in found.jails:
        spared = bool(jail.spared(net))
        if on and jail.name in by_files and not spared:
            return f"jail {jail.name} does not spare {net} as it runs"
        if on and jail.name in by_files and jail.banned(net):
            return f"jail {jail.name} still bans {jail.banned(net)[0]}"
        if not on and spared and jail.name not in by_files:
            return f"jail {jail.name} still spares {net} as it runs"
    return ""


def trusted(facts: HostFacts) -> Trusted:
    """What the files say that holds for a jail that is to run."""
    found = facts.get(FAIL2BAN_SPARES)
    if not isinstance(found, Spares):
        return found
    return [
        Trust(layer=NAME, place=one.place, net=parse_net(one.word, host_bits=True), what=one.word)
        for one in found.judged({}).ignored
        if one.jails
    ]


NAME = "fail2ban-files"
LISTS = Lists(NAME, files, trusted, (FAIL2BAN_SPARES,), lacks=lacks)


def spared_by(files: JailFiles, net: Net) -> set[str]:
    """The jails that spare just this network by the files."""
    return {
        str(jail)
        for one in files.ignored
        if parse_net(one.word, host_bits=True) == net
        for jail in one.jails
    }

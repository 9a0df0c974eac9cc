"""Whom fail2ban never bans is changed: in its files, and in the jails that run; a ban that stands
is lifted.

fail2ban forgets at its next reload what it was only told, and does not read its files until then,
so both are done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relaytui.changes.plan import Command, Moment, Plan, Planned, Put, Run
from relaytui.domain.entry import Trust
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.domain.net import Net, parse_net
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban_files import JailFiles
from relaytui.facts.fail2ban_spares import FAIL2BAN_SPARES, LOCAL, RunningJail, Spares
from relaytui.layers.base import Trusted
from relaytui.layers.trust_file import Files, ListFile, Lists
from relaytui.layers.trust_plans import Listed, plan_allow, plan_change
from relaytui.lists.jail_local import DEFAULT, FORM, definitions

_TEST = Command(("fail2ban-client", "-t"))
#: Bans of one jail that are lifted at once.
_MOST = 200
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
    sections = dict.fromkeys(one.jail for one in definitions(text))
    for section in sections:
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
    by_files = _jails(found.judged({}), net)
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


def plan_spare(intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """Never ban a network, from now on and after a reload; what bans it is lifted."""
    if intent.place in ("fail2ban", LOCAL) and not _has(facts, str(intent.place)):
        intent = replace(intent, place=type(intent.place)(""))
    return _with_runtime(plan_allow(LISTS, intent, facts, moment), intent, facts)


def plan_no_more(intent: Disallow | Switch, facts: HostFacts, moment: Moment) -> Planned:
    """Ban it again like others, or switch its entry."""
    return _with_runtime(plan_change(LISTS, intent, facts, moment), intent, facts)


def _has(facts: HostFacts, place: str) -> bool:
    found = files(facts)
    return isinstance(found, Sequence) and any(one.is_meant(place) for one in found)


def _with_runtime(plan: Planned, intent: Listed, facts: HostFacts) -> Planned:
    found = facts.get(FAIL2BAN_SPARES)
    if not isinstance(plan, Plan) or not isinstance(found, Spares):
        return plan
    if not found.jails:
        words = "fail2ban does not run, or can't be asked: its files alone are changed"
        return replace(plan, warnings=(*plan.warnings, words))
    texts = {one.path: one.after for one in plan.steps if isinstance(one, Put)}
    after = _jails(found.judged({**facts.written, **texts}), intent.net)
    steps = [step for jail in found.jails for step in _of_jail(jail, intent, jail.name in after)]
    return replace(plan, steps=(*plan.steps, *steps))


def _of_jail(jail: RunningJail, intent: Listed, spared: bool) -> Iterator[Run]:
    net, name = intent.net, jail.name
    on = isinstance(intent, Allow) or (isinstance(intent, Switch) and intent.on)
    if on and spared:
        if not jail.spared(net):
            yield Run(_set(name, "addignoreip", str(net)), _set(name, "delignoreip", str(net)))
        if banned := jail.banned(net)[:_MOST]:
            yield Run(_set(name, "unbanip", *banned), _set(name, "banip", *banned))
    elif not on and not spared:
        for word in jail.spared(net):
            yield Run(_set(name, "delignoreip", word), _set(name, "addignoreip", word))


def _set(jail: str, *words: str) -> Command:
    return Command(("fail2ban-client", "set", jail, *words))


def _jails(files: JailFiles, net: Net) -> set[str]:
    """The jails that spare just this network by the files."""
    return {
        str(jail)
        for one in files.ignored
        if parse_net(one.word, host_bits=True) == net
        for jail in one.jails
    }

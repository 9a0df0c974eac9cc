"""What lets a network in besides the entries that an edit is about."""

from collections.abc import Sequence

from relaytui.changes.plan import Already, Planned
from relaytui.domain.entry import Trust
from relaytui.domain.intent import Disallow, Switch
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.layers.trust_file import ListFile, Lists, path_of
from relaytui.lists.edit import Refused
from relaytui.lists.entry import Entry


def still_trusted(lists: Lists, net: Net, files: Sequence[ListFile], facts: HostFacts) -> list[str]:
    """Wider entries of the files that are edited and, where all is one list, whatever else of it
    lets the network in: `192.0.2.0/24 in /etc/postfix/main.cf:12`."""
    found = []
    paths = {one.path for one in files}
    for file in files:
        text = file.text(facts)
        if isinstance(text, str):
            for one in file.form.parse(text, file.about).entries:
                if one.net != net and one.group == file.group and _lets_in(one, net):
                    found.append(f"{one.net} in {file.path}:{one.line}")
    if lists.whole:
        found += [
            f"{one.net} in {one.place}"
            for one in _trusts(lists, facts)
            if one.on and not one.negated and one.net and one.net.covers(net)
            and path_of(one.place) not in paths
        ]  # fmt: skip
    return list(dict.fromkeys(found))


def elsewhere(
    lists: Lists, intent: Disallow | Switch, files: Sequence[ListFile], facts: HostFacts
) -> Planned:
    """What to say where no file has the entry: it stands in a place that is not edited, or only
    wider entries let the network in, or there is nothing of it."""
    paths = {one.path for one in files}
    trusts = [one for one in _trusts(lists, facts) if one.net and one.net.covers(intent.net)]
    if intent.place and intent.place != lists.layer:
        trusts = [one for one in trusts if _in_place(one, str(intent.place), paths)]
        if not trusts and not files:
            return None
    same = [one for one in trusts if one.net == intent.net]
    outside = [one for one in same if path_of(one.place) not in paths]
    if outside and outside[0].on:
        one = outside[0]
        return Refused(
            "elsewhere", f"{one.what} stands in {one.place}, which is not edited from here",
            ("edit it by hand",),
        )  # fmt: skip
    on = [one for one in trusts if one.on and not one.negated]
    if isinstance(intent, Switch) and intent.on:
        if on:
            return Already(safe(f"{on[0].what} in {on[0].place} is in force"))
        return _missing(intent, files, "is not among what is switched off")
    if on:
        where = ", ".join(f"{one.what} in {one.place}" for one in on[:5])
        return Refused(
            "covered_by", f"{intent.net} is covered by {where}, which would still hold",
            covering=tuple(str(one.net) for one in on[:5]),
        )  # fmt: skip
    return _missing(intent, files, "is not in it")


def _lets_in(one: Entry, net: Net) -> bool:
    usable = one.on and not (one.dead or one.broken or one.negated)
    return usable and one.effect == "allow" and one.matches_all(net)


def _missing(intent: Disallow | Switch, files: Sequence[ListFile], words: str) -> Planned:
    if intent.place and len(files) == 1:
        return Refused("not_found", f"{files[0].path}: {intent.net} {words}")
    return None


def _in_place(one: Trust, place: str, paths: set[str]) -> bool:
    return one.place == place or path_of(one.place) in paths or path_of(one.place) == place


def _trusts(lists: Lists, facts: HostFacts) -> Sequence[Trust]:
    """What is in the layer's lists, but for those that another layer edits."""
    found = lists.trusted(facts)
    if not isinstance(found, Sequence):
        return []
    shared = lists.shared(facts)
    return [one for one in found if path_of(one.place) not in shared]

"""The sets of nftables by which rules let in: an element more or less."""

from collections.abc import Iterator

import msgspec

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run
from relaytui.domain.entry import Trust
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT, NFT_FLAGS, NftFlags
from relaytui.facts.packet_filter import AddressSet, Element, PacketFilter
from relaytui.layers.nft_read import entries_of, filter_of
from relaytui.layers.own_table import comment_of
from relaytui.lists.edit import Refused

NEEDS = (NFT, NFT_FLAGS)
_LOST = "it is in the running rules alone: write it into what loads them, or a boot forgets it"


def plan_allow(intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """An element more in the set that is named, or in the only one that lets in."""
    found = filter_of(facts)
    if not isinstance(found, PacketFilter):
        return found
    place = str(intent.place) if intent.place != "nft" else ""
    sets = [one for one in found.sets if one.version == intent.net.version and one.place.table]
    if place:
        sets = [one for one in sets if place in (str(one.place), str(one.place.name))]
        if not sets:
            return None
    trusting = [one for one in sets if _lets_in(found, facts, one, intent.net)]
    if not trusting:
        words = f"no rule lets in what is in {sets[0].place}" if place else "no set lets anybody in"
        return Refused("no_set", words)
    if len(trusting) > 1:
        words = "several sets let in: name one"
        return Refused("several", words, tuple(f"--in '{one.place}'" for one in trusting))
    members = trusting[0]
    if members.auto_merge is None and isinstance(facts.found.get(NFT_FLAGS.name), NftFlags):
        members = msgspec.structs.replace(members, auto_merge=False)  # they would tell it
    return _adding(members, intent, moment)


def _adding(members: AddressSet, intent: Allow, moment: Moment) -> Planned:
    net = intent.net
    for one in members.elements:
        if one.net is not None and one.net.covers(net) and not one.spared:
            return Already(safe(f"{net} is in {members.place} by {one.text}"))
        if one.net is not None and one.net.meets(net):
            words = f"{one.text} in {members.place} is a part of {net}"
            return Refused("overlaps", words, (f"take {one.text} out first",))
    why = _unfit(members, net, intent.seconds)
    if why:
        return Refused("not_expressible", f"set {members.place} {why}")
    lasts = "" if intent.seconds is None else f" timeout {intent.seconds}s"
    # Elements of a set that merges lose their comments.
    comment = comment_of(moment.by, str(intent.reason), moment.now)
    words = "" if members.auto_merge else f' comment "{comment}"'
    do, undo = _element("add", members, f"{net}{lasts}{words}"), _element("delete", members, net)
    steps = (Run(do, undo),)
    return Plan(intent, "nft", steps, _proof(members, net, there=True), warnings=(_LOST,))


def _unfit(members: AddressSet, net: Net, seconds: int | None) -> str:
    """Why a set can't hold an element."""
    if "constant" in members.flags:
        return "is constant"
    if net.size > 1 and "interval" not in members.flags:
        return "holds single addresses only (no flag interval)"
    if seconds is not None and "timeout" not in members.flags:
        return "knows no ends (no flag timeout)"
    if seconds is not None and members.auto_merge is not False:
        return "merges its elements, or may, and loses their ends then (auto-merge)"
    return ""


def plan_no_more(intent: Disallow | Switch, facts: HostFacts, moment: Moment) -> Planned:
    """An element less, in every set that lets in; nftables can't switch one off."""
    found = filter_of(facts)
    if not isinstance(found, PacketFilter):
        return found
    if isinstance(intent, Switch) and intent.on:
        return None
    held = list(_held(found, facts, intent.net, str(intent.place)))
    same = [(members, one) for members, one in held if one.net == intent.net]
    if not held:
        return None
    if isinstance(intent, Switch):
        words = f"{held[0][0].place}: nftables can't switch an element off"
        return Refused("no_switch", words, ("take it out: its undo puts it back",))
    if not same:
        members, one = held[0]
        words = f"{intent.net} is covered by {one.text} in {members.place}, which would still hold"
        return Refused("covered_by", words, covering=(str(one.net),))
    if any(members.auto_merge for members, _ in same):
        place = next(members.place for members, _ in same if members.auto_merge)
        return Refused("merged", f"set {place} merges its elements: take it out by hand")
    steps = tuple(
        Run(_element("delete", members, intent.net), _element("add", members, _again(one)))
        for members, one in same
    )
    return Plan(
        intent, "nft", steps, _proof(same[0][0], intent.net, there=False), warnings=(_LOST,)
    )


def _held(
    found: PacketFilter, facts: HostFacts, net: Net, place: str
) -> Iterator[tuple[AddressSet, Element]]:
    """The elements that hold a network, of sets that let in."""
    trusts = entries_of(found, facts).trusts(found.sets)
    places = {str(one.place) for one in trusts if _is_of(one, net)}
    for members in found.sets:
        name = str(members.place)
        if name in places and (place in ("", "nft", name, str(members.place.name))):
            for one in members.elements:
                if one.net is not None and one.net.covers(net) and not one.spared:
                    yield members, one


def _lets_in(found: PacketFilter, facts: HostFacts, members: AddressSet, net: Net) -> bool:
    """Whether a set would let a network in, if it were in it."""
    tried = msgspec.structs.replace(members, elements=(Element(net, safe(str(net))),))
    sets = tuple(tried if one is members else one for one in found.sets)
    trusts = entries_of(msgspec.structs.replace(found, sets=sets), facts).trusts((tried,))
    return any(_is_of(one, net) for one in trusts)


def _is_of(one: Trust, net: Net) -> bool:
    return one.net is not None and one.net.covers(net) and not one.negated and one.on


def _element(do: str, members: AddressSet, what: object) -> Command:
    family, table, name = members.place
    return Command(("nft", "-f", "-"), f"{do} element {family} {table} {name} {{ {what} }}\n")


def _again(one: Element) -> str:
    left = "" if one.left is None else f" timeout {max(1, round(one.left))}s"
    plain = "".join(
        each if " " <= each <= "~" and each not in '"\\' else "_" for each in one.comment
    )
    return f"{one.net}{left}" + (f' comment "{plain}"' if plain else "")


def _proof(members: AddressSet, net: Net, *, there: bool) -> Proof:
    def lacks(facts: HostFacts) -> str:
        found = facts.get(NFT)
        if not isinstance(found, PacketFilter):
            return "the rules can't be seen any more"
        held = [
            one
            for each in found.sets
            if each.place == members.place
            for one in each.elements
            if one.net is not None and one.net.covers(net)
        ]
        if there and not held:
            return f"{net} is not in set {members.place}"
        return (
            f"{held[0].text} in set {members.place} still holds {net}" if held and not there else ""
        )

    return Proof((NFT,), lacks)

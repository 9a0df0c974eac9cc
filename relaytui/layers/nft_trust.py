"""The sets of nftables by which rules let in: an element more or less."""

import msgspec

from relaytui.changes.plan import Already, Moment, Plan, Planned, Run
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT, NFT_FLAGS, NftFlags
from relaytui.facts.packet_filter import AddressSet, PacketFilter
from relaytui.layers.nft_read import found_in
from relaytui.layers.nft_trust_sets import again, element, held_in, lets_in, proof, unfit
from relaytui.layers.own_table import comment_of
from relaytui.lists.edit import Refused

NEEDS = (NFT, NFT_FLAGS)
_LOST = "it is in the running rules alone: write it into what loads them, or a boot forgets it"


def plan_allow(intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """An element more in the set that is named, or in the only one that lets in."""
    found = found_in(facts)
    if not isinstance(found, PacketFilter):
        return found
    place = str(intent.place) if intent.place != "nft" else ""
    sets = [one for one in found.sets if one.version == intent.net.version and one.place.table]
    if place:
        sets = [one for one in sets if place in (str(one.place), str(one.place.name))]
        if not sets:
            return None
    trusting = [one for one in sets if lets_in(found, facts, one, intent.net)]
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
    why = unfit(members, net, intent.seconds)
    if why:
        return Refused("not_expressible", f"set {members.place} {why}")
    lasts = "" if intent.seconds is None else f" timeout {intent.seconds}s"
    # Elements of a set that merges lose their comments.
    comment = comment_of(moment.by, str(intent.reason), moment.now)
    words = "" if members.auto_merge else f' comment "{comment}"'
    do, undo = element("add", members, f"{net}{lasts}{words}"), element("delete", members, net)
    steps = (Run(do, undo),)
    return Plan(intent, "nft", steps, proof(members, net, there=True), warnings=(_LOST,))


def plan_no_more(intent: Disallow | Switch, facts: HostFacts, moment: Moment) -> Planned:
    """An element less, in every set that lets in; nftables can't switch one off."""
    found = found_in(facts)
    if not isinstance(found, PacketFilter):
        return found
    if isinstance(intent, Switch) and intent.on:
        return None
    held = list(held_in(found, facts, intent.net, str(intent.place)))
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
        Run(element("delete", members, intent.net), element("add", members, again(one)))
        for members, one in same
    )
    return Plan(intent, "nft", steps, proof(same[0][0], intent.net, there=False), warnings=(_LOST,))

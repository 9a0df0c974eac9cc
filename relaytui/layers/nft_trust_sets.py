"""Sets of nftables by which rules let in: what they hold, can hold, and how that is written."""

from collections.abc import Iterator

import msgspec

from relaytui.changes.plan import Command, Proof
from relaytui.domain.entry import Trust
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT
from relaytui.facts.packet_filter import AddressSet, Element, PacketFilter
from relaytui.layers.nft_read import entries_of


def unfit(members: AddressSet, net: Net, seconds: int | None) -> str:
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


def held_in(
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


def lets_in(found: PacketFilter, facts: HostFacts, members: AddressSet, net: Net) -> bool:
    """Whether a set would let a network in, if it were in it."""
    tried = msgspec.structs.replace(members, elements=(Element(net, safe(str(net))),))
    sets = tuple(tried if one is members else one for one in found.sets)
    trusts = entries_of(msgspec.structs.replace(found, sets=sets), facts).trusts((tried,))
    return any(_is_of(one, net) for one in trusts)


def _is_of(one: Trust, net: Net) -> bool:
    return one.net is not None and one.net.covers(net) and not one.negated and one.on


def element(do: str, members: AddressSet, what: object) -> Command:
    """The command that adds or deletes an element."""
    family, table, name = members.place
    return Command(("nft", "-f", "-"), f"{do} element {family} {table} {name} {{ {what} }}\n")


def again(one: Element) -> str:
    """What is written to have an element again as it was, with the time that is left."""
    left = "" if one.left is None else f" timeout {max(1, round(one.left))}s"
    plain = "".join(
        each if " " <= each <= "~" and each not in '"\\' else "_" for each in one.comment
    )
    return f"{one.net}{left}" + (f' comment "{plain}"' if plain else "")


def proof(members: AddressSet, net: Net, *, there: bool) -> Proof:
    """A set holds a network, or no more."""

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

"""nftables: sets and rules that admins, and this program, have made.

Entries of fail2ban, CrowdSec and firewalld are those layers' to show, and tables that iptables
keeps are the iptables layer's, where that can be seen.
"""

from collections.abc import Mapping

import msgspec

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT, NFT_FLAGS, NftFlags
from relaytui.facts.packet_filter import AddressSet, PacketFilter, Place
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.filter_entries import FilterEntries
from relaytui.layers.filter_judge import Judge
from relaytui.layers.filter_walk import Walk
from relaytui.layers.owners import owner_of
from relaytui.layers.remarks import own_remark


def blocked(facts: HostFacts) -> Blocked:
    """Who is kept out."""
    found = _filter(facts)
    if not isinstance(found, PacketFilter):
        return found
    return entries_of(found).blocks(found.sets)


def trusted(facts: HostFacts) -> Trusted:
    """Who is let in."""
    found = _filter(facts)
    if not isinstance(found, PacketFilter):
        return found
    return entries_of(found).trusts(found.sets)


def entries_of(found: PacketFilter) -> FilterEntries:
    """Reads a filter's entries."""
    walk = Walk(found)
    return FilterEntries("nft", found, Judge(walk, named_sets(found)), walk.uses, _is_shown,
                         own_remark)  # fmt: skip


def named_sets(found: PacketFilter) -> Mapping[tuple[str, ...], AddressSet]:
    """Sets, by family, table and name."""
    return {tuple(one.place): one for one in found.sets}


def _is_shown(place: Place, version: int) -> bool:
    owner = owner_of(place, version)
    return owner is None or owner.tool in ("relaytui", "ufw")


def _filter(facts: HostFacts) -> PacketFilter | Absent | Failed | None:
    found = facts.get(NFT)
    if not isinstance(found, PacketFilter):
        return found
    flags = facts.get(NFT_FLAGS)
    return with_flags(found, flags) if isinstance(flags, NftFlags) else found


def with_flags(found: PacketFilter, flags: NftFlags) -> PacketFilter:
    """The filter, with what only nft's text form tells."""
    if not flags.merging and not flags.asleep:
        return found
    sets = tuple(
        msgspec.structs.replace(one, auto_merge=True) if one.place in flags.merging else one
        for one in found.sets
    )
    return msgspec.structs.replace(found, sets=sets, asleep=found.asleep | flags.asleep)


LAYER = Layer("nft", "nftables", (NFT, NFT_FLAGS), blocked, trusted)

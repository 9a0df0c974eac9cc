"""nftables as a layer reads it: its rules without those that other layers show."""

from collections.abc import Mapping

import msgspec

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.base import HostFacts
from relaytui.facts.iptables import IP6TABLES, IPTABLES
from relaytui.facts.nft import NFT, NFT_FLAGS, NftFlags
from relaytui.facts.packet_filter import AddressSet, PacketFilter
from relaytui.layers.base import Blocked, Trusted
from relaytui.layers.filter_entries import FilterEntries
from relaytui.layers.filter_judge import Judge
from relaytui.layers.filter_walk import Walk
from relaytui.layers.published import published
from relaytui.layers.remarks import own_remark
from relaytui.layers.told import Told


def blocked(facts: HostFacts) -> Blocked:
    """Who is kept out."""
    found = found_in(facts)
    if not isinstance(found, PacketFilter):
        return found
    return entries_of(found, facts).blocks(found.sets)


def trusted(facts: HostFacts) -> Trusted:
    """Who is let in."""
    found = found_in(facts)
    if not isinstance(found, PacketFilter):
        return found
    return entries_of(found, facts).trusts(found.sets)


def entries_of(found: PacketFilter, facts: HostFacts) -> FilterEntries:
    """Reads a filter's entries; `facts` tell what other layers show."""
    walk = Walk(found)
    judge = Judge(walk, named_sets(found), published(facts))
    return FilterEntries("nft", found, judge, walk, Told(facts).by_others, own_remark)


def named_sets(found: PacketFilter) -> Mapping[tuple[str, ...], AddressSet]:
    """Sets, by family, table and name."""
    return {tuple(one.place): one for one in found.sets}


def found_in(facts: HostFacts) -> PacketFilter | Absent | Failed | None:
    """All of it, but what iptables shows as well."""
    found = facts.get(NFT)
    if not isinstance(found, PacketFilter):
        return found
    flags = facts.get(NFT_FLAGS)
    if isinstance(flags, NftFlags):
        found = with_flags(found, flags)
    return found.without(_of_iptables(facts))


def _of_iptables(facts: HostFacts) -> frozenset[tuple[str, str]]:
    """Tables that iptables shows as well."""
    known = (facts.get(IPTABLES), facts.get(IP6TABLES))
    return frozenset(
        table
        for one in known
        if isinstance(one, PacketFilter) and one.back_end == "nf_tables"
        for table in one.tables
    )


def with_flags(found: PacketFilter, flags: NftFlags) -> PacketFilter:
    """The filter, with what only nft's text form tells."""
    if not flags.merging and not flags.asleep:
        return found
    sets = tuple(
        msgspec.structs.replace(one, auto_merge=True) if one.place in flags.merging else one
        for one in found.sets
    )
    return msgspec.structs.replace(found, sets=sets, asleep=found.asleep | flags.asleep)

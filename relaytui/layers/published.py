"""Mail ports of a host that go elsewhere: to a container, or to another machine (DNAT)."""

from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.iptables import IP6TABLES, IPTABLES
from relaytui.facts.nft import NFT
from relaytui.facts.packet_filter import PacketFilter
from relaytui.layers.filter_walk import Walk

#: The packet filters that tell of them.
FILTERS: tuple[AnyFact, ...] = (NFT, IPTABLES, IP6TABLES)


def published(facts: HostFacts) -> frozenset[int]:
    """Such ports, by all packet filters that can be seen."""
    found: set[int] = set()
    for fact in FILTERS:
        known = facts.get(fact)
        if isinstance(known, PacketFilter) and any(one.verdict == "dnat" for one in known.rules):
            found |= Walk(known).published
    return frozenset(found)

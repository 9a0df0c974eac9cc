"""iptables and ip6tables: rules with a source; ipset: its sets, and whether rules use them.

What fail2ban, CrowdSec, firewalld and ufw tell of is shown by those layers, where they can be
seen.
"""

import msgspec

from relaytui.changes.plan import Writing
from relaytui.domain import intent
from relaytui.domain.entry import Block
from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import safe
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.ipset import IPSET
from relaytui.facts.iptables import IP6TABLES, IPTABLES
from relaytui.facts.own import OWN
from relaytui.facts.packet_filter import AddressSet, PacketFilter
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.filter_entries import FilterEntries
from relaytui.layers.filter_judge import Judge
from relaytui.layers.filter_walk import Walk
from relaytui.layers.ipset_plans import ipsets
from relaytui.layers.published import FILTERS, published
from relaytui.layers.told import TELLERS, Told


def _layer(name: str, fact: AnyFact) -> Layer:
    """The rules of one family."""

    def entries(rules: PacketFilter, facts: HostFacts) -> FilterEntries:
        walk = Walk(rules)
        judge = Judge(walk, {}, published(facts))
        return FilterEntries(name, rules, judge, walk, Told(facts).by_others)

    def blocked(facts: HostFacts) -> Blocked:
        found: PacketFilter | Absent | Failed | None = facts.get(fact)
        return entries(found, facts).blocks(()) if isinstance(found, PacketFilter) else found

    def trusted(facts: HostFacts) -> Trusted:
        found: PacketFilter | Absent | Failed | None = facts.get(fact)
        return entries(found, facts).trusts(()) if isinstance(found, PacketFilter) else found

    return Layer(name, name, (fact, *FILTERS, *TELLERS), blocked, trusted)


def _set_blocks(facts: HostFacts) -> Blocked:
    sets = facts.get(IPSET)
    if not isinstance(sets, PacketFilter):
        return sets
    entries, unseen = _set_entries(sets, facts)
    return [_doubted(one, unseen) for one in entries.blocks(sets.sets, plain=False)]


def _set_trusts(facts: HostFacts) -> Trusted:
    sets = facts.get(IPSET)
    if not isinstance(sets, PacketFilter):
        return sets
    return _set_entries(sets, facts)[0].trusts(sets.sets, plain=False)


def _set_entries(sets: PacketFilter, facts: HostFacts) -> tuple[FilterEntries, Failed | None]:
    """The entries of sets, by the rules of both families; and why rules can't be seen."""
    known = [facts.get(IPTABLES), facts.get(IP6TABLES)]
    seen = [one for one in known if isinstance(one, PacketFilter)]
    rules = PacketFilter(
        chains=tuple(chain for one in seen for chain in one.chains),
        rules=tuple(rule for one in seen for rule in one.rules),
    )
    walk = Walk(rules)
    named: dict[tuple[str, ...], AddressSet] = {(str(one.place.name),): one for one in sets.sets}
    judge = Judge(walk, named, published(facts))
    unseen = next((one for one in known if isinstance(one, Failed)), None)
    return FilterEntries("ipset", sets, judge, walk, Told(facts).by_others), unseen


def _doubted(one: Block, unseen: Failed | None) -> Block:
    """Where rules can't be seen, nobody can say that none uses a set."""
    if unseen is None or one.effective is not False:
        return one
    return msgspec.structs.replace(
        one, effective=None, why=safe(f"rules can't be seen: {unseen.reason}", 200)
    )


def _other_back_end(facts: HostFacts) -> Blocked:
    """iptables-save shows the rules of one back end, and only says that the other has some."""
    for fact, name in ((IPTABLES, "iptables"), (IP6TABLES, "ip6tables")):
        found = facts.get(fact)
        if isinstance(found, PacketFilter) and found.others:
            other = f"{name}-{'legacy' if found.back_end == 'nf_tables' else 'nft'}"
            return Failed(
                f"{other} has rules, too, which are not shown",
                Remedy("See them on the host", f"sudo {other}-save"),
            )
    return Absent("no rules of another back end")


_IPSETS = ipsets(_set_blocks)
LAYERS = (
    _layer("iptables", IPTABLES),
    _layer("ip6tables", IP6TABLES),
    Layer(
        "ipset", "ipset", (IPSET, *FILTERS, *TELLERS), _set_blocks, _set_trusts,
        writing=Writing(
            {intent.Block: _IPSETS.plan_block, intent.Unblock: _IPSETS.plan_unblock},
            (IPSET, *FILTERS, *TELLERS, OWN), rank=30, named=True,
        ),
    ),
    Layer("iptables-other", "iptables' other back end", FILTERS[1:], _other_back_end),
)  # fmt: skip

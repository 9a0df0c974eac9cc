"""iptables: rules with a source, and ipset's sets, which are shown as their own layer.

Chains of fail2ban, CrowdSec and firewalld are those layers' to show, ufw's are ufw's.
"""

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.base import HostFacts
from relaytui.facts.ipset import IPSET
from relaytui.facts.iptables import IPTABLES, IpTables
from relaytui.facts.packet_filter import AddressSet, PacketFilter, Place
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.filter_entries import FilterEntries
from relaytui.layers.filter_judge import Judge
from relaytui.layers.filter_walk import Walk
from relaytui.layers.owners import owner_of


def blocked(facts: HostFacts) -> Blocked:
    """Who is kept out by rules."""
    found = facts.get(IPTABLES)
    return entries_of(found, None).blocks(()) if isinstance(found, IpTables) else found


def trusted(facts: HostFacts) -> Trusted:
    """Who is let in by rules."""
    found = facts.get(IPTABLES)
    return entries_of(found, None).trusts(()) if isinstance(found, IpTables) else found


def set_blocks(facts: HostFacts) -> Blocked:
    """Who is kept out by ipset's sets."""
    sets = facts.get(IPSET)
    if not isinstance(sets, PacketFilter):
        return sets
    return entries_of(_rules(facts), sets).blocks(sets.sets)


def set_trusts(facts: HostFacts) -> Trusted:
    """Who is let in by ipset's sets."""
    sets = facts.get(IPSET)
    if not isinstance(sets, PacketFilter):
        return sets
    return entries_of(_rules(facts), sets).trusts(sets.sets)


def _rules(facts: HostFacts) -> IpTables | Absent | Failed | None:
    return facts.get(IPTABLES)


def entries_of(
    found: IpTables | Absent | Failed | None, sets: PacketFilter | None
) -> FilterEntries:
    """Reads the entries of rules, or those of sets that rules use."""
    rules = found.rules if isinstance(found, IpTables) else PacketFilter()
    walk = Walk(rules)
    named: dict[tuple[str, ...], AddressSet] = {
        (one.place.name,): one for one in (sets.sets if sets else ())
    }
    judge = Judge(walk, named)
    if sets is None:
        return FilterEntries("iptables", rules, judge, walk.uses, _is_shown)
    uses = [one for one in walk.uses if one.rule.source_set]
    return FilterEntries("ipset", sets, judge, uses, _is_shown)


def _is_shown(place: Place, version: int) -> bool:
    return owner_of(place, version) is None


LAYERS = (
    Layer("iptables", "iptables", (IPTABLES,), blocked, trusted),
    Layer("ipset", "ipset", (IPSET, IPTABLES), set_blocks, set_trusts),
)

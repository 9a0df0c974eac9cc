"""firewalld: rich rules, and zones that drop or accept whatever comes from their sources.

Within a zone rules are asked by priority, then those that deny before those that accept
(firewalld.richlanguage(5)); services and ports come after them, the target last.
"""

from collections.abc import Iterator

from relaytui.changes.plan import Writing
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.firewalld import FIREWALLD, Firewalld, RichRule, Zone
from relaytui.facts.firewalld_rules import FIREWALLD_RULES
from relaytui.facts.ipset import IPSET
from relaytui.facts.nft import NFT
from relaytui.facts.own import OWN
from relaytui.facts.packet_filter import (
    NONE,
    Address,
    AddressSet,
    Chain,
    PacketFilter,
    Place,
    Rule,
    address,
    port_range,
)
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.filter_entries import FilterEntries
from relaytui.layers.filter_judge import Judge
from relaytui.layers.filter_walk import Walk
from relaytui.layers.firewalld_plans import plan_block, plan_unblock
from relaytui.layers.published import FILTERS, published

_TARGETS = {"DROP": "drop", "%%REJECT%%": "reject", "REJECT": "reject", "ACCEPT": "accept"}
_SERVICES = {"smtp": 25, "smtps": 465, "smtp-submission": 587, "ssh": 22}
_VERSIONS = {"ipv4": 4, "ipv6": 6}


def blocked(facts: HostFacts) -> Blocked:
    """Who is kept out."""
    found = facts.get(FIREWALLD)
    if not isinstance(found, Firewalld):
        return found
    sets = _sets(facts)
    entries, used = _entries(found, sets, facts)
    return entries.blocks([one for one in sets.values() if one.place.name in used])


def trusted(facts: HostFacts) -> Trusted:
    """Who is let in."""
    found = facts.get(FIREWALLD)
    if not isinstance(found, Firewalld):
        return found
    sets = _sets(facts)
    entries, used = _entries(found, sets, facts)
    return entries.trusts([one for one in sets.values() if one.place.name in used])


def _entries(
    found: Firewalld, sets: dict[tuple[str, ...], AddressSet], facts: HostFacts
) -> tuple[FilterEntries, set[str]]:
    rules = zone_filter(found)
    walk = Walk(rules)
    judge = Judge(walk, sets, published(facts))
    used = {str(one.source_set) for one in rules.rules if one.source_set}
    return FilterEntries("firewalld", rules, judge, walk), used


def _sets(facts: HostFacts) -> dict[tuple[str, ...], AddressSet]:
    """firewalld's ipsets: sets of its nftables table, or of ipset where it uses iptables."""
    found: dict[tuple[str, ...], AddressSet] = {}
    for fact in (IPSET, NFT):
        known = facts.get(fact)
        for one in known.sets if isinstance(known, PacketFilter) else ():
            if not one.place.table or one.place.table == "firewalld":
                found[(str(one.place.name),)] = one
    return found


def zone_filter(found: Firewalld) -> PacketFilter:
    """The zones, as chains that are judged as those of other packet filters."""
    chains: list[Chain] = []
    rules: list[Rule] = []
    for zone in found.zones:
        place = Place(NONE, NONE, safe(f"zone {zone.name}", 200))
        if zone.sources:
            base = Place(NONE, NONE, safe(f"zone {zone.name} sources", 200))
            chains.append(Chain(base, SafeText("input")))
            rules += _source_rules(zone, base, place)
        default = zone.name == found.default or "default" in zone.words
        bound = bool(zone.interfaces) or default
        unknown = not bound and not zone.sources and not found.default
        hook = "input" if bound or unknown else ""
        chains.append(Chain(place, SafeText(hook)))
        narrow = (SafeText("it is the default zone"),) if unknown else ()
        rules += _zone_rules(zone, place, narrow, bound or not zone.sources)
    return PacketFilter((), tuple(chains), tuple(rules), at=found.at)


def _source_rules(zone: Zone, base: Place, place: Place) -> Iterator[Rule]:
    """What comes from a zone's sources: kept out or let in as a whole, or asked by its rules."""
    verdict = SafeText(_TARGETS.get(zone.target, "accept" if _takes_mail(zone) else ""))
    plain = tuple(address(one) for one in zone.sources if not one.startswith("ipset:"))
    sets = [SafeText(one.removeprefix("ipset:")) for one in zone.sources if one[:6] == "ipset:"]
    ports = None if zone.target in _TARGETS else tuple(_opened(zone))
    number = 0
    for sources, source_set in [(plain, NONE), *(((), one) for one in sets)]:
        if not sources and not source_set:
            continue
        number += 1
        if zone.rules:
            yield Rule(chain=base, number=number, sources=sources, source_set=source_set,
                       verdict=SafeText("jump"), target=place.name)  # fmt: skip
        if verdict:
            yield Rule(chain=base, number=number, sources=sources, source_set=source_set,
                       ports=ports, verdict=verdict)  # fmt: skip


def _takes_mail(zone: Zone) -> bool:
    return any(low <= port <= high for low, high in _opened(zone) for port in (25, 465, 587))


def _opened(zone: Zone) -> Iterator[tuple[int, int]]:
    """TCP ports that a zone accepts."""
    for name in zone.services:
        if port := _SERVICES.get(name):
            yield port, port
    for word in zone.ports:
        text, _, protocol = word.partition("/")
        if protocol != "udp" and (found := port_range(text)) is not None:
            yield found


def _zone_rules(
    zone: Zone, place: Place, narrow: tuple[SafeText, ...], ends: bool
) -> Iterator[Rule]:
    denies = {"drop": 0, "reject": 0}
    ordered = sorted(zone.rules, key=lambda one: (one.priority, denies.get(one.action, 1)))
    for number, one in enumerate(ordered, 1):
        if one.action in ("accept", "drop", "reject"):
            yield _rich(one, place, number, narrow)
    if ends:
        opened = tuple(_opened(zone))
        if opened:
            yield Rule(chain=place, number=len(ordered) + 1, ports=opened, narrow=narrow,
                       verdict=SafeText("accept"))  # fmt: skip


def _rich(one: RichRule, place: Place, number: int, narrow: tuple[SafeText, ...]) -> Rule:
    ports = None
    more = [*narrow, *one.narrow]
    if one.port:
        found = port_range(one.port)
        ports = (found,) if found else None
    elif one.service:
        port = _SERVICES.get(one.service)
        ports = ((port, port),) if port else None
        if not port:
            more.append(safe(f"service {one.service}", 60))
    sources: tuple[Address, ...] = (address(one.source),) if one.source else ()
    return Rule(
        chain=place,
        number=number,
        sources=sources,
        source_set=one.ipset,
        negated=one.negated,
        version=_VERSIONS.get(one.family, 0),
        tcp=one.protocol in ("", "tcp"),
        ports=ports,
        limited=one.limited,
        narrow=tuple(more),
        verdict=SafeText(one.action),
    )


LAYER = Layer(
    "firewalld", "firewalld", (FIREWALLD, *FILTERS, IPSET), blocked, trusted,
    writing=Writing({Block: plan_block, Unblock: plan_unblock}, (FIREWALLD_RULES, OWN), rank=20),
)  # fmt: skip

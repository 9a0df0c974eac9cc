"""How ipset's sets are changed (ipset(8))."""

from collections.abc import Callable, Sequence

from relaytui.changes.plan import Command
from relaytui.domain import entry
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net
from relaytui.facts.base import HostFacts
from relaytui.facts.ipset import IPSET
from relaytui.facts.iptables import IP6TABLES, IPTABLES
from relaytui.facts.packet_filter import AddressSet, PacketFilter, Rule
from relaytui.layers.set_plans import Sets

#: The most seconds that a set can count.
LONGEST = 2_147_483
_NETS, _ADDRESSES = "hash:net", "hash:ip"


def _unfit(one: AddressSet, net: Net) -> str:
    if one.kind not in (_NETS, _ADDRESSES):
        return f"is of type {one.kind}, which holds more than addresses"
    if one.version != net.version:
        return f"holds IPv{one.version} only"
    if net.size > 1 and one.kind == _ADDRESSES:
        return f"holds single addresses: {net} would be {net.size} of them"
    return ""


def _add(one: AddressSet, what: str, seconds: float | None, comment: str) -> Command:
    words = ["ipset", "add", str(one.place.name), what]
    if "timeout" in one.flags:  # without a word it would take the set's own
        words += ["timeout", str(0 if seconds is None else max(1, round(seconds)))]
    if "comment" in one.flags and comment:
        words += ["comment", comment.replace('"', "_")]
    return Command((*words, "-exist"))


def _delete(one: AddressSet, what: str) -> Command:
    return Command(("ipset", "del", str(one.place.name), what))


def _end(one: AddressSet, what: str) -> tuple[str, str]:
    return str(one.place.name), what


def _rules(facts: HostFacts) -> Sequence[Rule]:
    known = (facts.get(IPTABLES), facts.get(IP6TABLES))
    return [rule for one in known if isinstance(one, PacketFilter) for rule in one.rules]


def ipsets(
    blocked: Callable[[HostFacts], Sequence[entry.Block] | Absent | Failed | None],
) -> Sets:
    """ipset's sets; `blocked`: who is kept out by them."""
    return Sets(
        "ipset", IPSET, lambda facts: facts.get(IPSET), blocked, _add, _delete, _unfit, LONGEST,
        "ipset", _end, "ipset forgets it at a boot, unless the host saves its sets", _rules,
    )  # fmt: skip

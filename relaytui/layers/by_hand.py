"""What keeps an address out and is not changed from here: it is told, with its place, so that
nobody takes an address for lifted that is not."""

from collections.abc import Iterator

from relaytui.changes.plan import Moment, Planned, Writing
from relaytui.domain import entry
from relaytui.domain.intent import Unblock
from relaytui.facts.base import HostFacts
from relaytui.layers import hosts_access, iptables, nft
from relaytui.layers.base import Layer
from relaytui.lists.edit import Refused

_LAYERS = (nft.LAYER, hosts_access.LAYER, *iptables.LAYERS[:2])


def _blocks(facts: HostFacts) -> Iterator[entry.Block]:
    """Rules, and entries of hosts.deny; what stands in sets is lifted by their layers."""
    for layer in _LAYERS:
        found = layer.blocked(facts) if layer.blocked else None
        if isinstance(found, list):
            yield from (one for one in found if layer is not nft.LAYER or " rule " in one.place)


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Nothing is planned: what holds is told."""
    del moment
    held = [one for one in _blocks(facts)
            if one.net and one.net.meets(intent.net) and one.effective is not False]  # fmt: skip
    if not held:
        return None
    told = "; ".join(f"{one.layer} {one.place}: {one.what}" for one in held[:5])
    more = f" and {len(held) - 5} more" if len(held) > 5 else ""
    words = f"{intent.net} is kept out by what is not changed from here: {told}{more}"
    return Refused("by_hand", words, ("take it out on the host",))


LAYER = Layer(
    "by-hand", "rules that are changed by hand", (),
    writing=Writing(
        {Unblock: plan_unblock},
        tuple({one.name: one for layer in _LAYERS for one in layer.needs}.values()), 99,
    ),
)  # fmt: skip

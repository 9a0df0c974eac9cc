"""What screens and commands read of the layers, with the facts that this needs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic

from relaytui.analysis.entries import (
    E,
    Entries,
    EntryReader,
    Folded,
    Held,
    block_reader,
    fold,
    trust_reader,
)
from relaytui.domain.entry import Block, Trust
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.layers.base import Layer
from relaytui.layers.find import layers, needs_of

#: Prefix lengths of the networks that addresses are put together in, by IP version.
NETWORKS = {4: 24, 6: 64}


class Reading(Generic[E]):
    """Entries of one kind, their facts, and how they are put together."""

    def __init__(self, reader: EntryReader[E]) -> None:
        self._reader = reader
        self.needs: tuple[AnyFact, ...] = needs_of(reader.layers)
        self.layer_names = [one.name for one in reader.layers]

    def entries(self, facts: Mapping[str, HostFacts]) -> Entries[E]:
        """All entries of hosts."""
        return self._reader.entries(facts)

    def folded(self, held: Iterable[Held[E]], grouping: str) -> Sequence[Folded[E]]:
        """Put together by address, network, layer, reason or host; `entry`: not at all."""
        match grouping:
            case "network":
                return fold(held, lambda one: str(_network(one.entry.net) or one.entry.what))
            case "layer":
                return fold(held, lambda one: one.entry.layer)
            case "host":
                return fold(held, lambda one: one.relay)
            case "reason":
                return fold(held, _reason)
            case "entry":
                return [
                    Folded(folded.name, folded.place, (one,))
                    for folded in fold(held)
                    for one in folded.held
                ]
        return fold(held)


def _reason(held: Held[E]) -> str:
    entry = held.entry
    words = entry.reason if isinstance(entry, Block) else entry.comment
    return words or "no reason is told"


def _network(net: Net | None) -> Net | None:
    """The /24 or /64 around an address; a wider net stays itself."""
    if net is None:
        return None
    bits = 32 if net.version == 4 else 128
    mask = (1 << (bits - NETWORKS[net.version])) - 1
    if net.size > mask:
        return net
    return Net(net.version, net.first & ~mask, net.first | mask)


BlockReading = Reading[Block]
TrustReading = Reading[Trust]


def block_reading() -> BlockReading:
    """Of who is kept out."""
    return Reading(block_reader(layers()))


def trust_reading() -> TrustReading:
    """Of who is trusted."""
    return Reading(trust_reader(layers()))


def notes(facts: Mapping[str, HostFacts]) -> list[tuple[str, Layer, SafeText]]:
    """What is wrong with layers themselves, by relay: jails that don't run, or see nothing."""
    return [
        (relay, layer, words)
        for relay, known in facts.items()
        for layer in layers()
        if layer.notes is not None
        for words in layer.notes(known)
    ]

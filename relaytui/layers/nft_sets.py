"""Sets of nftables that admins keep: changed where somebody names them, or lifts an address."""

from collections.abc import Sequence

from relaytui.changes.plan import Command, Writing
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT, NFT_FLAGS
from relaytui.facts.own import OWN
from relaytui.facts.packet_filter import AddressSet, PacketFilter, Rule
from relaytui.layers import nft, nft_read
from relaytui.layers.base import Layer
from relaytui.layers.own_table import LONGEST
from relaytui.layers.set_plans import Found, Sets

NAME = "nft-sets"
_KINDS = {"ipv4_addr": 4, "ipv6_addr": 6}


def _read(facts: HostFacts) -> Found:
    return nft_read.found_in(facts)


def _unfit(one: AddressSet, net: Net) -> str:
    if _KINDS.get(one.kind) != net.version:
        return f"is of {one.kind}, and can't hold {net}"
    if "constant" in one.flags:
        return "is constant"
    if net.size > 1 and "interval" not in one.flags:
        return "holds single addresses only"
    return ""


def _add(one: AddressSet, what: str, seconds: float | None, comment: str) -> Command:
    lasts = "" if seconds is None else f" timeout {max(1, round(seconds))}s"
    told = comment.replace('"', "_")
    words = f' comment "{told}"' if told else ""
    text = f"add element {one.place} {{ {_written(what)}{lasts}{words} }}\n"
    return Command(("nft", "-f", "-"), text)


def _delete(one: AddressSet, what: str) -> Command:
    return Command(("nft", "-f", "-"), f"delete element {one.place} {{ {_written(what)} }}\n")


def _written(what: str) -> str:
    """`192.0.2.7,25`: of a set of addresses with something beside them, nft joins by dots."""
    return what.replace(",", " . ")


def _end(one: AddressSet, what: str) -> tuple[str, str]:
    return f"{one.place.family}:{one.place.table}", f"{one.place.name} {what}"


def _rules(facts: HostFacts) -> Sequence[Rule]:
    found = _read(facts)
    return found.rules if isinstance(found, PacketFilter) else ()


SETS = Sets(
    NAME, NFT, _read, nft_read.blocked, _add, _delete, _unfit, LONGEST, "nft", _end,
    "nftables forgets it when its rules are loaded anew, as at a boot", _rules,
)  # fmt: skip
LAYER = Layer(
    NAME, "sets of nftables", (NFT,),
    writing=Writing(
        {Block: SETS.plan_block, Unblock: SETS.plan_unblock}, (*nft.LAYER.needs, NFT_FLAGS, OWN),
        rank=30, named=True,
    ),
)  # fmt: skip

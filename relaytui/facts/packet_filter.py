"""What a packet filter holds, whichever program tells it: sets, chains, and rules in their order.

nftables and iptables are read into the same values, so that one judgement serves both: who is
kept out, who is let in, and whether a rule is ever reached.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe

NONE = SafeText("")
#: Characters of a name or a comment that are kept.
MOST = 200
#: Where mail comes in.
MAIL_PORTS = (25, 465, 587)

Ports = tuple[tuple[int, int], ...]


class Address(NamedTuple):
    """An address, network or range, and how it is written there; `net` None: a name or the like."""

    net: Net | None
    text: SafeText


class Element(msgspec.Struct, frozen=True, gc=False):
    """An element of a set. `lasts` and `left` are its timeout and what is left of it, in seconds;
    `beside` is the rest of a concatenation (`25`, `tcp:25`)."""

    net: Net | None
    text: SafeText
    comment: SafeText = NONE
    lasts: float | None = None
    left: float | None = None
    packets: int | None = None
    beside: SafeText = NONE
    #: Of a verdict map: what is done with it.
    verdict: SafeText = NONE
    #: An exception (ipset's nomatch).
    spared: bool = False


class Place(NamedTuple):
    """A table, and a set or chain in it. iptables' family is `ip` or `ip6`; ipset has no table."""

    family: SafeText
    table: SafeText
    name: SafeText

    def __str__(self) -> str:
        return " ".join(word for word in self if word)


class AddressSet(msgspec.Struct, frozen=True):
    """A set or map. `version`: 4 or 6, 0 where it holds no addresses, or both (list:set).
    `auto_merge` is None where that is not told."""

    place: Place
    kind: SafeText
    version: int
    elements: tuple[Element, ...] = ()
    flags: tuple[SafeText, ...] = ()
    auto_merge: bool | None = None
    #: Of a set of sets: their names.
    members: tuple[SafeText, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule. Without `sources` and `source_set` it is about everybody; `negated`: about all but
    those."""

    chain: Place
    #: nft's handle, or the place in its chain, from 1.
    number: int
    sources: tuple[Address, ...] = ()
    source_set: SafeText = NONE
    negated: bool = False
    #: 4 or 6 where it is about one of them only, else 0.
    version: int = 0
    tcp: bool = True
    #: Ports that packets go to; None: all.
    ports: Ports | None = None
    #: Whether it is asked for new connections, rather than for packets of known ones only.
    fresh: bool = True
    #: It holds beyond a rate or a number only.
    limited: bool = False
    #: Further conditions, in a word each.
    narrow: tuple[SafeText, ...] = ()
    #: accept, drop, reject, return, jump, goto, map (the element's), dnat, other; empty: goes on.
    verdict: SafeText = NONE
    target: SafeText = NONE
    packets: int | None = None
    comment: SafeText = NONE
    #: Sets that it names for anything but where packets come from.
    mentions: tuple[SafeText, ...] = ()

    @property
    def has_source(self) -> bool:
        """Whether it is about some addresses only."""
        return bool(self.sources or self.source_set)


class Chain(msgspec.Struct, frozen=True):
    """`hook` is empty for a chain that others jump to; lower `priority` comes first."""

    place: Place
    hook: SafeText = NONE
    kind: SafeText = NONE
    priority: int = 0
    policy: SafeText = NONE


class PacketFilter(msgspec.Struct, frozen=True):
    """All of it; `at`: when it was seen, by the host's clock. `asleep`: tables that are switched
    off; `back_end`: nf_tables or legacy, of iptables;
    `others`: there are rules of its other back end, too."""

    sets: tuple[AddressSet, ...] = ()
    chains: tuple[Chain, ...] = ()
    rules: tuple[Rule, ...] = ()
    asleep: frozenset[tuple[str, str]] = frozenset()
    at: float = 0.0
    back_end: SafeText = NONE
    others: bool = False

    @property
    def tables(self) -> frozenset[tuple[str, str]]:
        """Family and name of those that hold anything."""
        places = [*(one.place for one in self.sets), *(one.place for one in self.chains)]
        return frozenset((one.family, one.table) for one in places)

    def without(self, tables: frozenset[tuple[str, str]]) -> "PacketFilter":
        """The same without some tables."""
        if not tables:
            return self
        return msgspec.structs.replace(
            self,
            sets=tuple(one for one in self.sets if one.place[:2] not in tables),
            chains=tuple(one for one in self.chains if one.place[:2] not in tables),
            rules=tuple(one for one in self.rules if one.chain[:2] not in tables),
        )


def address(text: str) -> Address:
    """An address as it is written."""
    return Address(parse_net(text, host_bits=True), safe(text, MOST))


def has_port(ports: Ports | None, port: int) -> bool:
    """Whether a port is among them."""
    return ports is None or any(low <= port <= high for low, high in ports)


def other_ports(ports: Iterable[tuple[int, int]]) -> Ports:
    """All ports but these."""
    found, at = [], 0
    for low, high in sorted(ports):
        if low > at:
            found.append((at, low - 1))
        at = max(at, high + 1)
    return (*found, (at, 65535)) if at <= 65535 else tuple(found)


#: Services that rules name instead of their ports (nft and iptables print numbers by default).
SERVICES = {"smtp": 25, "smtps": 465, "submissions": 465, "urd": 465, "submission": 587, "ssh": 22,
            "pop3": 110, "imap2": 143, "imap": 143, "imaps": 993, "pop3s": 995, "http": 80,
            "https": 443, "domain": 53, "sieve": 4190}  # fmt: skip


def port_range(text: str) -> tuple[int, int] | None:
    """`25`, `25-30`, `25:30`, `smtp`; an open end is the lowest or highest port."""
    low, dash, high = text.replace(":", "-").partition("-")
    if not dash:
        high = low
    first, last = _port(low or "0"), _port(high or "65535")
    return None if first is None or last is None else (first, last)


def _port(text: str) -> int | None:
    if text.isascii() and text.isdecimal() and len(text) <= 5:
        return int(text)
    return SERVICES.get(text)

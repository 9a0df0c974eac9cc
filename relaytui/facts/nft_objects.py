"""nftables' objects, in the form of libnftables-json(5), as a packet filter.

What nft 1.0.6 leaves out of its JSON (auto-merge, dynamic) comes from its text form, which is
read into the same objects.
"""

from collections.abc import Iterator
from typing import Any

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.nft_expressions import rules_of, verdict_word
from relaytui.facts.nft_values import value_text
from relaytui.facts.packet_filter import (
    MOST,
    NONE,
    AddressSet,
    Chain,
    Element,
    PacketFilter,
    Place,
    Rule,
)

Object = dict[str, Any]
#: Rules and chains that are taken, and elements of all sets together.
MOST_RULES = 50_000
MOST_ELEMENTS = 2_000_000


def filter_of(objects: list[Any], at: float) -> PacketFilter | None:
    """All of it; what is no object that can be read is left out. None: it is too much."""
    named = _named_counters(objects)
    sets: list[AddressSet] = []
    chains: list[Chain] = []
    rules: list[Rule] = []
    asleep, room = set(), MOST_ELEMENTS
    for kind, body in _bodies(objects):
        if kind in ("set", "map"):
            sets.append(_set(body, room))
            room -= len(sets[-1].elements)
        elif kind == "chain" and len(chains) < MOST_RULES:
            chains.append(_chain(body))
        elif kind == "rule" and len(rules) < MOST_RULES:
            rules += _rules(body, named)
        elif kind == "table" and "dormant" in _words(body.get("flags")):
            asleep.add((_name(body, "family"), _name(body, "name")))
    if room <= 0 or len(rules) >= MOST_RULES or len(chains) >= MOST_RULES:
        return None
    return PacketFilter(tuple(sets), tuple(chains), tuple(rules), frozenset(asleep), at)


def _bodies(objects: list[Any]) -> Iterator[tuple[str, Object]]:
    for one in objects:
        if isinstance(one, dict):
            for kind, body in one.items():
                if kind in ("add", "insert", "create") and isinstance(body, dict):
                    yield from _bodies([body])
                elif isinstance(body, dict):
                    yield kind, body


def _name(body: Object, key: str) -> SafeText:
    return safe(str(body.get(key, "")), MOST)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _words(value: Any) -> tuple[SafeText, ...]:
    """Flags: a word, or a list of them."""
    words = value if isinstance(value, list) else [value] if value else []
    return tuple(safe(str(one), 60) for one in words[:20])


def _named_counters(objects: list[Any]) -> dict[str, int]:
    return {
        str(body.get("name")): packets
        for kind, body in _bodies(objects)
        if kind == "counter" and (packets := _whole(body.get("packets"))) is not None
    }


def _chain(body: Object) -> Chain:
    place = Place(_name(body, "family"), _name(body, "table"), _name(body, "name"))
    return Chain(
        place,
        _name(body, "hook"),
        _name(body, "type"),
        _whole(body.get("prio")) or 0,
        _name(body, "policy"),
    )


def _rules(body: Object, named: dict[str, int]) -> list[Rule]:
    place = Place(_name(body, "family"), _name(body, "table"), _name(body, "chain"))
    expressions = body.get("expr")
    return list(
        rules_of(
            place,
            _whole(body.get("handle")) or 0,
            expressions if isinstance(expressions, list) else [],
            str(body.get("comment", "")),
            named,
        )
    )


def _set(body: Object, room: int) -> AddressSet:
    kind = _kind(body.get("type"))
    data = f" : {_kind(body['map'])}" if "map" in body else ""
    raw = body.get("elem")
    parts = kind.split(" . ")
    at = next((at for at, one in enumerate(parts) if _version(one)), 0)
    elements = raw[: max(room, 0)] if isinstance(raw, list) else []
    flags = _words(body.get("flags"))
    merge = body.get("auto-merge")
    return AddressSet(
        Place(_name(body, "family"), _name(body, "table"), _name(body, "name")),
        safe(kind + data, MOST),
        _version(parts[at]),
        tuple([_element(one, at) for one in elements]),
        flags,
        merge if isinstance(merge, bool) else None,
    )


def _kind(value: Any) -> str:
    """`ipv4_addr`, `ipv4_addr . inet_service`; newer nft writes `{"typeof": EXPRESSION}`."""
    if isinstance(value, list):
        return " . ".join(_kind(one) for one in value[:10])
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "payload" and isinstance(inner, dict):
                return _field(str(inner.get("protocol", "")), str(inner.get("field", "")))
            return _kind(inner)
    return str(value or "")


def _field(protocol: str, field: str) -> str:
    if field in ("saddr", "daddr"):
        return {"ip": "ipv4_addr", "ip6": "ipv6_addr"}.get(protocol, "ether_addr")
    return "inet_service" if field in ("sport", "dport") else f"{protocol}_{field}"


def _version(kind: str) -> int:
    return {"ipv4_addr": 4, "ipv6_addr": 6}.get(kind, 0)


def _element(value: Any, at: int) -> Element:
    """One of a set, or [key, data] of a map; `at`: which part of its concatenation counts."""
    verdict = NONE
    if isinstance(value, list) and len(value) == 2:
        verdict = verdict_word(value[1])
        value = value[0]
    if isinstance(value, str):  # most are
        return Element(parse_net(value, host_bits=True), safe(value, MOST), verdict=verdict)
    about: Object = {}
    while isinstance(value, dict) and isinstance(value.get("elem"), dict):
        about = value["elem"]
        value = about.get("val")
    text = value if isinstance(value, str) else value_text(value)
    net, beside = (
        _address_part(text, at) if " " in text else (parse_net(text, host_bits=True), NONE)
    )
    counter, comment = about.get("counter"), about.get("comment")
    return Element(
        net,
        safe(text, MOST),
        NONE if comment is None else safe(str(comment), MOST),
        _seconds(about.get("timeout")),
        _seconds(about.get("expires")),
        _whole(counter.get("packets")) if isinstance(counter, dict) else None,
        beside,
        verdict,
    )


def _address_part(text: str, at: int) -> tuple[Net | None, SafeText]:
    parts = text.split(" . ")
    address = parts.pop(at) if at < len(parts) else ""
    return parse_net(address, host_bits=True), safe(" . ".join(parts), MOST)


def _seconds(value: Any) -> float | None:
    if value.__class__ is not int and value.__class__ is not float:
        return None
    return float(value) if 0 <= value < 1e12 else None

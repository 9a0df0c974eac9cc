"""An nftables rule's expressions, in the form of libnftables-json(5), as a rule."""

from collections.abc import Iterator
from typing import Any

import msgspec

from relaytui.domain.text import SafeText, safe
from relaytui.facts.nft_values import value_text, values_of
from relaytui.facts.packet_filter import (
    MOST,
    NONE,
    Place,
    Rule,
    address,
    other_ports,
    port_range,
)

_VERDICTS = ("accept", "drop", "reject", "return", "jump", "goto")
#: Statements that leave a packet to other hands.
_HANDED = {"dnat": "dnat", "redirect": "dnat", "tproxy": "dnat", "queue": "other"}
_VERSIONS = {"ip": 4, "ipv4": 4, "ip6": 6, "ipv6": 6}
#: What makes a rule hold beyond a rate, a number or an amount only.
_LIMITS = ("limit", "ct count", "quota", "meter")
Expression = dict[str, Any]
_Changes = dict[str, Any]


def rules_of(
    chain: Place, number: int, expressions: list[Any], comment: str, counters: dict[str, int]
) -> Iterator[Rule]:
    """The rules that one rule is: a verdict map within it is one for each of its verdicts.
    `counters` are the packets of named counters."""
    changes: _Changes = {"comment": safe(comment, MOST)}
    if version := _VERSIONS.get(chain.family):
        changes["version"] = version
    rules = [Rule(chain=chain, number=number, **changes)]
    for one in expressions:
        if not isinstance(one, dict):
            continue
        for name, body in one.items():
            rules = [
                msgspec.structs.replace(rule, **change)
                for rule in rules
                for change in _read(name, body, rule, counters)
            ]
        if len(rules) > 5000:
            break
    yield from rules


def _read(name: str, body: Any, rule: Rule, counters: dict[str, int]) -> list[_Changes]:
    """What an expression makes of a rule: one change, or several alternatives."""
    if rule.verdict:
        return [{}]
    if name == "match" and isinstance(body, dict):
        return [_match(body, rule)]
    if name == "vmap" and isinstance(body, dict):
        return _verdict_map(body, rule)
    if name in _VERDICTS or name in _HANDED:
        return [_verdict(name, body)]
    if name in _LIMITS:
        return [{"limited": True}]
    if name in ("set", "map") and isinstance(body, dict):
        return [{**({"limited": True} if _limits(body.get("stmt")) else {}),
                 **_mentioned(rule, body.get("set", body.get("data")))}]  # fmt: skip
    if name == "counter":
        packets = body.get("packets") if isinstance(body, dict) else counters.get(str(body))
        return [{"packets": packets} if isinstance(packets, int) else {}]
    if name == "xt":
        return [_foreign(body, rule)]
    return [_narrowed(rule, name) if name == "narrow" else {}]


def _limits(statements: Any) -> bool:
    return isinstance(statements, list) and any(
        isinstance(one, dict) and any(name in one for name in _LIMITS) for one in statements
    )


def _verdict(name: str, body: Any) -> _Changes:
    target = body.get("target", "") if isinstance(body, dict) and name in ("jump", "goto") else ""
    return {"verdict": SafeText(_HANDED.get(name, name)), "target": safe(str(target), MOST)}


def _foreign(body: Any, rule: Rule) -> _Changes:
    """What iptables has written: its own matches and targets, of which only the name is told."""
    body = body if isinstance(body, dict) else {}
    name = str(body.get("name", "xt"))
    if body.get("type") == "target":
        ends = {"REJECT": "reject", "DROP": "drop", "DNAT": "dnat", "REDIRECT": "dnat"}
        return {"verdict": SafeText(ends.get(name, ""))}
    return {} if name == "comment" else _narrowed(rule, f"xt {name}")


def _mentioned(rule: Rule, name: Any) -> _Changes:
    """A set that is named for something else than where packets come from."""
    if not (isinstance(name, str) and name.startswith("@")):
        return {}
    return {"mentions": (*rule.mentions, safe(name[1:], MOST))}


def _narrowed(rule: Rule, words: str) -> _Changes:
    return {"narrow": (*rule.narrow, safe(words, 60))}


def _match(body: Expression, rule: Rule) -> _Changes:
    right, negated = body.get("right"), body.get("op") == "!="
    if body.get("op", "==") not in ("==", "!=", "in"):
        return {**_narrowed(rule, left_words(body.get("left"))), **_mentioned(rule, right)}
    changes = _condition(body.get("left"), right, negated, rule)
    return changes if "source_set" in changes else {**changes, **_mentioned(rule, right)}


def left_words(left: Any) -> str:
    """What a match looks at: `ip saddr`, `meta l4proto`, `ip saddr . tcp dport`."""
    if not isinstance(left, dict):
        return "?"
    for kind, body in left.items():
        if kind == "payload" and isinstance(body, dict):
            return f"{body.get('protocol', '?')} {body.get('field', '?')}"
        if kind in ("meta", "ct") and isinstance(body, dict):
            return f"{kind} {body.get('key', '?')}"
        if kind == "concat" and isinstance(body, list):
            return " . ".join(left_words(one) for one in body)
        return str(kind)
    return "?"


def _condition(left: Any, right: Any, negated: bool, rule: Rule) -> _Changes:
    words = left_words(left)
    if words in ("ip saddr", "ip6 saddr"):
        return _source(right, negated, rule, 4 if words == "ip saddr" else 6)
    if isinstance(left, dict) and "concat" in left:
        return _concatenation(words, right, negated, rule)
    protocol, _, field = words.partition(" ")
    if field == "dport":
        return _ports(protocol, right, negated, rule)
    if words in ("meta l4proto", "ip protocol", "ip6 nexthdr"):
        known = {value_text(one) for one in values_of(right)} & {"tcp", "6"}
        changes: _Changes = {} if bool(known) != negated else {"tcp": False}
        if words != "meta l4proto":
            changes["version"] = _VERSIONS[protocol]
        return changes
    if words in ("meta nfproto", "meta protocol"):
        version = _VERSIONS.get(value_text(right), 0)
        return {"version": 10 - version if negated and version else version}
    if words == "ct state":
        states = {value_text(one) for one in values_of(right)}
        return {} if ("new" in states) != negated else {"fresh": False}
    shown = f"{words} {'!= ' if negated else ''}{value_text(right)}"
    return _narrowed(rule, shown)


def _source(right: Any, negated: bool, rule: Rule, version: int) -> _Changes:
    if rule.has_source:
        return _narrowed(rule, "saddr")
    changes: _Changes = {"version": version, "negated": negated}
    if isinstance(right, str) and right.startswith("@"):
        return {**changes, "source_set": safe(right[1:], MOST)}
    return {**changes, "sources": tuple(address(value_text(one)) for one in values_of(right))}


def _concatenation(words: str, right: Any, negated: bool, rule: Rule) -> _Changes:
    """A source together with something else (its port), looked up in one set."""
    parts = words.split(" . ")
    at = next((at for at, one in enumerate(parts) if one in ("ip saddr", "ip6 saddr")), None)
    if at is None or rule.has_source:
        return _narrowed(rule, words)
    changes: _Changes = {
        "version": 4 if parts[at] == "ip saddr" else 6,
        "negated": negated,
        **({} if "tcp dport" in parts or "th dport" in parts else _narrowed(rule, words)),
    }
    if isinstance(right, str) and right.startswith("@"):
        return {**changes, "source_set": safe(right[1:], MOST)}
    found = [value_text(one).split(" . ") for one in values_of(right)]
    addresses = [one[at] for one in found if len(one) > at]
    return {**_narrowed(rule, words), **changes, "sources": tuple(map(address, addresses))}


def _ports(protocol: str, right: Any, negated: bool, rule: Rule) -> _Changes:
    if protocol not in ("tcp", "th"):
        return {"tcp": False}
    if isinstance(right, str) and right.startswith("@"):
        return _narrowed(rule, f"{protocol} dport {right}")
    ranges = tuple(
        found for one in values_of(right) if (found := port_range(value_text(one))) is not None
    )
    return {"ports": other_ports(ranges) if negated else ranges}


def _verdict_map(body: Expression, rule: Rule) -> list[_Changes]:
    """`ip saddr vmap { 192.0.2.1 : drop }`, or `@map`, whose elements then say what is done."""
    key, data = body.get("key"), body.get("data")
    if isinstance(data, str):
        if left_words(key) not in ("ip saddr", "ip6 saddr"):
            return [_mentioned(rule, data)]
        return [{**_condition(key, data, False, rule), "verdict": SafeText("map")}]
    found: list[_Changes] = []
    for pair in values_of(data):
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], dict):
            for name, target in pair[1].items():
                if name in _VERDICTS:
                    found.append({**_condition(key, pair[0], False, rule),
                                  **_verdict(name, target)})  # fmt: skip
    return [*found, {}]


def verdict_word(data: Any) -> SafeText:
    """What a verdict map does with an element; empty where its data is no verdict."""
    if isinstance(data, dict):
        for name in data:
            if name in _VERDICTS:
                return SafeText(name)
    return NONE

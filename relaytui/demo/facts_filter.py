"""The simulated relays' packet filter: fail2ban's bans, and a list that an admin keeps."""

import json
from collections.abc import Mapping
from typing import Any

from relaytui.demo.answers_facts import Said
from relaytui.demo.host import SimulatedHost, Values

#: Seconds of a ban.
_BAN = 600
_REFUSED = (1, "", "Operation not permitted (you must be root)")


def _set(table: str, name: str, version: int, elements: list[Any]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "family": "inet", "table": table, "name": name, "type": f"ipv{version}_addr",
        "handle": 4, "flags": ["interval", "timeout"] if table == "relay" else [],
    }  # fmt: skip
    return {"set": {**body, "elem": elements} if elements else body}


def _chain(table: str, name: str, priority: int) -> dict[str, Any]:
    return {"chain": {"family": "inet", "table": table, "name": name, "handle": 1,
                      "type": "filter", "hook": "input", "prio": priority,
                      "policy": "accept"}}  # fmt: skip


def _rule(table: str, chain: str, name: str, version: int, verdict: str) -> dict[str, Any]:
    left = {"payload": {"protocol": "ip" if version == 4 else "ip6", "field": "saddr"}}
    match = {"match": {"op": "==", "left": left, "right": f"@{name}"}}
    packets = {"counter": {"packets": 4711, "bytes": 282660}}
    return {"rule": {"family": "inet", "table": table, "chain": chain, "handle": 9,
                     "expr": [match, packets, {verdict: None}]}}  # fmt: skip


def _kept(host: SimulatedHost) -> list[Any]:
    """The admin's list: a spammer's network for good, a snowshoe sender for some days."""
    left = 200_000 - int(host.clock()) % 100_000
    return [
        {"prefix": {"addr": "203.0.113.248", "len": 29}},
        {"elem": {"val": "203.0.113.99", "timeout": 259_200, "expires": left,
                  "comment": "snowshoe sender"}},
    ]  # fmt: skip


def _nft(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    if not host.sudo:
        return {"json": _REFUSED}
    now = host.clock()
    banned = [one for one, at in host.bans.items() if now - at < _BAN]
    found: list[dict[str, Any]] = [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}]
    found += [{"table": {"family": "inet", "name": name, "handle": 1}}
              for name in ("f2b-table", "relay")]  # fmt: skip
    for version, mark in ((4, "."), (6, ":")):
        name = f"addr{'' if version == 4 else '6'}-set-postfix-sasl"
        found.append(_set("f2b-table", name, version, [one for one in banned if mark in one]))
    found.append(_set("relay", "blocklist4", 4, _kept(host)))
    found += [_chain("f2b-table", "f2b-chain", -1), _chain("relay", "input", 0)]
    found += [
        _rule("f2b-table", "f2b-chain", "addr-set-postfix-sasl", 4, "drop"),
        _rule("f2b-table", "f2b-chain", "addr6-set-postfix-sasl", 6, "drop"),
        _rule("relay", "input", "blocklist4", 4, "drop"),
    ]
    found += host.own.objects(now)
    return {"json": (0, json.dumps({"nftables": found}), "")}


def _flags(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    text = "table inet relay {\n\tset blocklist4 {\n\t\ttype ipv4_addr\n\t}\n}\n"
    return {"text": (0, text, "") if host.sudo else _REFUSED}


FACTS = {"nft": _nft, "nft-flags": _flags}

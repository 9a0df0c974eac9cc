"""Recorded answers of hosts, and what the layers of packet filters make of them.

A case names a layer and, by fact and label, what the host has answered. `told` in its facts
stands for what fail2ban (jail to addresses) and CrowdSec (addresses) tell themselves.
"""

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import HostFacts
from relaytui.facts.crowdsec import Crowdsec
from relaytui.facts.fail2ban import Ban, Fail2ban, Jail
from relaytui.layers.find import layers
from tests.facts.test_cases import plain

NOW = 1795600000.0
FILE = Path(__file__).parent.parent / "data" / "firewall" / "layers.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
LAYERS = {one.name: one for one in layers()}


def facts_of(case: dict[str, Any]) -> HostFacts:
    """What is known of the host of a case."""
    answers = dict(case["facts"])
    found: dict[str, Any] = told(answers.pop("told", {}))
    for fact in (one for layer in LAYERS.values() for one in layer.needs):
        if fact.name in answers:
            labels = {
                label: Answer(
                    one.get("status", 0), one.get("stdout", "").encode(),
                    one.get("stderr", "").encode(),
                )
                for label, one in answers[fact.name].items()
            }  # fmt: skip
            found[fact.name] = fact.parse(Answers(labels, NOW))
    assert answers.keys() <= found.keys()
    return HostFacts(found)


def told(tools: dict[str, Any]) -> dict[str, Any]:
    """What fail2ban and CrowdSec tell."""
    found: dict[str, Any] = {}
    if "fail2ban" in tools:
        found["fail2ban"] = Fail2ban(
            tuple(
                Jail(
                    name=safe(name), bans=tuple(Ban(net) for one in nets if (net := parse_net(one)))
                )
                for name, nets in tools["fail2ban"].items()
            )
        )
    if "crowdsec" in tools:
        found["crowdsec"] = Crowdsec((), 1, None, NOW)
    return found


def differs(wanted: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Keys that are not as expected; `why` and problems need only hold the expected words."""
    wrong = []
    for key, value in wanted.items():
        have = got[key]
        if key == "why" and value:
            good = value in have
        elif key == "problems":
            good = list(value) == list(have)
        else:
            good = have == value or (value is None and have in (None, ""))
        if not good:
            wrong.append(f"{key}: {have!r} is not {value!r}")
    return wrong


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_layer(case: dict[str, Any]) -> None:
    layer, facts = LAYERS[case["layer"]], facts_of(case)
    assert layer.blocked
    found = layer.blocked(facts)
    if "failed" in case:
        assert isinstance(found, Failed)
        assert case["failed"] in found.reason
        return
    if "absent" in case:
        assert isinstance(found, Absent)
        assert case["absent"] in found.words
        return
    for key, read in (("blocked", layer.blocked), ("trusted", layer.trusted)):
        if key in case:
            assert read
            listed = read(facts)
            assert isinstance(listed, list)
            got = [plain(one) for one in listed]
            assert [one["what"] for one in got] == [one["what"] for one in case[key]]
            wrong = [differs(*pair) for pair in zip(case[key], got, strict=True)]
            assert not any(wrong), wrong


WORDS = [
    "table", "inet", "x", "{", "}", "set", "chain", "elements", "=", "ip", "saddr", "@x", ",",
    "tcp", "dport", "vmap", ":", "drop", "jump", "accept", ";", "#", "\"", "type", "hook",
    "input", "priority", "policy", "192.0.2.1", "timeout", "1h", "comment", "meter", "add",
    "limit", "counter", "packets", "99999999999999999999", "-", ".", "!=", "concat", "\\", "\n",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_words_in_any_order_are_read_without_an_error(seed: int) -> None:
    chance = random.Random(seed)
    text = " ".join(chance.choices(WORDS, k=400))
    rule = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT " + text.replace("\n", "\n-A x ")
    for fact, label, said in (
        ("nft", "json", text),
        ("nft", "json", "table inet x {\n chain y {\n" + text),
        ("iptables", "save", rule),
        ("ipset", "save", "create x hash:ip\nadd x " + text.replace("\n", "\nadd x ")),
        ("ufw", "status", "Status: active\n" + text.replace("accept", "  DENY IN  ")),
        ("firewalld", "zones", f"public\n  rich rules: \n\trule {text}"),
        ("hosts-access", "deny", text),
    ):
        facts = facts_of({"facts": {fact: {label: {"stdout": said}}}})
        for layer in LAYERS.values():
            for read in (layer.blocked, layer.trusted):
                if read is not None:
                    read(facts)


VALUES: list[Any] = [
    None, True, -1, 1e300, "", "@x", [], {}, [[]], {"elem": {"elem": {"val": 1}}}, {"prefix": {}},
    {"range": [1]}, {"concat": [{"concat": []}]}, {"set": [1, [2, 3]]}, ["a", {"drop": None}],
    {"payload": {"protocol": "ip", "field": "saddr"}},
]  # fmt: skip
KEYS = ["family", "table", "name", "type", "elem", "flags", "hook", "prio", "handle", "expr", "map",
        "chain", "comment", "auto-merge", "match", "vmap", "left", "right", "op", "key", "data",
        "counter", "jump", "set", "xt", "limit", "meter", "val", "timeout", "expires"]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_objects_of_any_shape_are_read_without_an_error(seed: int) -> None:
    chance = random.Random(seed)

    def some(depth: int) -> Any:
        if depth == 0 or chance.random() < 0.4:
            return chance.choice(VALUES)
        if chance.random() < 0.3:
            return [some(depth - 1) for _ in range(3)]
        return {key: some(depth - 1) for key in chance.sample(KEYS, 8)}

    kinds = ["table", "set", "map", "chain", "rule", "counter", "add", "element"]
    objects = [{chance.choice(kinds): some(4)} for _ in range(40)]
    facts = facts_of({"facts": {"nft": {"json": {"stdout": json.dumps({"nftables": objects})}}}})
    for read in (LAYERS["nft"].blocked, LAYERS["nft"].trusted):
        assert read
        read(facts)


def test_chains_that_call_each_other_end() -> None:
    lines = [f"-A c{one} -j c{other}" for one in range(20) for other in range(20)]
    text = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j c0\n" + "\n".join(lines)
    text += "\n-A c19 -s 192.0.2.1/32 -j DROP\n"
    facts = facts_of({"facts": {"iptables": {"save": {"stdout": text}}}})
    assert LAYERS["iptables"].blocked
    found = LAYERS["iptables"].blocked(facts)
    assert isinstance(found, list)
    assert [one.what for one in found] == ["192.0.2.1/32"]


def test_many_entries_are_read_in_time_that_grows_with_their_number() -> None:
    def seconds(count: int) -> float:
        elements = ", ".join(
            f"10.{one >> 16}.{one >> 8 & 255}.{one & 255} timeout 1h expires 59m"
            for one in range(count)
        )
        text = (
            "table inet x {\n set b {\n type ipv4_addr\n flags timeout\n elements = { "
            f"{elements} }}\n }}\n chain c {{\n type filter hook input priority 0; policy accept;\n"
            " ip saddr @b drop\n }\n}\n"
        )
        began = time.process_time()
        facts = facts_of({"facts": {"nft": {"json": {"stdout": text}}}})
        assert LAYERS["nft"].blocked
        found = LAYERS["nft"].blocked(facts)
        assert isinstance(found, list)
        assert len(found) == count
        return time.process_time() - began

    few = min(seconds(2_000) for _ in range(3))
    assert seconds(20_000) < 40 * few

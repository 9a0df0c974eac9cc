"""Whether a block holds, and why not: what nftables showed then and now, and the log between."""

import json
from pathlib import Path
from typing import Any

import pytest

from relaytui.changes.holding import holding
from relaytui.domain.event import Event
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT
from relaytui.layers.find import layers

SET_AT = 1795600000.0
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "holding" / "nft.jsonl")
    .read_text()
    .splitlines()
]
LAYERS = {one.name: one for one in layers()}


def facts(text: str) -> HostFacts:
    """What is known of a host whose nftables lists this."""
    found: Any = {"absent": Absent("not installed"), "refused": Failed("no permission")}.get(text)
    if found is None:
        found = NFT.parse(Answers({"json": Answer(0, text.encode())}, SET_AT))
    absent = {fact.name: Absent("not installed") for one in LAYERS.values() for fact in one.needs}
    return HostFacts({**absent, NFT.name: found})


def event(words: dict[str, Any]) -> Event:
    return Event(
        kind=words["kind"],
        time=SET_AT + words["at"],
        client_ip=words["client_ip"],
        orig_client_ip=words.get("orig_client_ip"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_nft(case: dict[str, Any]) -> None:
    net = parse_net(case["net"])
    assert net
    events = None if case["events"] is None else list(map(event, case["events"]))
    found = holding(LAYERS["nft"], net, facts(case["then"]), facts(case["now"]), events, SET_AT)
    expect = case["expect"]
    assert found.state == expect["state"], found
    assert expect["words"] in found.words, found
    if expect["stopped"] is not None:
        assert found.stopped == expect["stopped"]


def test_a_list_of_the_mail_server_lets_connections_come() -> None:
    """There a connection is no breach, but what is accepted from it is."""
    from relaytui.domain.entry import Block
    from relaytui.layers.base import Layer

    net = parse_net("192.0.2.7")
    assert net
    block = Block(layer="postfix", place=safe("file:1"), net=net, what=safe("x"), effective=True)
    layer = Layer("postfix-access", "Postfix", (), lambda _: [block])
    none = HostFacts({})
    connect = event({"kind": "connect", "client_ip": "192.0.2.7", "at": 9})
    refused = event({"kind": "reject", "client_ip": "192.0.2.7", "at": 9})
    queued = event({"kind": "queued", "client_ip": "192.0.2.7", "at": 9})
    good = holding(layer, net, none, none, [connect, refused], SET_AT)
    assert (good.state, good.words) == ("holding", "1 refused since")
    bad = holding(layer, net, none, none, [connect, queued], SET_AT)
    assert bad.state == "not effective"
    assert "does not ask this list" in bad.words

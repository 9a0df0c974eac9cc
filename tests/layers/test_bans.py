"""Bans beside what the packet filter holds, and CrowdSec's decisions beside its bouncers."""

from typing import Any

import pytest

from relaytui.domain.entry import Block
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.crowdsec import Allowed, Crowdsec, Decision
from relaytui.facts.fail2ban import Ban, Fail2ban, Jail
from relaytui.facts.packet_filter import AddressSet, Element, PacketFilter, Place
from relaytui.layers import crowdsec, fail2ban

ADDRESS = parse_net("192.0.2.7")
assert ADDRESS
JAILS = Fail2ban((Jail(name=safe("sshd"), bans=(Ban(ADDRESS, 10.0, 20.0),)),))


def nft(*addresses: str, name: str = "addr-set-sshd") -> PacketFilter:
    place = Place(safe("inet"), safe("f2b-table"), safe(name))
    elements = tuple(Element(parse_net(one), safe(one)) for one in addresses)
    return PacketFilter(sets=(AddressSet(place, safe("ipv4_addr"), 4, elements),))


def the_block(layer: Any, **facts: Any) -> Block:
    found = layer.LAYER.blocked(HostFacts({name.replace("_", "-"): x for name, x in facts.items()}))
    (entry,) = found
    assert isinstance(entry, Block)
    return entry


@pytest.mark.parametrize(
    ("filters", "works", "why"),
    [
        (nft("192.0.2.7"), True, ""),
        (nft("192.0.2.8"), False, "action failed"),
        (nft(), False, "action failed"),
        (PacketFilter(), False, "flushed?"),
        (Failed("no permission: sudo nft"), None, "not all packet filters can be seen"),
        (None, None, "not all packet filters can be seen"),
    ],
)
def test_a_ban_works_where_the_packet_filter_holds_it(
    filters: Any, works: bool | None, why: str
) -> None:
    others = dict.fromkeys((one.name for one in fail2ban.FILTERS), Absent("not installed"))
    facts = {**others, "nft": filters, "fail2ban": JAILS}
    block = the_block(fail2ban, **facts)
    assert (block.effective, block.since, block.until) == (works, 10.0, 20.0)
    assert why in block.why


def test_a_word_that_is_no_address_keeps_nobody_out() -> None:
    jails = Fail2ban((Jail(name=safe("sshd"), invalid=(safe("192.0.2.300"),)),))
    block = the_block(fail2ban, fail2ban=jails, nft=PacketFilter())
    assert (block.net, block.what, block.effective) == (None, "192.0.2.300", False)


def test_what_a_jail_ignores_is_trusted() -> None:
    jails = Fail2ban((Jail(name=safe("sshd"), ignore=(safe("192.0.2.5/24"), safe("mx.lab"))),))
    assert fail2ban.LAYER.trusted
    found = fail2ban.LAYER.trusted(HostFacts({"fail2ban": jails}))
    assert isinstance(found, list)
    assert [(str(one.net), one.what) for one in found] == [
        ("192.0.2.0/24", "192.0.2.5/24"), ("None", "mx.lab"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "found", [None, Absent("not installed"), Failed("fail2ban is not running")]
)
def test_what_is_not_seen_stays_what_it_is(found: Any) -> None:
    for layer, name in ((fail2ban, "fail2ban"), (crowdsec, "crowdsec")):
        assert layer.LAYER.blocked
        assert layer.LAYER.trusted
        assert layer.LAYER.blocked(HostFacts({name: found})) is found
        assert layer.LAYER.trusted(HostFacts({name: found})) is found


def decision(**more: Any) -> Decision:
    fields = {"scope": "Ip", "value": "192.0.2.7", "kind": "ban", "origin": "cscli"}
    words = {name: safe(value) for name, value in {**fields, "scenario": "x"}.items()}
    return Decision(**{"id": 3, "net": ADDRESS, "seconds": 60.0, **words, **more})


@pytest.mark.parametrize(
    ("one", "bouncers", "works", "why"),
    [
        (decision(), 1, True, ""),
        (decision(), 0, False, "no bouncer"),
        (decision(), None, None, ""),
        (decision(simulated=True), 1, False, "simulated"),
        (decision(kind=safe("captcha")), 1, None, "captcha"),
        (decision(scope=safe("Country"), value=safe("XX"), net=None), 1, None, "scope"),
    ],
)
def test_a_decision_works_where_a_bouncer_acts_on_it(
    one: Decision, bouncers: int | None, works: bool | None, why: str
) -> None:
    block = the_block(crowdsec, crowdsec=Crowdsec((one,), bouncers, None, 1000.0))
    assert (block.effective, block.until) == (works, 1060.0)
    assert why in block.why


def test_decisions_that_are_over_are_none_and_allowlists_are_trust() -> None:
    allowed = (Allowed(safe("partners"), safe("192.0.2.0/24"), safe("bank"), safe("")),)
    found = Crowdsec((decision(seconds=-1.0),), 1, allowed, 0.0)
    facts = HostFacts({"crowdsec": found})
    assert crowdsec.LAYER.blocked
    assert crowdsec.LAYER.trusted
    assert crowdsec.LAYER.blocked(facts) == []
    (trust,) = crowdsec.LAYER.trusted(facts)  # type: ignore[misc]
    assert (str(trust.net), trust.comment, trust.place) == (
        "192.0.2.0/24", "bank", "allowlist partners",
    )  # fmt: skip

"""Fleet's figures of hosts: how many are kept out, and disks that fill."""

import json
import time

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import AnyFact
from relaytui.facts.machine import MACHINE, Disk, Machine
from relaytui.facts.nft import NFT
from relaytui.layers.block_count import BlockCounts
from tests.screens.driving import Driver, console
from tests.screens.fake_fleet import FakeFleet

GB = 10**9


def row_of(driver: Driver, name: str) -> list[str]:
    return next((row.split() for row in driver.rows() if row.startswith(name)), [])


def machine(used: int) -> Machine:
    disks = (Disk(safe("/var"), 10 * GB, used, 10 * GB - used, 7),)
    servers = frozenset({"postfix"})
    return Machine(disks, 0.1, 2, servers, frozenset({25}))


def sets(*addresses: str, used: bool = True) -> object:
    """What nft holds: a set, and a rule that drops it or none."""
    of = {"family": "inet", "table": "t"}
    chain = {**of, "name": "in", "type": "filter", "hook": "input", "prio": 0, "policy": "accept"}
    match = {
        "op": "==",
        "left": {"payload": {"protocol": "ip", "field": "saddr"}},
        "right": "@bad",
    }
    rule = {**of, "chain": "in", "handle": 4, "expr": [{"match": match}, {"drop": None}]}
    held = {**of, "name": "bad", "type": "ipv4_addr", "handle": 2, "elem": list(addresses)}
    rows = [{"table": {"family": "inet", "name": "t"}}, {"set": held}, {"chain": chain}]
    whole = {"nftables": [{"metainfo": {"json_schema_version": 1}}, *rows]}
    whole["nftables"] += [{"rule": rule}] if used else []
    return NFT.parse(Answers({"json": Answer(0, json.dumps(whole).encode())}))


def knows_all(fleet: FakeFleet, relay: str, seen: dict[AnyFact, object]) -> None:
    """Everything that layers read: these, and nothing else is there."""
    by_name = {fact.name: found for fact, found in seen.items()}
    for fact in BlockCounts().needs:
        fleet.knows(relay, fact, by_name.get(fact.name, Absent("not installed")))


async def test_how_many_are_kept_out() -> None:
    fleet = FakeFleet(["mx1", "mx2", "mx3", "mx4"])
    for name in fleet._numbers:
        fleet.knows(name, MACHINE, machine(2 * GB))
    knows_all(fleet, "mx1", {NFT: sets("192.0.2.1", "192.0.2.2")})
    knows_all(fleet, "mx2", {NFT: Failed("no permission: sudo nft")})
    knows_all(fleet, "mx3", {})
    async with console(fleet, (160, 50)) as driver:
        await driver.press("1")
        await driver.until(lambda: "2" in row_of(driver, "mx1")[4:])
        assert NFT.name in {one.name for one in fleet.wanted}
        heading = next(row for row in driver.rows() if row.startswith("relay"))
        assert "blocked" in heading
        end = heading.index("blocked") + len("blocked")
        told = {row[:3]: row[end - 7 : end].strip() for row in driver.rows() if row[:2] == "mx"}
        assert told == {"mx1": "2", "mx2": "?", "mx3": "0", "mx4": ""}
        await driver.shows("blocked  2")
        await driver.press("j")
        await driver.shows("not seen: nft")


async def test_a_disk_that_fills_is_told_with_the_time_that_is_left() -> None:
    fleet, now = FakeFleet(["mx1"]), time.time()
    for ago in range(60, -1, -4):
        fleet.knows("mx1", MACHINE, machine(int(9 * GB - ago * GB / 600)), now - ago)
    async with console(fleet, (160, 50)) as driver:
        await driver.press("1")
        await driver.until(lambda: "/var full in 10 min" in driver.text())
        await driver.shows("/var 90 % of 10 GB, 7 % of its inodes")
        await driver.shows("/var grows by 100 MB/min: full in 10 min")

"""What every list does, shown on who is blocked and who is trusted by two made-up layers."""

import time
from collections.abc import Sequence
from typing import Any

import pytest

from relaytui.analysis.entries import block_reader, trust_reader
from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.link_state import LinkState
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.alive import ALIVE
from relaytui.facts.base import Fact
from relaytui.layers.base import Layer
from relaytui.layers.reading import Reading
from relaytui.widgets.entry_screen import EntryScreen
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet

JAILS = Fact[Any]("jails", "", lambda answers: None)
SETS = Fact[Any]("sets", "", lambda answers: None)
NETS = Fact[Any]("nets", "", lambda answers: None)
LAYERS = [
    Layer("jails", "the jails", (JAILS,), blocked=lambda facts: facts.get(JAILS)),
    Layer("sets", "the sets", (SETS,), blocked=lambda facts: facts.get(SETS)),
    Layer("nets", "the nets", (NETS,), trusted=lambda facts: facts.get(NETS)),
]  # fmt: skip


def block(net: str, layer: str = "jails", **more: Any) -> Block:
    words: dict[str, Any] = {
        name: safe(one) if isinstance(one, str) else one for name, one in more.items()
    }
    return Block(layer=layer, place=safe("sshd"), net=parse_net(net), what=safe(net), **words)


def trust(net: str, place: str = "mynetworks:3", **more: Any) -> Trust:
    return Trust(layer="nets", place=safe(place), net=parse_net(net), what=safe(net), **more)


async def opened(driver: Driver, key: str) -> EntryScreen[Any]:
    """The screen of a key, on the made-up layers."""
    screen = driver.app.get_screen({"4": "blocked", "5": "allowlist"}[key])
    assert isinstance(screen, EntryScreen)
    reading = Reading(block_reader(LAYERS)) if key == "4" else Reading(trust_reader(LAYERS))
    screen._reading = reading
    await driver.press(key)
    return screen


def filled() -> FakeFleet:
    now = time.time()
    fleet = FakeFleet(["mx1", "mx2"])
    one = [
        block("203.0.113.9", since=now - 60, until=now + 600, effective=True, hits=12),
        block("198.51.100.0/24", since=now - 4000, effective=False, why="no rule uses the set"),
        block("2001:db8::5", since=now - 7, until=now + 5, reason="inc 42 [/]", author="ops"),
    ]
    fleet.knows("mx1", JAILS, one)
    fleet.knows("mx1", SETS, Absent("nftables is not installed"))
    fleet.knows("mx2", JAILS, [block("203.0.113.9", since=now - 30, effective=True, hits=3)])
    remedy = Remedy("Run relaytui doctor mx2 --sudoers read")
    fleet.knows("mx2", SETS, Failed("no permission: sudo nft -j list ruleset", remedy))
    return fleet


def rows(driver: Driver) -> list[str]:
    return [row for row in driver.rows() if "203.0.113" in row or "198.51" in row or "db8" in row]


@pytest.mark.parametrize("size", SIZES)
async def test_entries_of_one_address_are_one_row(size: tuple[int, int]) -> None:
    async with console(filled(), size) as driver:
        await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        assert len(rows(driver)) == 3
        assert "Blocked" in driver.rows()[0]
        assert "1 not seen" in driver.rows()[0]
        (row,) = [row for row in rows(driver) if "203.0.113.9" in row]
        assert "yes" in row
        (row,) = [row for row in rows(driver) if "198.51" in row]
        assert "NO" in row
        if size[0] > 70:
            assert "mx1 mx2" in rows(driver)[0] + rows(driver)[1]
        assert "no permission" in driver.text()


async def test_the_card_has_each_entry_and_why_it_does_not_work() -> None:
    async with console(filled(), (160, 50)) as driver:
        await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        await driver.press("slash")
        await driver.type("198.51")
        await driver.press("enter")
        await driver.lacks("203.0.113.9")
        assert "1 of 3" in driver.rows()[0]
        await driver.press("enter")
        await driver.shows("keeps nobody out: no rule uses the set")
        await driver.press("escape", "escape")
        await driver.shows("203.0.113.9")


async def test_orders_and_groupings_are_cycled() -> None:
    async with console(filled(), (160, 50)) as driver:
        await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        assert "2001:db8::5" in rows(driver)[0]
        await driver.press("s", "s")
        await driver.until(lambda: "198.51.100.0/24" in rows(driver)[0])
        await driver.press("o")
        await driver.shows("203.0.113.0/24")
        await driver.press("o")
        await driver.until(lambda: "by layer" in driver.rows()[0])
        await driver.press("o")
        await driver.shows("no reason is told")


async def test_the_cursor_stays_on_its_entry_when_others_come() -> None:
    fleet = filled()
    async with console(fleet, (80, 24)) as driver:
        screen = await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        await driver.press("end")
        assert screen.chosen
        chosen = screen.chosen.name
        now = time.time()
        more = [block(f"192.0.2.{number}", since=now) for number in range(1, 5)]
        fleet.knows("mx2", JAILS, more)
        await driver.shows("192.0.2.4")
        assert screen.chosen
        assert screen.chosen.name == chosen


async def test_a_dead_link_makes_rows_grey_and_says_so() -> None:
    fleet = filled()
    async with console(fleet, (80, 24)) as driver:
        screen = await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        assert not any(map(screen.stale, screen.items))
        fleet.becomes("mx1", LinkState.STALLED, "no answer for 6 s")
        await driver.shows("STALE")
        grey = {row.name for row in screen.items if screen.stale(row)}
        assert grey == {"198.51.100.0/24", "2001:db8::5"}


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_seen_is_never_nobody_blocked(size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1"])
    async with console(fleet, size) as driver:
        await opened(driver, "4")
        await driver.shows("asking 1 host")
        fleet.knows("mx1", JAILS, Failed("fail2ban is not running"))
        fleet.knows("mx1", SETS, Absent("nftables is not installed"))
        await driver.shows("fail2ban is not running")
        assert "nobody is blocked" not in driver.text()
        fleet.knows("mx1", JAILS, [])
        await driver.shows("nobody is blocked")


async def test_marked_rows_are_copied_and_the_screen_wants_its_facts() -> None:
    fleet = filled()
    async with console(fleet, (80, 24)) as driver:
        await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        await driver.until(lambda: list(fleet.wanted) == [JAILS, SETS, ALIVE])
        await driver.press("m", "m")
        await driver.shows("2 marked")
        screen = driver.app.screens.shown()
        assert screen is not None
        assert len(screen.copied()) == 2
        await driver.press("r")
        assert "look again" in fleet.calls
        await driver.press("1")
        await driver.until(lambda: not set(fleet.wanted) & {JAILS, SETS})


def trusted(*entries: Trust) -> Sequence[Trust]:
    return entries


@pytest.mark.parametrize("size", SIZES)
async def test_trust_shows_width_drift_and_what_daemons_pass_over(size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1", "mx2"])
    bad = trust("192.0.2.0/24", problems=(safe("host bits: the rule is skipped"),))
    off = trust("198.51.100.7", on=False, comment=safe("old partner"))
    fleet.knows("mx1", NETS, trusted(bad, off, trust("2001:db8::/32")))
    fleet.knows("mx2", NETS, trusted(bad))
    async with console(fleet, size) as driver:
        await opened(driver, "5")
        await driver.shows("192.0.2.0/24")
        (row,) = [row for row in driver.rows() if "198.51.100.7" in row]
        assert "off" in row
        if size[0] > 40:
            assert "not mx2" in row
            assert "2^96" in driver.text()
        if size[0] > 110:
            assert "host bits" in driver.text()
        await driver.press("home", "enter")
        await driver.shows("host bits: the rule is skipped")


@pytest.mark.parametrize("size", SIZES)
async def test_a_host_that_is_not_connected_is_told_beside_the_rows(size: tuple[int, int]) -> None:
    fleet = filled()
    fleet.becomes("mx2", LinkState.REFUSED, "login refused", "Add your key")
    async with console(fleet, size) as driver:
        await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        assert "not seen" in driver.rows()[0]
        assert "mx2: refused: login refused" in driver.text()
        await driver.press("exclamation_mark")
        await driver.shows("Add your key")


@pytest.mark.parametrize("size", SIZES)
async def test_a_refused_host_alone_is_not_asked_for_ever(size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1"], LinkState.READY)
    fleet.becomes("mx1", LinkState.REFUSED, "login refused")
    async with console(fleet, size) as driver:
        await opened(driver, "4")
        await driver.shows("mx1: refused: login refused")
        assert "asking" not in driver.text()
        assert "nobody is blocked" not in driver.text()


async def test_a_host_without_a_layer_has_not_drifted() -> None:
    fleet = FakeFleet(["mx1", "mx2", "mx3"])
    fleet.knows("mx1", NETS, [trust("192.0.2.7")])
    fleet.knows("mx2", NETS, Absent("not installed"))
    fleet.knows("mx3", NETS, [])
    async with console(fleet, (80, 24)) as driver:
        await opened(driver, "5")
        await driver.shows("192.0.2.7")
        (row,) = [row for row in driver.rows() if "192.0.2.7" in row]
        assert "not mx3" in row
        assert "mx2" not in row


@pytest.mark.parametrize("size", SIZES)
async def test_the_line_of_keys_always_tells_how_to_get_to_other_screens(
    size: tuple[int, int],
) -> None:
    async with console(filled(), size) as driver:
        await opened(driver, "4")
        await driver.shows("198.51.100.0/24")
        last = driver.rows()[-1]
        assert "7 Queue" in last or "0-7 screens" in last


async def test_a_problem_of_some_hosts_is_told_with_their_names() -> None:
    fleet = FakeFleet(["mx1", "mx2"])
    words = "not in force: fail2ban does not run"
    fleet.knows("mx1", NETS, trusted(trust("192.0.2.0/24", problems=(safe(words),))))
    fleet.knows("mx2", NETS, trusted(trust("192.0.2.0/24")))
    async with console(fleet, (160, 50)) as driver:
        await opened(driver, "5")
        await driver.shows(f"mx1: {words}")

"""Why somebody is kept out or let in, from any screen by one key."""

import time
from typing import Any

import pytest

from relaytui.analysis.entries import block_reader, trust_reader
from relaytui.layers.reading import Reading
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet
from tests.screens.test_lists import JAILS, LAYERS, NETS, block, trust

FAILED_LOGIN = (
    "2026-11-25T08:00:00.5Z mx1 postfix/smtpd[1]: warning: unknown[203.0.113.9]: SASL LOGIN "
    "authentication failed: UGFzc3dvcmQ6, sasl_username=bob@example.org"
)
LURE = (
    "2026-11-25T08:00:01.5Z mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.1]: "
    "554 5.7.1 <x>: Relay access denied; from=<203.0.113.9> to=<b@example.org> helo=<203.0.113.9>"
)


def fleet() -> FakeFleet:
    made = FakeFleet(["mx1", "mx2"])
    now = time.time()
    wide = block("203.0.113.0/24", since=now - 60, effective=False, why="no rule uses the set")
    made.knows("mx1", JAILS, [wide, block("192.0.2.77")])
    made.knows("mx2", JAILS, [])
    made.knows("mx2", NETS, [trust("203.0.113.9")])
    made.says("mx1", FAILED_LOGIN, LURE)
    return made


async def on_made_up_layers(driver: Driver) -> None:
    screen: Any = driver.app.get_screen("why")
    screen._blocks = Reading(block_reader(LAYERS))
    screen._trusts = Reading(trust_reader(LAYERS))


@pytest.mark.parametrize("size", SIZES)
async def test_all_that_holds_an_address_stands_in_one_list(size: tuple[int, int]) -> None:
    async with console(fleet(), size) as driver:
        await on_made_up_layers(driver)
        await driver.type(":why 203.0.113.9")
        await driver.press("enter")
        await driver.shows("blocks")
        await driver.shows("trusts")
        await driver.until(lambda: sum(row.startswith(" log ") for row in driver.rows()) == 1)
        assert "192.0.2.77" not in driver.text()
        if size[0] > 80:
            assert "no rule uses the set" in driver.text()
        await driver.press("home", "enter")
        await driver.shows("it is an entry for a wider")


async def test_the_key_asks_about_the_client_of_the_chosen_line() -> None:
    async with console(fleet(), (160, 50)) as driver:
        await on_made_up_layers(driver)
        await driver.press("2", "home", "w")
        await driver.shows("trusts")
        assert "203.0.113.9" in driver.rows()[0]


async def test_an_account_is_told_by_its_lines() -> None:
    async with console(fleet(), (160, 50)) as driver:
        await on_made_up_layers(driver)
        await driver.type(":why bob@example.org")
        await driver.press("enter")
        await driver.until(lambda: any(row.startswith(" log ") for row in driver.rows()))


async def test_who_is_in_no_list_and_no_line_is_said_so() -> None:
    async with console(fleet(), (80, 24)) as driver:
        await on_made_up_layers(driver)
        await driver.type(":why 198.51.100.200")
        await driver.press("enter")
        await driver.shows("asking 2 hosts")

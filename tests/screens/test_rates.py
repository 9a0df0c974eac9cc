"""Rates: who does how much in which window, against which limit, and whom a block would hurt."""

import json
import time
from pathlib import Path

import pytest

from relaytui.domain.event import Event
from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.limits import Limits
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.limits import LIMITS, parse_limits
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import HOSTILE, FakeFleet

CASES = Path(__file__).parents[1] / "data" / "rates" / "limits.jsonl"


def limits(case: str, **more: str) -> Limits:
    """The limits of a recorded configuration, some settings changed."""
    records = (json.loads(one) for one in CASES.read_text().split("\n")[:-1])
    record = next(one for one in records if one["id"] == case)
    values = record["values"] + "".join(f"{name} = {value}\n" for name, value in more.items())
    labels = {"values": values, **{one: record[one] for one in ("set", "services", "overrides")}}
    found = parse_limits(Answers({key: Answer(0, text.encode()) for key, text in labels.items()}))
    assert isinstance(found, Limits)
    return found


def many(fleet: FakeFleet, relay: str, count: int, event: Event) -> None:
    """The same event so often in the last seconds."""
    now = time.time()
    fleet.gives(*[Line(relay, "journal", at, now - 1, event) for at in range(1, count + 1)])


def filled() -> FakeFleet:
    fleet = FakeFleet(["mx1", "mx2"])
    connect = Event("connect", client_ip="203.0.113.9", program="postfix/smtpd", daemon="smtpd")
    many(fleet, "mx1", 45, connect)
    many(fleet, "mx2", 5, connect)
    failed = Event(
        "auth_failed", client_ip="198.51.100.7", user="erp@relay.lab",
        raw="SASL LOGIN authentication failed: [198.51.100.7] erp@relay.lab",
    )  # fmt: skip
    many(fleet, "mx1", 12, failed)
    mail = Event("queued", client_ip="198.51.100.8", user="bob@relay.lab", queue_id="ABCDEF1")
    many(fleet, "mx1", 3, mail)
    many(fleet, "mx1", 4, Event("connect", client_ip="192.0.2.7", daemon="smtpd"))
    setting = {"smtpd_client_connection_rate_limit": "30"}
    fleet.knows("mx1", LIMITS, limits("defaults", **setting))
    remedy = Remedy("Let the account read main.cf and master.cf")
    fleet.knows("mx2", LIMITS, Failed("no permission: postconf", remedy, "limits"))
    return fleet


def row_of(driver: Driver, name: str) -> str:
    """The row of a group."""
    return next(row for row in driver.rows()[1:] if name in row)


@pytest.mark.parametrize("size", SIZES)
async def test_the_worst_stands_first_with_its_limit(size: tuple[int, int]) -> None:
    async with console(filled(), size) as driver:
        await driver.press("3")
        await driver.shows("203.0.113.9")
        await driver.until(lambda: "%" in row_of(driver, "203.0.113.9"))
        over = row_of(driver, "203.0.113.9")
        assert "50" in over
        assert driver.rows().index(over) < driver.rows().index(row_of(driver, "198.51.100.7"))
        assert "1 over" in driver.rows()[0]
        assert "12" in row_of(driver, "198.51.100.7")
        assert "mynet" in row_of(driver, "192.0.2.7")
        assert "no permission" in driver.text()
        if size[0] >= 140:
            assert "mx1 mx2" in over


async def test_the_card_tells_with_whom_it_was_seen_and_draws_it() -> None:
    async with console(filled(), (160, 50)) as driver:
        await driver.press("3")
        await driver.shows("203.0.113.9")
        await driver.press("slash")
        await driver.type("198.51.100.7")
        await driver.press("enter")
        await driver.lacks("203.0.113.9")
        await driver.press("enter")
        await driver.shows("12 × erp@relay.lab")
        card = driver.text()
        assert "12 failed logins" in card
        assert any(0x2800 < ord(one) < 0x2900 for one in card), "no plot"
        assert "first line" in card
        assert "last line" in card
        assert "connection_rate: 30 in 1 min" in card
        await driver.press("escape")


async def test_groupings_windows_and_orders_are_cycled() -> None:
    async with console(filled(), (160, 50)) as driver:
        await driver.press("3")
        await driver.shows("198.51.100.8")
        await driver.press("o")
        await driver.shows("198.51.100.0/24")
        await driver.press("o")
        await driver.shows("198.51.96.0/20")
        for name in ("net64", "net48", "asn", "account"):
            await driver.press("o")
            await driver.until(lambda name=name: f"by {name}" in driver.rows()[0])  # type: ignore[misc]
            if name == "asn":
                await driver.shows("write geo:")
        await driver.shows("bob@relay.lab")
        for window in ("1h", "24h", "1m", "10m"):
            await driver.press("t")
            await driver.until(lambda window=window: f" {window} " in driver.rows()[0])  # type: ignore[misc]
        await driver.press("s", "s")
        await driver.until(lambda: "↓ messages" in driver.rows()[0])
        await driver.until(lambda: "bob@relay.lab" in driver.rows()[2])


async def test_a_window_is_typed_and_a_wrong_one_told() -> None:
    async with console(filled(), (80, 24), messages=True) as driver:
        await driver.press("3")
        await driver.shows("203.0.113.9")
        await driver.type(":window 24h")
        await driver.press("enter")
        await driver.until(lambda: " 24h " in driver.rows()[0])
        await driver.type(":window 5y")
        await driver.press("enter")
        await driver.shows("is none")


@pytest.mark.parametrize("size", SIZES)
async def test_names_of_strangers_do_no_harm(size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1"])
    for text in HOSTILE:
        many(fleet, "mx1", 2, Event("reject", client_ip="192.0.2.7", helo=safe(text), sender=""))
    async with console(fleet, size) as driver:
        await driver.press("3")
        await driver.shows("192.0.2.7")
        await driver.press(*"ooooooooo")
        await driver.shows("closing")
        assert len(driver.rows()) == size[1]
        await driver.press("enter")
        await driver.shows("Rates")


async def test_a_spray_of_addresses_stays_quick_and_says_what_is_left_out() -> None:
    fleet = FakeFleet(["mx1"])
    now = time.time()
    lines = [
        Line("mx1", "journal", at, now - 1,
             Event("auth_failed", client_ip=f"203.{at >> 16}.{at >> 8 & 255}.{at & 255}"))
        for at in range(30_000)
    ]  # fmt: skip
    many(fleet, "mx1", 40, Event("auth_failed", client_ip="198.51.100.7"))
    fleet.gives(*lines)
    async with console(fleet, (80, 24)) as driver:
        await driver.press("3")
        await driver.shows("in no row")
        assert "≥" in driver.text()
        await driver.until(lambda: "198.51.100.7" in driver.rows()[2])

"""Fleet, driven by keys."""

import time

import pytest

from relaytui.domain.link_state import LinkState
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed

REJECT = (
    "2026-11-25T08:00:00.5Z mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
    "unknown[203.0.113.9]: 554 5.7.1 <a@example.org>: Relay access denied; "
    "from=<b@example.com> to=<a@example.org> proto=ESMTP helo=<x>"
)


def row_of(driver: Driver, name: str) -> str:
    """The row of a relay."""
    return next((row for row in driver.rows() if row.startswith(name)), "")


@pytest.mark.parametrize("size", SIZES)
async def test_a_refused_host_is_told_with_its_next_step(size: tuple[int, int]) -> None:
    fleet = fed(["mx1", "mx2"], 60)
    step = "Add your key to authorized_keys of root on mx1"
    fleet.becomes("mx1", LinkState.REFUSED, "login refused: none of 2 keys", step)
    async with console(fleet, size) as driver:
        await driver.press("1")
        await driver.shows("refused")
        assert "login refused" in row_of(driver, "mx1")
        assert "ready" in row_of(driver, "mx2")
        assert "1/2 ready" in driver.rows()[0]
        told = " ".join(" ".join(row[6:].split()) for row in driver.rows())
        assert step in told


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.READY])
async def test_what_is_not_ready_shows_no_figures(state: LinkState) -> None:
    fleet = fed(["mx1"], 200)
    fleet.becomes("mx1", state, "for a reason")
    async with console(fleet, (160, 50)) as driver:
        await driver.press("1")
        await driver.shows("for a reason")
        row = row_of(driver, "mx1")
        assert str(state) in row
        assert "█" not in row
        assert row.rstrip().endswith("for a reason")
        assert "0/1 ready" in driver.rows()[0]


async def test_counts_of_a_minute() -> None:
    fleet, now = FakeFleet(["mx1", "mx2"]), time.time()
    for ago in (1, 2, 3):
        fleet.says("mx1", REJECT, at=now - ago)
    async with console(fleet, (160, 50)) as driver:
        await driver.press("1")
        await driver.until(lambda: "█" in row_of(driver, "mx1"))
        figures = row_of(driver, "mx1").split()
        assert figures[:3] == ["mx1", "ready", "now"]
        assert "3" in figures[4:]
        assert "█" not in row_of(driver, "mx2")


async def test_missing_lines_make_counts_at_least() -> None:
    fleet = FakeFleet(["mx1"])
    fleet.says("mx1", REJECT)
    fleet.marks("mx1", "gap", "12 lines missing")
    async with console(fleet, (160, 50)) as driver:
        await driver.press("1")
        await driver.until(lambda: "≥1 " in row_of(driver, "mx1"))


async def test_r_connects_the_chosen_host() -> None:
    fleet = FakeFleet(["mx1", "mx2"], LinkState.WAITING)
    async with console(fleet) as driver:
        await driver.press("1", "j", "r")
        await driver.until(lambda: fleet.reconnected == ["mx2"])


@pytest.mark.parametrize("size", SIZES)
async def test_fifty_hosts(size: tuple[int, int]) -> None:
    names = [f"relay-{number:02}.example.net" for number in range(50)]
    async with console(fed(names, 500), size) as driver:
        await driver.press("1")
        await driver.shows("50/50 ready")
        for shown in ("relay-00", "r0"):
            if row_of(driver, shown):
                break
        else:
            pytest.fail(driver.text())
        await driver.press("G")
        await driver.shows("relay-49.example.net")
        assert any(row.startswith(("relay-49", "r49")) for row in driver.rows())


async def test_states_change_while_one_looks() -> None:
    fleet = FakeFleet(["mx1"], LinkState.CONNECTING)
    async with console(fleet) as driver:
        await driver.press("1")
        await driver.shows("connecting")
        fleet.becomes("mx1", LinkState.READY)
        await driver.shows("1/1 ready")
        fleet.becomes("mx1", LinkState.STALLED, "no answer for 15 s")
        await driver.shows("no answer for 15 s")
        await driver.press("escape")
        await driver.shows("Logs  0/1 ready")

"""Paging through rows of several lines each: none is passed over."""

import pytest

from tests.screens.driving import SIZES, console
from tests.screens.fake_fleet import FakeFleet


def _long_lines(count: int) -> FakeFleet:
    fleet = FakeFleet(["mx1"])
    for number in range(count):
        words = "word " * (number % 7 * 30)
        fleet.says("mx1", f"2026-11-25T08:00:00.0Z mx1 postfix/smtpd[1]: BEGIN{number:03} {words}")
    return fleet


@pytest.mark.parametrize("size", SIZES)
async def test_every_wrapped_row_is_seen(size: tuple[int, int]) -> None:
    count = 120
    async with console(_long_lines(count), size) as driver:
        await driver.shows(f"BEGIN{count - 1:03}")
        await driver.press("z", "home")
        for there, last in (("pagedown", count - 1), ("pageup", 0)):
            seen: set[int] = set()
            for _ in range(3 * count):
                rows = "".join(driver.log())
                seen |= {one for one in range(count) if f"BEGIN{one:03}" in rows}
                if last in seen and len(seen) > 10:
                    break
                await driver.press(there)
            assert seen == set(range(count))

"""Hits, marked in the rows; filters that leave lines out."""

import pytest

from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet
from tests.screens.test_command_line import give
from tests.screens.test_logs import REJECT, numbered, numbers, plain


def marked(driver: Driver) -> list[str]:
    """The texts on the screen that have the colours of a hit, from above."""
    hit = driver.app.look["hit"].bgcolor
    strips = driver.app.screen._compositor.render_strips()
    segments = [segment for strip in strips for segment in strip]
    return [one.text for one in segments if one.style and one.style.bgcolor == hit]


async def filtered(driver: Driver, text: str) -> None:
    """Type a filter."""
    await driver.press("slash")
    await driver.type(text)
    await driver.press("enter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("typed", ["sage 00", "/sage 00/"])
async def test_all_hits_of_a_row_are_marked(typed: str, size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1"])
    fleet.says("mx1", plain(1), plain(2).replace("message", "sage 00 message"))
    async with console(fleet, size) as driver:
        await driver.shows("message 0002.")
        await filtered(driver, typed)
        await driver.until(lambda: marked(driver) == ["sage 00"] * 3)
        fleet.says("mx1", plain(3))
        await driver.until(lambda: marked(driver) == ["sage 00"] * 4)
        await driver.press("escape")
        await driver.until(lambda: not marked(driver))


@pytest.mark.parametrize("typed", ["*5.", "*/5[.]/"])
async def test_behind_a_star_all_rows_stay(typed: str) -> None:
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        await filtered(driver, typed)
        await driver.until(lambda: marked(driver) == ["5.", "5."])
        assert numbers(driver) == list(range(78, 100))
        await driver.press("N", "N", "N")
        await driver.until(lambda: 75 in numbers(driver))
        await driver.press("v")
        await driver.until(lambda: numbers(driver) == list(range(5, 100, 10)))
        await filtered(driver, "*")
        await driver.until(lambda: numbers(driver)[-1] != 95)


async def test_a_hit_in_no_column_is_marked_all_the_same() -> None:
    fleet = FakeFleet(["mx1"])
    fleet.says("mx1", plain(1), REJECT)
    async with console(fleet, (40, 20)) as driver:
        await driver.shows("203.0.113.9 relay")
        await give(driver, "highlight b@example.com")
        await driver.until(lambda: marked(driver) == ["REJ   "])


async def test_lines_can_be_left_out() -> None:
    async with console(numbered("alpha", "beta")) as driver:
        await driver.shows("message 0099.")
        await filtered(driver, "message 00 !alpha -3. !5.")
        await driver.until(lambda: numbers(driver)[-3:] == [91, 97, 99])
        await give(driver, "filter !/[0-8][.]$/")
        await driver.until(lambda: numbers(driver) == list(range(9, 100, 10)))
        assert not marked(driver)


async def test_a_pattern_that_is_slow_on_the_marks_is_switched_off_and_keys_go_on() -> None:
    fleet = numbered("mx1")
    async with console(fleet) as driver:
        await driver.shows("message 0099.")
        await filtered(driver, "/(x+)+$/")
        await driver.shows("filter /(x+)+$/: 0")
        fleet.says("mx1", "x" * 2000 + "!")
        await driver.press("g")
        await driver.until(lambda: driver.app.store.selection is None)

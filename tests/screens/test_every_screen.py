"""What holds for every screen that is registered, also for those of others."""

import unicodedata
from collections.abc import Callable
from unittest.mock import patch

import pytest
from rich.cells import cell_len

from relaytui.domain.link_state import LinkState
from relaytui.plugins import find_screens
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import HOSTILE, FakeFleet, fed

SCREENS = [spec.name for spec in find_screens().screens if spec.key]


def failed() -> FakeFleet:
    """One host is refused, in hostile words."""
    fleet = fed(["mx1", "mx2"], 40)
    fleet.becomes(
        "mx1", LinkState.REFUSED, "no [/] key \x1b[2J \u202e taken", "[@click=app.quit]do[/]"
    )
    fleet.marks("mx1", "lost", "lost [/foo]")
    return fleet


def hostile() -> FakeFleet:
    """Lines that an attacker writes, of relays with hostile names."""
    fleet = FakeFleet(["[/]mx", "中继服务器-relay", "x" * 80])
    for name in ("[/]mx", "中继服务器-relay", "x" * 80):
        for text in HOSTILE:
            fleet.says(name, text, f"2026-11-25T08:00:00.0Z h postfix/smtpd[1]: warning: {text}")
            fleet.says(
                name,
                f"2026-11-25T08:00:00.0Z h postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
                f"{text[:50]}[203.0.113.9]: 554 5.7.1 <{text}>: Relay access denied; "
                f"from=<{text}> to=<a@example.org> proto=ESMTP helo=<{text}>",
            )
    return fleet


FLEETS: list[Callable[[], FakeFleet]] = [
    lambda: FakeFleet([]),
    failed,
    hostile,
    lambda: fed([f"mx{number}" for number in range(50)], 300),
]


def check(driver: Driver) -> None:
    """Each row is as wide as the screen and holds nothing that moves the cursor."""
    width = driver.app.size.width
    for row in driver.rows():
        assert cell_len(row) == width, repr(row)
        for character in row:
            assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn"), repr(row)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", FLEETS, ids=["none", "failed", "hostile", "fifty"])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_key_of_every_screen(
    name: str, make: Callable[[], FakeFleet], size: tuple[int, int]
) -> None:
    async with console(make(), size) as driver:
        driver.app.open_screen(name)
        await driver.pilot.pause()
        check(driver)
        shown = driver.app.screens.shown()
        assert shown is driver.app.get_screen(name)
        keys = [binding.key for binding in shown.own_bindings()]
        assert keys
        for key in keys:
            await driver.press(key)
            check(driver)
            while driver.app.screens.shown() is not driver.app.screen:
                await driver.press("escape")
            if driver.app.focused and driver.app.focused.id == "filter":
                await driver.press("a", "enter")
                check(driver)
            driver.app.open_screen(name)
            await driver.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREENS)
async def test_the_help_tells_every_key_with_words(name: str, size: tuple[int, int]) -> None:
    async with console(fed(["mx1"], 20), size) as driver:
        driver.app.open_screen(name)
        await driver.pilot.pause()
        shown = driver.app.screens.shown()
        assert shown is not None
        for binding in shown.own_bindings():
            assert binding.id, binding
            assert binding.tooltip, binding
            assert binding.description, binding
        await driver.press("question_mark")
        await driver.shows("Keys")
        told = driver.text()
        for _ in range(20):
            check(driver)
            await driver.press("pagedown")
            told += driver.text()
        words = "".join(told.split())
        for binding in [*shown.own_bindings(), *driver.app.screens.bindings()]:
            assert "".join(binding.tooltip.split())[:20] in words, binding
        await driver.shows(":theme NAME")
        await driver.press("escape")
        await driver.lacks(":theme NAME")


async def test_ids_of_bindings_are_unique() -> None:
    async with console(fed(["mx1"], 20)) as driver:
        seen: dict[str, object] = {}
        for name in SCREENS:
            driver.app.open_screen(name)
            await driver.pilot.pause()
            shown = driver.app.screens.shown()
            assert shown is not None
            for binding in [*shown.own_bindings(), *driver.app.screens.bindings()]:
                action = seen.setdefault(binding.id or "", binding.action)
                assert action == binding.action, binding.id


async def test_the_palette_runs_what_it_names() -> None:
    async with console(fed(["mx1"], 40)) as driver:
        await driver.press("ctrl+p")
        await driver.type("stand still")
        await driver.shows("Stand still, or go on")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screens.shown() is driver.app.screen)
        await driver.shows("PAUSED")


async def test_digits_of_screens_that_are_not_there_do_nothing() -> None:
    async with console(fed(["mx1"], 40)) as driver:
        before = driver.app.screen
        for digit in set("1234567890") - {spec.key for spec in find_screens().screens}:
            await driver.press(digit)
        assert driver.app.screen is before
        assert not driver.app._notifications


@pytest.mark.parametrize("keys", [["q"], ["slash", "ctrl+c"], ["enter", "ctrl+c"]])
async def test_there_is_always_a_way_out(keys: list[str]) -> None:
    async with console(fed(["mx1"], 40)) as driver:
        await driver.press(*keys)
        await driver.until(lambda: not driver.app.is_running)


async def test_a_screen_that_is_only_being_made_is_left_alone() -> None:
    async with console(FakeFleet(["mx1"])) as driver:
        app = driver.app
        for screen in app.screens.all():
            with patch.object(app.screens, "shown", type(screen)):
                app._tick()
                assert app._frames
                app._frames._frame()

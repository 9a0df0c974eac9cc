"""The question for a passphrase."""

import pytest

from relaytui.widgets.host_key import HostKeyDialog
from relaytui.widgets.passphrase import PassphraseDialog
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed


async def asked(driver: Driver) -> PassphraseDialog:
    """The dialog, at an hour at which keys count."""
    await driver.until(lambda: isinstance(driver.app.screen, PassphraseDialog))
    dialog = driver.app.screen
    assert isinstance(dialog, PassphraseDialog)
    await driver.until(lambda: dialog.focused)
    dialog._quiet_since -= 10
    return dialog


@pytest.mark.parametrize("size", SIZES)
async def test_the_file_is_named_and_nothing_typed_is_shown(size: tuple[int, int]) -> None:
    fleet = fed(["mx1"], 10)
    fleet.locks("mx1", wrong=1)
    async with console(fleet, size) as driver:
        await asked(driver)
        await driver.shows("/home/me/.ssh/id_ed25519")
        await driver.shows("Try 2 of 3")
        await driver.type("geheim: q")
        await driver.lacks("geheim")
        await driver.shows("•••••••••")
        await driver.press("enter")
        await driver.until(lambda: fleet.given == [(1, "geheim: q")])
        await driver.until(lambda: driver.app.screens.shown() is driver.app.screen)


async def test_escape_declines() -> None:
    fleet = fed(["mx1"], 10)
    fleet.locks("mx1")
    async with console(fleet) as driver:
        await asked(driver)
        await driver.type("half")
        await driver.press("escape")
        await driver.until(lambda: fleet.given == [(1, None)])


async def test_enter_alone_does_nothing() -> None:
    fleet = fed(["mx1"], 10)
    fleet.locks("mx1")
    async with console(fleet) as driver:
        dialog = await asked(driver)
        await driver.press("enter", "enter")
        assert driver.app.screen is dialog
        assert fleet.given == []


async def test_what_was_meant_for_something_else_is_not_taken() -> None:
    fleet = fed(["mx1"], 10)
    fleet.locks("mx1")
    async with console(fleet) as driver:
        dialog = await asked(driver)
        now = dialog._quiet_since + 1000
        dialog._quiet_since = now
        dialog._clock = lambda: now + 0.1
        await driver.type("jjj")
        await driver.press("enter")
        dialog._clock = lambda: now + 10
        await driver.type("right")
        await driver.press("enter")
        await driver.until(lambda: fleet.given == [(1, "right")])


async def test_questions_of_both_kinds_come_one_at_a_time() -> None:
    fleet = FakeFleet(["mx1", "mx2"])
    fleet.locks("mx1")
    fleet.asks("mx2")
    async with console(fleet) as driver:
        await asked(driver)
        await driver.type("words")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, HostKeyDialog))
        assert fleet.given == [(1, "words")]

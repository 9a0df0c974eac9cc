"""The question of an unknown host key."""

import threading

import pytest

from relaytui.widgets.host_key import HostKeyDialog
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed


async def asked(driver: Driver) -> HostKeyDialog:
    """The dialog, at an hour at which keys count."""
    await driver.until(lambda: isinstance(driver.app.screen, HostKeyDialog))
    dialog = driver.app.screen
    assert isinstance(dialog, HostKeyDialog)
    await driver.until(lambda: dialog.focused)
    dialog._quiet_since -= 10
    return dialog


@pytest.mark.parametrize("size", SIZES)
async def test_the_fingerprint_is_shown_whole(size: tuple[int, int]) -> None:
    fleet = fed(["mx1"], 10)
    question = fleet.asks("mx1")
    async with console(fleet, size) as driver:
        await asked(driver)

        def joined() -> str:
            rows = (row.strip(" ▏▕│┃") for row in driver.rows())
            return "".join(row.removeprefix("print").strip() for row in rows)

        await driver.until(lambda: question.fingerprint in joined())
        assert "192.0.2.7:22" in joined()


@pytest.mark.parametrize(("key", "yes"), [("y", True), ("n", False), ("escape", False)])
async def test_an_answer(key: str, yes: bool) -> None:
    fleet = fed(["mx1"], 10)
    fleet.asks("mx1")
    async with console(fleet) as driver:
        await asked(driver)
        await driver.press(key)
        await driver.until(lambda: fleet.answers == [(1, yes)])


async def test_enter_and_other_keys_do_nothing() -> None:
    fleet = fed(["mx1"], 10)
    fleet.asks("mx1")
    async with console(fleet) as driver:
        dialog = await asked(driver)
        await driver.press("enter", "space", "q", "1", "slash", "Y")
        assert driver.app.screen is dialog
        assert fleet.answers == []


async def test_a_key_that_was_meant_for_something_else_is_no_answer() -> None:
    fleet = fed(["mx1"], 10)
    async with console(fleet) as driver:
        fleet.asks("mx1")
        await driver.until(lambda: isinstance(driver.app.screen, HostKeyDialog))
        dialog = driver.app.screen
        assert isinstance(dialog, HostKeyDialog)
        dialog._quiet_since += 1e6
        await driver.press("y")
        assert driver.app.screen is dialog
        assert fleet.answers == []


async def test_one_question_at_a_time() -> None:
    fleet = FakeFleet(["mx1", "mx2"])
    fleet.asks("mx1")
    fleet.asks("mx2")
    async with console(fleet) as driver:
        await asked(driver)
        await driver.shows("Unknown host key of mx1")
        await driver.press("y")
        await driver.until(lambda: fleet.answers == [(1, True)])
        await asked(driver)
        await driver.shows("Unknown host key of mx2")
        await driver.press("n")
        await driver.until(lambda: fleet.answers == [(1, True), (2, False)])
        await driver.until(lambda: driver.app.screens.shown() is driver.app.screen)


@pytest.mark.parametrize("end", ["enter", "escape"])
async def test_a_question_waits_until_the_filter_is_typed(end: str) -> None:
    fleet = fed(["mx1"], 10)
    async with console(fleet) as driver:
        await driver.press("slash")
        fleet.asks("mx1")
        await driver.press("s", "a", "y", "s")
        assert fleet.answers == []
        assert not isinstance(driver.app.screen, HostKeyDialog)
        await driver.press(end)
        await driver.until(lambda: isinstance(driver.app.screen, HostKeyDialog))


async def test_who_types_on_gives_no_answer() -> None:
    fleet = fed(["mx1"], 10)
    fleet.asks("mx1")
    async with console(fleet) as driver:
        dialog = await asked(driver)
        now = dialog._quiet_since + 100
        dialog._clock = lambda: now
        await driver.press("s", "y")
        assert fleet.answers == []
        dialog._clock = lambda: now + 1
        await driver.press("y")
        await driver.until(lambda: fleet.answers == [(1, True)])


async def test_an_answered_question_is_not_put_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = fed(["mx1"], 10)
    fleet.asks("mx1")
    listed = fleet.questions()
    monkeypatch.setattr(fleet, "questions", lambda: listed)  # its thread has not yet woken
    async with console(fleet) as driver:
        await asked(driver)
        await driver.press("n")
        await driver.until(lambda: fleet.answers == [(1, False)])
        fleet.says("mx1", "Feb  9 04:02:33 mx1 postfix/qmgr[1]: 4104E3D: removed")
        await driver.pilot.pause(0.4)
        assert not isinstance(driver.app.screen, HostKeyDialog)
        assert fleet.answers == [(1, False)]


async def test_it_is_asked_when_a_thread_has_woken_the_console() -> None:
    fleet = fed(["mx1"], 10)
    async with console(fleet) as driver:
        await driver.shows("follow")
        await driver.pilot.pause(0.3)  # no frame of the console's own is due
        threading.Thread(target=fleet.asks, args=("mx1",)).start()
        await asked(driver)
        await driver.press("y")
        await driver.until(lambda: fleet.answers == [(1, True)])

"""The filter language in the log, by keys."""

import pytest

from relaytui.config.paths import saved_filters
from relaytui.state.saved_filters import read_filters
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet
from tests.screens.test_command_line import give, notices
from tests.screens.test_logs import REJECT, numbered, numbers, plain

ACCEPT = (
    "2026-11-25T08:00:00.5Z mx1 postfix/smtpd[1]: 4104E3D: client=unknown[192.0.2.1], "
    "sasl_method=PLAIN, sasl_username=alice@example.com"
)


def mixed() -> FakeFleet:
    """A fleet that has said lines of several kinds."""
    fleet = numbered("mx1", "mx2", count=12)
    fleet.says("mx1", REJECT)
    fleet.says("mx2", ACCEPT, REJECT.replace("203.0.113.9", "198.51.100.7"))
    return fleet


def typed(driver: Driver) -> str:
    """What stands in the line."""
    return str(driver.app.screen.query_one("#filter").value)  # type: ignore[attr-defined]


def hints(driver: Driver) -> str:
    """The line of keys."""
    return driver.rows()[-1]


async def filtered(driver: Driver, text: str) -> None:
    """Type a filter, and take it."""
    await driver.press("slash", "ctrl+u")
    await driver.type(text)
    await driver.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_fields_filter_and_the_hits_are_counted(size: tuple[int, int]) -> None:
    async with console(mixed(), size) as driver:
        await driver.shows("message 0011.")
        await filtered(driver, "kind=reject ip=203.0.113.0/24")
        await driver.until(lambda: not numbers(driver))
        await driver.shows("203.0.113.9")
        await driver.shows(": 1")
        await driver.lacks("198.51.100.7")
        await filtered(driver, "!(kind=reject or user~alice)")
        await driver.shows(": 12")


@pytest.mark.parametrize("size", SIZES)
async def test_an_error_says_what_to_do_and_its_word_is_typed_over(size: tuple[int, int]) -> None:
    async with console(mixed(), size) as driver:
        await driver.shows("message 0011.")
        await driver.press("slash")
        await driver.type("kind=rejct")
        await driver.until(lambda: "col 6" in hints(driver))
        assert "Did you mean `reject`?" in hints(driver)
        await driver.press("enter")
        await driver.until(lambda: "Did you mean `reject`?" in hints(driver))
        assert 11 in numbers(driver)
        await driver.type("reject")
        assert typed(driver) == "kind=reject"
        await driver.press("ctrl+u")
        await driver.type("kind=rejct")
        await driver.press("enter", "ctrl+u")
        assert typed(driver) == ""
        await driver.type("kind=reject")
        await driver.press("enter")
        await driver.until(lambda: not numbers(driver))
        await driver.lacks("col 6")


@pytest.mark.parametrize("size", SIZES)
async def test_fields_and_values_are_completed(size: tuple[int, int]) -> None:
    async with console(mixed(), size) as driver:
        await driver.shows("message 0011.")
        await driver.press("slash")
        await driver.type("kin")
        await driver.press("tab")
        assert typed(driver) == "kind="
        await driver.type("rej")
        await driver.until(lambda: "reject" in hints(driver))
        await driver.press("tab")
        assert typed(driver) == "kind=reject"
        await driver.type(" !ip=")
        await driver.until(lambda: "203.0.113.9" in hints(driver))
        await driver.press("tab")
        first = typed(driver)
        await driver.press("tab", "tab", "shift+tab")
        assert {first, typed(driver)} <= {
            f"kind=reject !ip={one}" for one in ("192.0.2.1", "198.51.100.7", "203.0.113.9")
        }
        assert first != typed(driver)


async def test_what_tab_takes_stands_behind_the_cursor_and_the_tail_stays() -> None:
    async with console(mixed()) as driver:
        await driver.shows("message 0011.")
        await driver.press("slash")
        await driver.type("relay=mx2 x")
        await driver.press("left", "left", "left", "backspace")
        await driver.type("x")
        await driver.press("tab", "tab")
        assert typed(driver).endswith(" x")
        await driver.press(*["right"] * 20, *["backspace"] * 30)
        await driver.type("use")
        await driver.shows("user=")
        await driver.press("right")
        assert typed(driver) == "user="


async def test_filters_are_saved_by_name_and_forgotten() -> None:
    async with console(mixed(), (160, 50)) as driver:
        await driver.shows("message 0011.")
        await give(driver, "filter save bad")
        await driver.until(lambda: "no filter to save" in notices(driver))
        await filtered(driver, "kind=reject")
        await driver.shows(": 2")
        await give(driver, "filter save bad")
        await driver.until(lambda: "--match @bad" in notices(driver))
        assert read_filters() == {"bad": "kind=reject"}
        assert saved_filters().stat().st_mode & 0o777 == 0o600
        await filtered(driver, "@b")
        await driver.until(lambda: "Did you mean @bad?" in hints(driver))
        await driver.press("escape")
        await driver.press("slash", "ctrl+u")
        await driver.type("!@b")
        await driver.press("tab", "enter")
        await driver.shows("filter !@bad: 13")
        await driver.press("colon")
        await driver.type("filter forget ")
        await driver.press("tab", "enter")
        await driver.until(lambda: "bad is forgotten" in notices(driver))
        assert read_filters() == {}


async def test_a_saved_filter_is_shared_as_what_it_says() -> None:
    async with console(mixed(), (160, 50)) as driver:
        driver.app.said = ["mx1"]
        await filtered(driver, "kind=reject")
        await give(driver, "filter save bad")
        await driver.until(lambda: read_filters())
        await filtered(driver, "@bad or /x/")
        await give(driver, "share")
        await driver.shows("relaytui tail mx1")
        assert "'--match=kind=reject or /x/'" in driver.app.clipboard


async def test_marked_hits_of_fields_stand_out_among_all_lines() -> None:
    fleet = mixed()
    async with console(fleet) as driver:
        await driver.shows("message 0011.")
        await filtered(driver, "*kind=reject")
        await driver.shows("filter kind=reject: 2 marked")
        assert 11 in numbers(driver)
        fleet.says("mx1", REJECT, plain(50))
        await driver.shows("filter kind=reject: 3 marked")
        view = driver.app.screen.query_one("#log")
        hit = driver.app.look["hit"]
        marked = [
            any(segment.style == hit for segment in strip)
            for strip in view._painted  # type: ignore[attr-defined]
        ]
        assert sum(marked) == 3


async def test_commands_complete_a_filter_as_well() -> None:
    async with console(mixed(), (160, 50)) as driver:
        await driver.shows("message 0011.")
        await driver.press("colon")
        await driver.type("filter kin")
        await driver.press("tab")
        await driver.type("rej")
        await driver.press("tab", "enter")
        await driver.shows("filter kind=reject: 2")
        await give(driver, "filter kind=rejct")
        await driver.until(lambda: "Did you mean `reject`?" in notices(driver))


async def test_what_was_taken_for_an_operator_is_shown() -> None:
    async with console(mixed()) as driver:
        await driver.shows("message 0011.")
        await driver.press("slash")
        await driver.type("host or domain not found")
        await driver.until(lambda: '"host" or "domain not found"' in hints(driver))

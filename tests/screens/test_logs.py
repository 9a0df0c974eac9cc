"""Logs, driven by keys."""

import time
from unittest.mock import patch

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from relaytui.domain.link_state import LinkState
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed

REJECT = (
    "2026-11-25T08:00:00.5Z mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
    "unknown[203.0.113.9]: 554 5.7.1 <a@example.org>: Relay access denied; "
    "from=<b@example.com> to=<a@example.org> proto=ESMTP helo=<x>"
)


def plain(number: int, program: str = "postfix/qmgr[7]") -> str:
    return f"2026-11-25T08:00:00.5Z mx1 {program}: message {number:04}."


def numbered(*names: str, count: int = 100, ago: float = 60.0) -> FakeFleet:
    """A fleet that has said numbered lines, evenly, up to now."""
    fleet, now = FakeFleet(names), time.time()
    for number in range(count):
        at = now - ago + ago * number / count
        fleet.says(names[number % len(names)], plain(number), at=at)
    return fleet


def numbers(driver: Driver) -> list[int]:
    """The numbers of the rows on the screen."""
    return [int(row[-5:-1]) for row in driver.log() if row.endswith(".")]


@pytest.mark.parametrize("size", SIZES)
async def test_the_newest_lines_fill_the_screen(size: tuple[int, int]) -> None:
    async with console(numbered("mx1", "mx2"), size) as driver:
        await driver.shows("message 0099.")
        assert numbers(driver) == list(range(100 - (size[1] - 2), 100))


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_log_says_why(size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1", "mx2"])
    fleet.becomes("mx2", LinkState.REFUSED, "login refused [b]")
    async with console(fleet, size) as driver:
        await driver.shows("No line has come yet")
        await driver.shows("mx1  ready")
        await driver.shows("mx2  refused: login refused [b]")
        fleet.says("mx1", plain(7))
        await driver.shows("message 0007.")
        await driver.until(lambda: "No line has come" not in driver.text())
        await driver.press("/", *"nothing", "enter")
        await driver.shows("No line passes the filter")


@pytest.mark.parametrize(
    ("size", "name", "words"),
    [
        (SIZES[0], "rf1", "REJ   203.0.113.9 relay"),
        (SIZES[1], "relay-fra…", "REJ   NOQUEUE: reject: RCPT from unkn"),
        (SIZES[2], "relay-frankfurt…", "Relay access denied; from=<b@"),
    ],
)
async def test_a_row_says_what_matters_at_any_width(
    size: tuple[int, int], name: str, words: str
) -> None:
    fleet = FakeFleet(["relay-frankfurt-01.example.net", "relay-paris-01.example.net"])
    fleet.says("relay-frankfurt-01.example.net", REJECT)
    async with console(fleet, size) as driver:
        await driver.shows(words)
        assert driver.log()[0].split()[1] == name


async def test_a_pause_is_frozen_and_counts_what_comes() -> None:
    fleet = numbered("mx1", "mx2")
    async with console(fleet) as driver:
        await driver.shows("message 0099.")
        await driver.press("space")
        frozen = driver.log()
        fleet.says("mx1", plain(200), plain(201), at=time.time() - 0.5)
        fleet.says("mx2", plain(202), at=time.time() - 1000)
        await driver.shows("PAUSED +3")
        assert driver.log() == frozen
        await driver.press("F")
        await driver.shows("message 0202.")
        assert "PAUSED" not in driver.text()


@pytest.mark.parametrize("key", ["up", "k", "pageup", "g", "ctrl+u"])
async def test_going_up_stands_still(key: str) -> None:
    fleet = numbered("mx1")
    async with console(fleet) as driver:
        await driver.shows("message 0099.")
        await driver.press(key)
        frozen = driver.log()
        fleet.says("mx1", plain(300))
        await driver.shows("PAUSED +1")
        assert driver.log() == frozen


async def test_moving_about() -> None:
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        await driver.press("g")
        assert numbers(driver) == list(range(22))
        await driver.press("pagedown", "pagedown")
        assert 42 in numbers(driver)
        await driver.press("pageup", "pageup")
        assert numbers(driver)[0] == 0
        await driver.press(*["j"] * 22)
        assert numbers(driver) == list(range(1, 23))
        await driver.press("G")
        assert numbers(driver)[-1] == 99
        await driver.press("k")
        assert numbers(driver)[-1] == 99


async def test_a_filter_leaves_its_rows_and_escape_takes_it_away() -> None:
    fleet = numbered("mx1", "mx2")
    async with console(fleet) as driver:
        await driver.shows("message 0099.")
        await driver.press("slash")
        await driver.type("MESSAGE 009")
        await driver.press("enter")
        await driver.until(lambda: numbers(driver) == list(range(90, 100)))
        await driver.shows("filter MESSAGE 009: 10")
        fleet.says("mx1", plain(98), plain(500))
        await driver.shows("filter MESSAGE 009: 11")
        assert 500 not in numbers(driver)
        await driver.press("escape")
        await driver.until(lambda: 500 in numbers(driver))


async def test_a_filter_by_a_relay_keeps_the_others_markers() -> None:
    fleet = numbered("mx1", "mx2", count=20)
    fleet.marks("mx2", "gap", "30 lines missing")
    async with console(fleet) as driver:
        await driver.shows("mx2 GAP: 30 lines missing")
        await driver.press("slash")
        await driver.type("mx1")
        await driver.press("enter")
        await driver.until(lambda: 19 in numbers(driver))
        await driver.shows("mx2 GAP: 30 lines missing")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("kind=rejct", "Did you mean `reject`"), ("/(/", "pattern is not valid")],
)
async def test_a_filter_that_cannot_be_is_refused_and_the_old_one_stays(
    typed: str, words: str
) -> None:
    async with console(numbered("mx1"), (160, 50)) as driver:
        await driver.shows("message 0099.")
        await driver.press("slash")
        await driver.type(typed)
        await driver.press("enter")
        await driver.shows(words)
        await driver.press("escape")
        assert 99 in numbers(driver)


async def test_a_pattern_filters_and_a_slow_one_is_switched_off() -> None:
    fleet = numbered("mx1")
    fleet.says("mx1", "x" * 2000 + "!")
    async with console(fleet, (160, 50)) as driver:
        await driver.shows("message 0099.")
        await driver.press("slash")
        await driver.type("/message 00[1-3]5/")
        await driver.press("enter")
        await driver.until(lambda: numbers(driver) == [15, 25, 35])
        await driver.press("slash", *["backspace"] * 20)
        await driver.type("/(x+)+$/")
        await driver.press("enter")
        await driver.until(lambda: driver.app.store.selection is None)
        await driver.until(lambda: 99 in numbers(driver))
        notices = driver.app._notifications
        await driver.until(lambda: any("took too long" in one.message for one in notices))


async def test_hits_can_be_marked_among_all_lines() -> None:
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        await driver.press("slash")
        await driver.type("5.")
        await driver.press("enter")
        await driver.until(lambda: numbers(driver) == list(range(5, 100, 10)))
        await driver.press("v")
        await driver.until(lambda: numbers(driver) == list(range(78, 100)))
        await driver.press("N", "N", "N")
        assert 75 in numbers(driver)
        await driver.press("n", "n")
        assert chosen(driver) == 95


def chosen(driver: Driver) -> int:
    """The number of the row of the cursor."""
    view = driver.app.screen.query_one("#log")
    line = view.rows.line(view.cursor)  # type: ignore[attr-defined]
    return int(line.event.raw[-5:-1])


async def test_problems_one_after_the_other() -> None:
    fleet, now = FakeFleet(["mx1"]), time.time()
    for number in range(3000):
        raw = plain(number, "postfix/qmgr[7]: warning") if number in (5, 1500) else plain(number)
        fleet.says("mx1", raw, at=now - 100 + number / 100)
    async with console(fleet) as driver:
        await driver.shows("message 2999.")
        await driver.press("e")
        assert chosen(driver) == 1500
        await driver.press("E")
        assert chosen(driver) == 5
        await driver.press("e")
        assert chosen(driver) == 1500
        await driver.press("e")
        assert chosen(driver) == 1500
        assert any("No problem" in one.message for one in driver.app._notifications)


@pytest.mark.parametrize("size", SIZES)
async def test_details_show_all_of_a_line_literally(size: tuple[int, int]) -> None:
    fleet = FakeFleet(["mx1"])
    fleet.says("mx1", REJECT, "an unknown line [/] \x1b[2J end")
    async with console(fleet, size) as driver:
        await driver.shows("an unknown")
        await driver.press("enter")
        await driver.until(lambda: "[/] ␛[2J end" in "".join(map(str.strip, driver.rows())))
        await driver.press("escape", "up", "enter")
        for words in ("reject", "203.0.113.9", "relay_denied", "b@example.com"):
            await driver.press("g")
            for _ in range(8):
                if words in driver.text():
                    break
                await driver.press("pagedown")
            await driver.shows(words)
        await driver.press("q")
        assert "PAUSED" in driver.text()


async def test_long_lines_wrap_and_unwrap() -> None:
    fleet = numbered("mx1", count=3)
    fleet.says("mx1", plain(7).replace("message", "long " + "word " * 60))
    async with console(fleet) as driver:
        await driver.shows("…")
        assert "0007." not in driver.text()
        await driver.press("z")
        await driver.shows("0007.")
        await driver.press("z")
        await driver.lacks("0007.")


async def test_forms_of_the_time_column() -> None:
    fleet = FakeFleet(["mx1"])
    at = 1_800_000_000.25
    fleet.says("mx1", plain(1).replace("08:00", "03:04"), at=at)
    date, clock = time.strftime("%m-%d %H:%M:%S", time.localtime(at)).split()
    utc = time.strftime("%H:%M:%S", time.gmtime(at))
    async with console(fleet) as driver:
        await driver.shows(f"{clock} mx1")
        for wanted in (f"{date} {clock} mx1", f"{utc}Z mx1", "03:04:00 mx1", "   now mx1", "mx1"):
            await driver.press("t")
            await driver.shows(f"\n{wanted}")
        await driver.press("t")
        await driver.shows(f"\n{clock} mx1")


async def test_ages_go_on_without_new_lines() -> None:
    fleet, now = FakeFleet(["mx1"]), time.time()
    fleet.says("mx1", plain(1), at=now - 400)
    fleet.says("mx1", plain(2), at=now - 30)
    async with console(fleet, (160, 50)) as driver:
        await driver.press("colon")
        await driver.type("time age")
        await driver.press("enter")
        await driver.shows(" 5 min mx1")
        await driver.shows("  10 s mx1")
        rows = driver.app.screen.query_one("#log").rows  # type: ignore[attr-defined]
        with patch.object(rows, "_now", lambda: now + 40):
            await driver.shows(" 1 min mx1")
            assert " 5 min mx1" in driver.text()
        with patch.object(rows, "_now", lambda: now + 7200):
            await driver.lacks("min mx1")


async def test_marker_rows_and_late_rows_stand_out() -> None:
    fleet = numbered("mx1", count=2)
    fleet.marks("mx1", "lost", "no answer in 15 s")
    fleet.marks("mx1", "back", "link back after 20 s")
    fleet.marks("mx1", "skipped", "1,840 lines skipped")
    async with console(fleet) as driver:
        await driver.shows("mx1 SKIP: 1,840 lines skipped")
        assert "mx1 LOST: no answer" in driver.text()
        assert "mx1 BACK: link back" in driver.text()
        fleet.says("mx1", plain(9), at=time.time() - 500)
        await driver.shows("1 late")
        assert "~mx1" in driver.log()[5]


async def test_the_wheel_scrolls() -> None:
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        view = driver.app.screen.query_one("#log")
        for event, last in (
            (MouseScrollDown, 99),
            (MouseScrollUp, 96),
            (MouseScrollUp, 93),
            (MouseScrollDown, 96),
            (MouseScrollDown, 99),
            (MouseScrollDown, 99),
        ):
            view.post_message(event(view, 5, 5, 0, 0, 0, False, False, False, 5, 5))
            await driver.until(lambda: not view._message_queue.qsize())
            await driver.shows(f"message {last:04}.")
            assert numbers(driver)[-1] == last


async def test_a_slow_link_jumps_and_loses_no_row() -> None:
    fleet = fed(["mx1"], 0)
    async with console(fleet, link="slow") as driver:
        for number in range(60):
            fleet.says("mx1", plain(number))
            if number % 7 == 0:
                await driver.shows(f"message {number:04}.")
        await driver.shows("message 0059.")
        assert len(numbers(driver)) >= 12


@pytest.mark.parametrize(
    ("typed", "hits"),
    [("/message 00(03|33|63)/", [3, 33, 63]), ("message 003", list(range(30, 40)))],
)
async def test_a_filter_while_paused_shows_all_its_hits(typed: str, hits: list[int]) -> None:
    async with console(numbered("mx1"), (160, 50)) as driver:
        await driver.shows("message 0099.")
        await driver.press("space", "slash")
        await driver.type(typed)
        await driver.press("enter")
        await driver.until(lambda: numbers(driver) == hits)


async def test_taking_the_filter_away_while_paused_stays_at_the_row() -> None:
    async with console(numbered("mx1", count=400), (80, 24)) as driver:
        await driver.shows("message 0399.")
        await driver.press("space", "slash")
        await driver.type("message 0065")
        await driver.press("enter")
        await driver.until(lambda: numbers(driver) == [65])
        await driver.press("escape")
        await driver.until(lambda: len(numbers(driver)) > 10 and chosen(driver) == 65)

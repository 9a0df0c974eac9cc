"""The line behind `:`, by keys."""

import os
import stat
from pathlib import Path

import pytest

from relaytui.config.paths import command_history
from relaytui.state.history import MOST_LINES, History, read_history, write_history
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed
from tests.screens.test_logs import numbered, numbers


def typed(driver: Driver) -> str:
    """What stands in the line."""
    return str(driver.app.screen.query_one("#command").value)  # type: ignore[attr-defined]


def notices(driver: Driver) -> str:
    """What was told."""
    return "\n".join(one.message for one in driver.app._notifications)


async def give(driver: Driver, line: str) -> None:
    """Type a command and run it."""
    await driver.press("colon")
    await driver.type(line)
    await driver.press("enter")


@pytest.mark.parametrize("size", SIZES)
async def test_a_command_is_typed_at_any_size(size: tuple[int, int]) -> None:
    async with console(numbered("mx1", "mx2"), size) as driver:
        await driver.shows("message 0099.")
        await driver.press("colon")
        await driver.shows("\n : ")
        await driver.type("filter MESSAGE 009")
        await driver.shows("TEXT")
        await driver.press("enter")
        await driver.until(lambda: numbers(driver) == list(range(90, 100)))
        await driver.lacks("\n : ")
        await give(driver, "filter")
        await driver.until(lambda: 89 in numbers(driver))


async def test_tab_completes_names_and_arguments() -> None:
    async with console(numbered("mx1", "mx2", "relay-paris")) as driver:
        await driver.press("colon", "r", "e", "c", "tab")
        assert typed(driver) == "reconnect "
        await driver.shows("relay-paris")
        await driver.press("m", "tab")
        assert typed(driver) == "reconnect mx"
        await driver.press("tab")
        assert typed(driver) == "reconnect mx1"
        await driver.press("tab")
        assert typed(driver) == "reconnect mx2"
        await driver.press("shift+tab", "enter")
        fleet = driver.app.fleet
        assert isinstance(fleet, FakeFleet)
        assert fleet.reconnected == ["mx1"]


async def test_the_rest_of_a_name_stands_behind_the_cursor() -> None:
    async with console(numbered("mx1")) as driver:
        await driver.press("colon")
        await driver.type("highl")
        await driver.shows(": highlight ")
        await driver.press("right")
        assert typed(driver) == "highlight "


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("fliter x", "There is no command `:fliter`. Did you mean `:filter`?"),
        ("zzzz", "There is no command `:zzzz`. Tab lists them"),
        ("wrap 3", "`:wrap` takes nothing behind it"),
        ("highlight", "`:highlight` needs TEXT"),
        ("theme nihgt", "`:theme` knows no 'nihgt'. Did you mean `night`?"),
        ("h", "`:h` could be"),
        ("filter /(/", "pattern is not valid"),
    ],
)
async def test_what_cannot_be_done_is_told(line: str, words: str) -> None:
    async with console(numbered("mx1")) as driver:
        await give(driver, line)
        await driver.until(lambda: words in notices(driver))


async def test_a_wrong_command_stays_to_be_corrected() -> None:
    async with console(numbered("mx1")) as driver:
        await give(driver, "fleat")
        assert typed(driver) == "fleat"
        await driver.press("backspace", "backspace", "e", "t", "enter")
        await driver.shows("per minute" if driver.app.size.width <= 60 else "accepted")


async def test_history_goes_up_and_down_by_what_was_begun() -> None:
    async with console(numbered("mx1")) as driver:
        for line in ("filter one", "wrap", "filter two", "wrap"):
            await give(driver, line)
        await driver.press("colon", "up")
        assert typed(driver) == "wrap"
        await driver.press("up")
        assert typed(driver) == "filter two"
        await driver.press("down", "down")
        assert typed(driver) == ""
        await driver.type("fi")
        await driver.press("up", "up")
        assert typed(driver) == "filter one"
        await driver.press("up")
        assert typed(driver) == "filter one"
        await driver.press("down", "down")
        assert typed(driver) == "fi"
        await driver.press("escape")


async def test_the_next_console_knows_what_was_typed_and_no_secret() -> None:
    path = command_history()
    async with console(numbered("mx1")) as driver:
        await give(driver, "filter password=hunter2")
        await give(driver, "filter sasl")
        await driver.until(lambda: path.exists() and "sasl" in path.read_text())
        assert "hunter2" not in path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with console(numbered("mx1")) as driver:
        await driver.until(lambda: driver.app.history.lines)
        await driver.press("colon", "up")
        assert typed(driver) == "filter sasl"


async def test_commands_of_another_screen_open_it() -> None:
    async with console(fed(["mx1"], 20)) as driver:
        await give(driver, "fleet")
        await driver.shows("lines/s")
        await give(driver, "filter sasl")
        await driver.shows("filter sasl")
        assert driver.app.screens.shown() is driver.app.get_screen("logs")


async def test_keys_with_ids_are_commands_and_a_beginning_is_enough() -> None:
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        await give(driver, "pau")
        await driver.shows("PAUSED")
        await give(driver, "follow")
        await driver.lacks("PAUSED")
        await give(driver, "help")
        await driver.shows("Keys")
        await driver.press("escape")
        await give(driver, "q")
        await driver.until(lambda: not driver.app.is_running)


async def test_the_palette_begins_a_command_that_needs_a_text() -> None:
    async with console(numbered("mx1")) as driver:
        await driver.press("ctrl+p")
        await driver.type("mark a text")
        await driver.shows(":highlight")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screens.shown() is driver.app.screen)
        await driver.until(lambda: typed(driver) == "highlight ")
        await driver.type("0099")
        await driver.press("enter")
        await driver.shows("marked")


async def test_a_theme_is_put_on_by_name() -> None:
    async with console(numbered("mx1")) as driver:
        ground = driver.app.look["text"].bgcolor
        await give(driver, "theme day")
        await driver.until(lambda: driver.app.look["text"].bgcolor != ground)
        assert driver.app.theme == driver.app.look.name == "day"


def test_history_is_capped_and_each_line_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "commands"
    write_history(path, [f"filter {number % 300}" for number in range(600)])
    lines = read_history(path)
    assert len(lines) == MOST_LINES
    assert lines[-1] == "filter 299"
    assert len(set(lines)) == MOST_LINES
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["commands"]


def test_a_history_that_is_none_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "elsewhere").write_text("wrap\n")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "binary").write_bytes(b"\xff\x1b[2J\nwrap\n" + b"x" * 10_000_000)
    for name in ("pipe", "link", "missing"):
        assert read_history(tmp_path / name) == []
    assert read_history(tmp_path / "binary") == ["wrap"]
    write_history(tmp_path / "binary" / "no folder", ["wrap"])


def test_a_long_line_is_not_kept() -> None:
    assert not History().add("filter " + "x" * 600)

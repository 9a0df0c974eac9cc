"""Keys that the user has moved."""

import re
from pathlib import Path

import pytest

from relaytui.plugins import find_screens
from relaytui.widgets.keymap import FIXED, checked_keymap
from relaytui.widgets.keys import ACTIONS
from tests.screens.driving import SIZES, console
from tests.screens.test_command_line import notices
from tests.screens.test_logs import numbered

DOCS = Path(__file__).parents[2] / "docs" / "console.md"


@pytest.mark.parametrize("size", SIZES)
async def test_moved_keys_do_what_they_should_and_are_shown(size: tuple[int, int]) -> None:
    keymap = {"logs.pause": "p,ctrl+o", "logs.filter": "comma", "app.screen_1": "F"}
    keymap |= {"logs.follow": "F5"}
    async with console(numbered("mx1"), size, keymap=keymap) as driver:
        await driver.shows("message 0099.")
        assert driver.rows()[-1].startswith(" p pause")
        await driver.press("space")
        assert "PAUSED" not in driver.text()
        await driver.press("p")
        await driver.shows("PAUSED")
        await driver.press("ctrl+o")
        await driver.lacks("PAUSED")
        await driver.press("question_mark")
        await driver.shows("p Ctrl-O")
        await driver.press("escape", "F")
        await driver.until(lambda: driver.app.screens.shown() is driver.app.get_screen("fleet"))
        assert not notices(driver)


async def test_two_keys_change_places() -> None:
    keymap = {"logs.wrap": "t", "logs.time": "z"}
    async with console(numbered("mx1"), keymap=keymap) as driver:
        await driver.press("t")
        form = driver.app.get_screen("logs").form  # type: ignore[attr-defined]
        assert form.wrapped
        await driver.press("z")
        assert form.time != "local"


@pytest.mark.parametrize(
    ("keymap", "kept", "words"),
    [
        ({"logs.wrapp": "w"}, {}, "there is no action logs.wrapp. Did you mean logs.wrap?"),
        ({"zzz": "w"}, {}, "there is no action zzz. docs/console.md lists them"),
        ({"confirm.yes": "a"}, {}, "confirm.yes can't be moved"),
        ({"logs.wrap": "wombat"}, {}, "logs.wrap: 'wombat' is no key"),
        ({"logs.wrap": "z,"}, {}, "logs.wrap: '' is no key"),
        ({"logs.wrap": "t"}, {}, "logs.wrap: t is the key of logs.time. logs.wrap stays at z"),
        ({"logs.wrap": "?"}, {}, "logs.wrap: ? is the key of screen.help. logs.wrap stays at z"),
        ({"view.down": "q"}, {}, "view.down: q is the key of app.leave. view.down stays at down j"),
        (
            {"logs.wrap": "t", "logs.time": "x", "fleet.reconnect": "x"},
            {"logs.wrap": "t", "logs.time": "x", "fleet.reconnect": "x"},
            "",
        ),
        (
            {"logs.wrap": "x", "logs.pause": "x"},
            {"logs.wrap": "x"},
            "logs.pause: x is the key of logs.wrap. logs.pause stays at space",
        ),
        (
            {"logs.wrap": "t", "logs.time": "space"},
            {},
            "logs.time: Space is the key of logs.pause. logs.time stays at t",
        ),
        ({"overlay.leave": "x"}, {}, "overlay.leave can't be moved"),
        ({"logs.wrap": "/", "logs.filter": "c"}, {"logs.wrap": "slash", "logs.filter": "c"}, ""),
    ],
)
async def test_what_is_wrong_is_told_and_the_rest_holds(
    keymap: dict[str, str], kept: dict[str, str], words: str
) -> None:
    async with console(numbered("mx1"), keymap=keymap) as driver:
        assert driver.app.keymap == kept
        await driver.until(lambda: words in notices(driver))
        assert bool(notices(driver)) is bool(words)
        await driver.press("q")
        await driver.until(lambda: not driver.app.is_running)


def test_no_text_of_a_keymap_is_trusted() -> None:
    keymap, problems = checked_keymap({"logs.\x1b[2J": "w", "app.leave": "\x9b"})
    assert not keymap
    assert len(problems) == 2
    assert all(one.isprintable() for one in problems)


def test_the_docs_list_every_action_that_can_be_moved() -> None:
    find_screens()
    listed = set(re.findall(r"^\| `([a-z_]+\.[a-z_0-9]+)` \|", DOCS.read_text(), re.MULTILINE))
    assert listed == {one for one in ACTIONS if not one.startswith(FIXED)}

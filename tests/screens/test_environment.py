"""The word of the environment stands at the top of whatever is shown; the full screen."""

import msgspec
import pytest

from relaytui.domain.link_state import LinkState
from relaytui.plugins import find_screens
from relaytui.widgets.environment import environment_words
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed
from tests.screens.test_logs import numbered

SCREENS = [spec.name for spec in find_screens().screens if spec.key]


def placed(*environments: str) -> FakeFleet:
    """A fleet whose hosts have these environments."""
    fleet = fed([f"mx{number}" for number in range(len(environments))], 60)
    fleet.hosts = tuple(
        msgspec.structs.replace(host, environment=word)
        for host, word in zip(fleet.hosts, environments, strict=True)
    )
    return fleet


def on_ground(driver: Driver, word: str) -> bool:
    """Whether the first row shows a word on the ground of what is bad."""
    bad, strips = driver.app.look["bad"], driver.app.screen._compositor.render_strips()
    styles = [one.style for strip in strips[:1] for one in strip if one.text.strip() == word]
    return any(style and style.reverse and style.color == bad.color for style in styles)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREENS)
async def test_it_stands_on_every_screen_and_what_lies_over_it(
    name: str, size: tuple[int, int]
) -> None:
    fleet = placed("prod", "prod")
    async with console(fleet, size) as driver:
        driver.app.open_screen(name)
        await driver.until(lambda: on_ground(driver, "PROD"))
        await driver.press("question_mark")
        await driver.shows("Keys")
        if size[0] <= 60:
            assert on_ground(driver, "PROD")
        await driver.press("escape", "f")
        await driver.until(lambda: on_ground(driver, "PROD"))
        fleet.asks("mx1")
        await driver.shows("Unknown host key")
        assert "PROD" in driver.text()


@pytest.mark.parametrize(
    ("environments", "words"),
    [
        (["", ""], []),
        (["test", "production", "test"], ["PRODUCTION", "TEST"]),
        (["a", "b", "c", "prod"], ["PROD", "A +2"]),
        ([" live "], ["LIVE"]),
        (["lab\x1b[2J" + "x" * 50], ["LAB\u241b[2JXXXXX\u2026"]),
    ],
)
def test_the_dear_one_comes_first(environments: list[str], words: list[str]) -> None:
    hosts = FakeFleet([f"mx{number}" for number in range(len(environments))]).hosts
    found = environment_words(
        msgspec.structs.replace(host, environment=word)
        for host, word in zip(hosts, environments, strict=True)
    )
    assert [word.text for word in found] == words
    assert [word.token == "alarm" for word in found] == [
        word.startswith(("PROD", "LIVE")) for word in words
    ]


@pytest.mark.parametrize("size", SIZES)
async def test_full_screen_is_the_panel_alone_until_something_must_be_known(
    size: tuple[int, int],
) -> None:
    fleet = numbered("mx1", "mx2")
    async with console(fleet, size) as driver:
        await driver.shows("message 0099.")
        await driver.press("f")
        await driver.lacks("ready")
        assert "pause" not in driver.text()
        rows = driver.rows()
        assert len(rows) == size[1]
        assert all("message" in row for row in rows)
        await driver.press("colon")
        await driver.shows("\n : ")
        await driver.press("escape")
        await driver.lacks("\n : ")
        await driver.press("space")
        await driver.shows("PAUSED")
        await driver.press("space")
        await driver.lacks("PAUSED")
        fleet.becomes("mx1", LinkState.WAITING, "unreachable")
        await driver.shows("1/2 ready")
        fleet.becomes("mx1", LinkState.READY)
        await driver.lacks("1/2 ready")
        await driver.press("escape")
        await driver.shows("2/2 ready")
        await driver.shows("Space pause")


async def test_full_screen_of_one_of_two_panels() -> None:
    async with console(fed(["mx1"], 20)) as driver:
        await driver.press("1")
        await driver.shows("link   ready")
        await driver.press("f")
        await driver.lacks("relay          state")
        assert driver.pictured().startswith("mx1")
        await driver.press("f")
        await driver.shows("relay          state")

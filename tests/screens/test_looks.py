"""The theme changes while the console runs: by name, by a key, by the palette, by its file."""

import os
from pathlib import Path

import pytest

from relaytui.errors import ConfigError
from relaytui.theme_shelf import find_theme, theme_names
from relaytui.theming import choose_theme, shipped_names
from tests.screens.driving import Driver, console
from tests.screens.fake_fleet import fed

NIGHT, DAY = "#0d1117", "#ffffff"
MINE = """\
name: mine
dark: true
tokens:
  text: "#ffeedd on {ground}"
"""


def whole(ground: str) -> str:
    """A whole theme on a ground."""
    night = Path("themes/night.yaml")
    text = (Path(__file__).resolve().parents[2] / night).read_text("utf-8")
    return text.replace("#0d1117", ground)


@pytest.fixture
def folder(own_home: Path) -> Path:
    """The folder of the user's themes."""
    folder = own_home / ".config" / "relaytui" / "themes"
    folder.mkdir(parents=True)
    return folder


def grounds(driver: Driver) -> set[str]:
    """The grounds of all rows between the bars."""
    strips = driver.app.screen._compositor.render_strips()[1:-1]
    styles = [style for strip in strips for _, style, _ in strip if style and style.bgcolor]
    return {style.bgcolor.name for style in styles if style.bgcolor}


async def told(driver: Driver, words: str) -> None:
    """Wait for a message."""
    await driver.until(lambda: any(words in one.message for one in driver.app._notifications))


async def test_it_is_set_by_its_name() -> None:
    async with console(fed(["mx1"], 40)) as driver:
        await driver.until(lambda: grounds(driver) == {NIGHT})
        await driver.until(lambda: "day" in driver.app.available_themes)
        driver.app.theme = "day"
        await driver.until(lambda: grounds(driver) == {DAY})
        await driver.press("1")
        await driver.until(lambda: grounds(driver) >= {DAY} and NIGHT not in grounds(driver))


async def test_a_key_goes_through_all_of_them() -> None:
    async with console(fed(["mx1"], 40)) as driver:
        worn = [driver.app.look.name]
        for _ in shipped_names():
            await driver.press("ctrl+t")
            await driver.until(lambda: driver.app.look.name != worn[-1])
            worn.append(driver.app.look.name)
        assert sorted(worn[1:]) == shipped_names()


async def test_the_palette_finds_them() -> None:
    async with console(fed(["mx1"], 40)) as driver:
        driver.app.action_command_palette()
        await driver.shows("Search for")
        await driver.type("theme: day")
        await driver.shows("Theme: day")
        await driver.press("enter")
        await driver.until(lambda: grounds(driver) == {DAY})


async def test_the_users_own_is_worn_and_read_again_when_saved(folder: Path) -> None:
    mine = folder / "mine.yaml"
    mine.write_text(whole("#101010"))
    async with console(fed(["mx1"], 40), theme="mine") as driver:
        await driver.until(lambda: grounds(driver) == {"#101010"})
        mine.write_text(whole("#202020"))
        await driver.until(lambda: grounds(driver) == {"#202020"})
        other = folder / "mine.new"  # as an editor saves: renamed over
        other.write_text(whole("#010203").replace("muted:", "muted: shiny"))
        os.replace(other, mine)
        await told(driver, "~/.config/relaytui/themes/mine.yaml:7: tokens.muted")
        assert grounds(driver) >= {"#202020"}
        mine.write_text(whole("#030303"))
        await driver.until(lambda: "#030303" in grounds(driver))


async def test_a_file_anywhere_is_worn_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "there.yaml"
    file.write_text(whole("#111111"))
    async with console(fed(["mx1"], 40), theme=str(file)) as driver:
        await driver.until(lambda: grounds(driver) == {"#111111"})
        file.write_text(whole("#222222"))
        await driver.until(lambda: grounds(driver) == {"#222222"})


async def test_a_broken_one_is_told_with_its_line_and_not_worn(folder: Path) -> None:
    (folder / "mine.yaml").write_text(MINE.format(ground="#000000"))
    async with console(fed(["mx1"], 40)) as driver:
        await driver.app.looks.wear("mine")
        await told(driver, "mine.yaml:4: tokens: missing: muted")
        assert driver.app.look.name == "night"


async def test_without_colour_it_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console(fed(["mx1"], 40)) as driver:
        await driver.app.looks.wear("day")
        await told(driver, "NO_COLOR is set")
        assert driver.app.look.name == "night"


def test_the_users_own_come_first(folder: Path) -> None:
    (folder / "night.yaml").write_text(whole("#030303"))
    assert find_theme("night").styles["text"].bgcolor.name == "#030303"  # type: ignore[union-attr]
    (folder / "sea-green.yaml").write_text(whole("#040404"))
    assert "sea-green" in theme_names()
    assert choose_theme("sea-green", {}, slow=False).name == "sea-green"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("mine.yaml", "[", r"mine\.yaml:\d:\d: "),
        ("mine.yaml", "a: &b 1\nc: *b", r"mine\.yaml:2:4: an alias"),
        ("my theme.yaml", whole("#000000"), "no name for a theme"),
        ("gone.yaml", None, "gone.yaml: there is no such file"),
    ],
)
def test_a_file_that_is_no_theme_is_refused(
    name: str, text: str | None, words: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError, match=words):
        choose_theme(str(tmp_path / name), {}, slow=False)

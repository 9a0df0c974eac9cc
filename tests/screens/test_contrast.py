"""Every pair of colours that is drawn can be read, in every theme that has colours of its own."""

from collections.abc import Iterator

import pytest
from rich.color import Color, blend_rgb
from rich.style import Style

from relaytui.domain.link_state import LinkState
from relaytui.theming import ConsoleTheme, contrast, shipped_themes
from relaytui.widgets.kinds import KINDS
from tests.screens.driving import Driver, console
from tests.screens.fake_fleet import FakeFleet, postfix_lines

COLOURED = [theme for theme in shipped_themes().values() if not theme.native]
#: What a theme promises; 4.5 is the least for text after WCAG 2.
LEAST = {"contrast": 7.0}
#: Tokens whose colour is also drawn on the ground of a bar.
IN_BARS = ("good", "bad", "warning", "error", "accent", "muted")


def named(theme: ConsoleTheme) -> Iterator[tuple[str, Style]]:
    """All styles that a theme can give, by what they are."""
    plain = {**theme.styles, **{f"host {at}": style for at, style in enumerate(theme.hosts)}}
    for name, style in plain.items():
        yield name, style
        yield f"{name}, on the cursor", theme.chosen(style)
    for token in IN_BARS:
        yield f"{token}, in a bar", theme[token] + Style(bgcolor=theme["bar"].bgcolor)


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_every_token_is_readable_on_every_ground(theme: ConsoleTheme) -> None:
    least = LEAST.get(theme.name, 4.5)
    poor = {name: contrast(style) for name, style in named(theme) if contrast(style) < least}
    assert not poor


@pytest.mark.parametrize("theme", shipped_themes().values(), ids=lambda theme: theme.name)
def test_the_cursor_shows_on_every_row(theme: ConsoleTheme) -> None:
    for token in ("text", "marker", "muted", "rejected", "accepted"):
        assert theme.chosen(theme[token]) != theme[token], token
    assert theme.chosen(theme["hit"]) not in (theme["hit"], theme["cursor"])


def unreadable(driver: Driver, least: float) -> Iterator[tuple[str, float]]:
    """Pieces of the screen that nobody can read, with their contrast."""
    for strip in driver.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if _drawn(text):
                ratio = contrast(_seen(style or Style()))
                if ratio < least:
                    yield text, round(ratio, 2)


def _drawn(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _seen(style: Style) -> Style:
    """As the terminal shows it: reversed, or dimmed to the half."""
    colour, ground = style.color, style.bgcolor
    assert colour, style
    assert ground, style
    if style.reverse:
        colour, ground = ground, colour
    if style.dim:
        triplet = blend_rgb(colour.get_truecolor(), ground.get_truecolor(), 0.5)
        colour = Color.from_triplet(triplet)
    return Style(color=colour, bgcolor=ground)


def talkative() -> FakeFleet:
    """Links in every state, lines of many kinds, rows that mark a gap."""
    names = [f"mx{number}" for number in range(1, len(LinkState) + 1)]
    fleet = FakeFleet(names)
    for number, raw in enumerate(postfix_lines()):
        fleet.says(names[number % len(names)], raw)
    for name, state in zip(names, LinkState, strict=True):
        fleet.becomes(name, state, "login refused: no key was taken", "Add your key on the host")
    for marker in ("lost", "back", "gap", "skipped"):
        fleet.marks("mx1", marker, "link lost: no answer in 15 s")
    return fleet


WALK = (
    (), ("k",), ("k", "k", "k", "k"), ("question_mark",), ("escape",), ("enter",), ("escape",),
    ("slash",), ("s", "a", "s", "l"), ("enter",), ("v",), ("k",), ("escape",), ("1",), ("j",),
    ("j",), ("r",), ("ctrl+p",), ("q", "u"), ("escape",), ("colon",), ("t",), ("escape",), ("2",),
)  # fmt: skip


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
async def test_all_that_is_drawn_is_readable(theme: ConsoleTheme) -> None:
    poor: dict[str, float] = {}
    async with console(talkative(), (110, 40), theme=theme.name, messages=True) as driver:
        fleet = driver.app.fleet
        assert isinstance(fleet, FakeFleet)
        await driver.shows("follow")
        for keys in WALK:
            await driver.press(*keys)
            poor |= dict(unreadable(driver, 4.5))
        fleet.asks("mx1")
        await driver.shows("Unknown host key")
        poor |= dict(unreadable(driver, 4.5))
        driver.app.pop_screen()
        for severity in ("information", "warning", "error"):
            driver.app.notify("words of a message", severity=severity)
        await driver.shows("words of a message")
        poor |= dict(unreadable(driver, 4.5))
    assert not poor, poor


def test_every_kind_has_a_token_of_the_themes() -> None:
    for theme in shipped_themes().values():
        for word, token in KINDS.values():
            assert len(word) <= 5
            assert token in theme.styles

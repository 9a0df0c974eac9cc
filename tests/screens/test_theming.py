"""Themes: whole, readable, and refused with the file and the key where they are not."""

from importlib import resources
from typing import Any

import pytest
import yaml

from relaytui.errors import ConfigError
from relaytui.theme_reader import read_theme
from relaytui.theming import TOKENS, choose_theme, shipped_themes


def document() -> dict[str, Any]:
    """A whole theme."""
    text = resources.files("relaytui.themes").joinpath("night.yaml").read_text("utf-8")
    whole: dict[str, Any] = yaml.safe_load(text)
    return whole


def test_there_is_a_dark_and_a_light_theme_and_one_of_the_terminal() -> None:
    themes = shipped_themes()
    assert themes["night"].dark
    assert not themes["day"].dark
    assert themes["terminal"].native
    assert not themes["night"].native


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["tokens", "text"], None, "tokens: missing: text"),
        (["tokens", "txet"], "#ffffff", "tokens.txet: unknown key. Did you mean text?"),
        (["tokens", "muted"], "#ff", "tokens.muted: '#ff'"),
        (["tokens", "muted"], "shiny #ffffff", "tokens.muted: 'shiny' is not one of"),
        (["tokens", "muted"], "red", "tokens.muted: 'red' should be #rrggbb"),
        (["tokens", "muted"], 7, "tokens.muted: a text such as"),
        (["tokens", "text"], "#ffffff", "tokens.text: both colours are needed"),
        (["hosts"], [], "hosts: a list of colours is needed"),
        (["hosts"], ["#ffffff", "green"], r"hosts\[1\]: 'green' should be"),
        (["name"], "two words", "name: a word is needed"),
        (["dark"], "very", "dark: true or false is needed"),
        (["drak"], True, "drak: unknown key. Did you mean dark?"),
        (["tokens"], ["a"], "tokens: a mapping is needed"),
    ],
)
def test_errors_name_the_file_and_the_key(path: list[str], value: Any, words: str) -> None:
    changed = document()
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(ConfigError, match=rf"mine.yaml:\d+: {words}"):
        read_theme(yaml.safe_dump(changed), "mine.yaml")


@pytest.mark.parametrize("text", ["[", "a: b: c", "just words", ""])
def test_what_is_no_theme_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"mine\.yaml"):
        read_theme(text, "mine.yaml")


def test_yaml_makes_no_objects() -> None:
    with pytest.raises(ConfigError, match=r"mine\.yaml:1:7: a tag"):
        read_theme("name: !!python/object/apply:os.getcwd []", "mine.yaml")


@pytest.mark.parametrize(
    ("wanted", "environment", "slow", "name"),
    [
        (None, {"TERM": "xterm-256color"}, False, "night"),
        (None, {"TERM": "xterm", "COLORTERM": "truecolor"}, False, "night"),
        (None, {"TERM": "xterm"}, False, "terminal"),
        (None, {"TERM": "linux"}, False, "terminal"),
        (None, {"TERM": "xterm-256color"}, True, "terminal"),
        ("day", {"TERM": "xterm"}, True, "day"),
        ("day", {"TERM": "xterm-256color", "NO_COLOR": ""}, False, "day"),
    ],
)
def test_the_theme_fits_the_terminal(
    wanted: str | None, environment: dict[str, str], slow: bool, name: str
) -> None:
    assert choose_theme(wanted, environment, slow=slow).name == name


@pytest.mark.parametrize("wanted", [None, "day"])
def test_no_color_is_obeyed(wanted: str | None) -> None:
    theme = choose_theme(wanted, {"TERM": "xterm-256color", "NO_COLOR": "1"}, slow=False)
    for style in [*theme.styles.values(), *theme.hosts]:
        assert style.color is None
        assert style.bgcolor is None
    assert theme["error"].bold
    assert theme["hit"].reverse


def test_an_unknown_theme_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        ConfigError,
        match=r"no theme 'nigth'.*contrast, day, dusk, mono, night, paper, safe, terminal",
    ):
        choose_theme("nigth", {}, slow=False)


@pytest.mark.parametrize("theme", shipped_themes().values(), ids=lambda theme: theme.name)
def test_every_token_is_there_also_without_colour(theme: Any) -> None:
    for one in (theme, theme.colourless()):
        assert all(one[token] is not None for token in TOKENS)
        one.textual()

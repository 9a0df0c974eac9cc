"""Themes: a YAML file names the colour of each meaning; screens only know the meanings.

    name: night
    dark: true
    tokens: {text: "#c9d1d9 on #0d1117", muted: "#8b949e", …}   # every one of TOKENS
    hosts: ["#79c0ff", …]                                       # a colour a host, in turn

A token is `[bold|dim|italic|underline|reverse …] COLOUR [on COLOUR]`; a colour is `#rrggbb`, or
one of the terminal's own by name (`red`, `bright_blue`, `default`). A theme has one or the
other kind, never both. Where no ground is given, it is that of `text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style

if TYPE_CHECKING:
    from textual.theme import Theme

#: What must have a colour.
TOKENS = (
    "text",
    "muted",
    "accent",
    "bar",
    "bar_on",
    "bar_key",
    "cursor",
    "hit",
    "good",
    "bad",
    "accepted",
    "rejected",
    "auth_failed",
    "limited",
    "blocked",
    "warning",
    "error",
    "marker",
)


@dataclass(frozen=True)
class ConsoleTheme:
    """A theme that was read and found whole."""

    name: str
    dark: bool
    styles: Mapping[str, Style]
    hosts: tuple[Style, ...]
    #: The user's file that it was read from.
    file: Path | None = None

    def __getitem__(self, token: str) -> Style:
        return self.styles[token]

    def host(self, number: int) -> Style:
        """The style of the name of a host, by its place among the hosts."""
        return self.hosts[number % len(self.hosts)]

    @property
    def native(self) -> bool:
        """Whether it is made of the terminal's own colours."""
        ground = self.styles["text"].bgcolor
        return ground is None or ground.is_default

    def chosen(self, style: Style) -> Style:
        """A style as it looks on the row of the cursor; one with its own ground is turned round."""
        if self.native:
            return style + Style(reverse=not style.reverse)
        if style.bgcolor not in (None, self.styles["text"].bgcolor):
            return style + Style(color=style.bgcolor, bgcolor=style.color)
        return style + Style(bgcolor=self.styles["cursor"].bgcolor)

    def colourless(self) -> "ConsoleTheme":
        """The same without any colour: what is bold, dim or reversed stays so."""
        styles = {token: style.without_color for token, style in self.styles.items()}
        styles["hit"] = Style(reverse=True)
        for token in ("auth_failed", "rejected", "blocked", "error"):
            styles[token] = Style(bold=True)
        return ConsoleTheme(self.name, self.dark, styles, (Style(),))

    def textual(self) -> "Theme":
        """The same for Textual's own widgets (input, command palette, messages)."""
        from textual.theme import Theme

        text, bar = self["text"], self["bar"]
        ground = _hex(text.bgcolor)
        return Theme(
            name=self.name,
            primary=_hex(self["accent"].color),
            secondary=_hex(self["muted"].color),
            accent=_hex(self["accent"].color),
            foreground=_hex(text.color),
            background=ground,
            surface=ground,
            panel=_hex(bar.bgcolor),
            boost=_hex(bar.bgcolor),
            success=_hex(self["good"].color),
            warning=_hex(self["warning"].color),
            error=_hex(self["error"].color),
            dark=self.dark,
            ansi=self.native,
            variables=_native_variables() if self.native else {},
        )


@cache
def shipped_themes() -> Mapping[str, ConsoleTheme]:
    """The themes that come with the program, by name."""
    return {name: shipped_theme(name) for name in shipped_names()}


@cache
def shipped_theme(name: str) -> ConsoleTheme:
    """One of them; its file has its name."""
    from relaytui.theme_reader import read_theme  # and with it YAML, where a file is read

    file = resources.files("relaytui.themes") / f"{name}.yaml"
    return read_theme(file.read_text(encoding="utf-8"), file.name)


def shipped_names() -> list[str]:
    """Their names."""
    files = resources.files("relaytui.themes").iterdir()
    return sorted(file.name[:-5] for file in files if file.name.endswith(".yaml"))


def contrast(style: Style) -> float:
    """The contrast of text and ground after WCAG 2: from 1 to 21; 4.5 is good for text."""
    if style.color is None or style.bgcolor is None:
        raise ValueError("a style with both colours is needed")
    one, other = sorted((_luminance(style.color), _luminance(style.bgcolor)))
    return (other + 0.05) / (one + 0.05)


def choose_theme(wanted: str | None, environment: Mapping[str, str], *, slow: bool) -> ConsoleTheme:
    """The theme for this terminal: the one that the user wants, else one that fits.

    `wanted` is the name of a theme, or the path of a file. NO_COLOR (set and not empty) is
    obeyed whatever theme is wanted. ConfigError for an unknown name or a broken file.
    """
    from relaytui.theme_shelf import find_theme

    chosen = find_theme(wanted) if wanted else None
    if colourless(environment):
        return shipped_theme("terminal").colourless()
    return chosen or shipped_theme("terminal" if slow or _few_colours(environment) else "night")


def colourless(environment: Mapping[str, str]) -> bool:
    """Whether no colour is wanted here, or none is known to the terminal."""
    plain = environment.get("TERM") in ("dumb", "vt100", "vt220")
    return bool(environment.get("NO_COLOR")) or plain


def _few_colours(environment: Mapping[str, str]) -> bool:
    many = environment.get("COLORTERM", "") in ("truecolor", "24bit")
    return not many and "256" not in environment.get("TERM", "")


def _native_variables() -> dict[str, str]:
    """What Textual's own widgets must have in a theme of the terminal's colours: no others."""
    grounds = ("ansi", "block-cursor", "input-cursor", "input-selection", "screen-selection")
    plain = [f"{name}-{side}" for name in grounds for side in ("background", "foreground")]
    bars = ("", "-hover", "-active", "-background", "-background-hover", "-background-active",
            "-corner-color")  # fmt: skip
    plain += [f"scrollbar{end}" for end in bars]
    marks = {"block-cursor-text-style": "reverse", "input-cursor-text-style": "reverse"}
    return dict.fromkeys([*plain, "border-blurred"], "ansi_default") | marks


def _hex(colour: Color | None) -> str:
    """A colour as Textual writes it."""
    if colour is None or colour.is_default:
        return "ansi_default"
    return colour.triplet.hex if colour.triplet else f"ansi_{colour.name}"


def _luminance(colour: Color) -> float:
    triplet = colour.get_truecolor()
    parts = [value / 255 for value in triplet]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

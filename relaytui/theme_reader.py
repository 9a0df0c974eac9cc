"""From the text of a theme's file to a theme; what is wrong is named with its line."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from rich.color import Color, ColorParseError
from rich.style import Style

from relaytui.config.problem import Refused
from relaytui.config.tree import Tree
from relaytui.errors import ConfigError
from relaytui.theming import TOKENS, ConsoleTheme

_ATTRIBUTES = frozenset({"bold", "dim", "italic", "underline", "reverse"})
_KEYS = ("name", "dark", "tokens", "hosts")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def read_theme(text: str, origin: str) -> ConsoleTheme:
    """The theme of a file's text; ConfigError names the file, the line and the key."""
    tree = Tree(text)
    if tree.problems:
        raise Refused(origin, tree.problems)
    return _Reading(tree, origin).theme()


class _Reading:
    """One file that is read."""

    def __init__(self, tree: Tree, origin: str) -> None:
        self._root = tree.root
        self._origin = origin
        self._base = Style()

    def theme(self) -> ConsoleTheme:
        """The whole of it."""
        document = self._root.plain() if self._root else None
        if not isinstance(document, dict):
            raise self._wrong("$", "a theme is a mapping with name, dark, tokens and hosts")
        self._only(document, _KEYS, "$")
        name = document.get("name")
        if not isinstance(name, str) or not name.isidentifier():
            raise self._wrong("$.name", f"a word is needed, not {name!r}")
        dark = document.get("dark", True)
        if not isinstance(dark, bool):
            raise self._wrong("$.dark", f"true or false is needed, not {dark!r}")
        styles = self._styles(document.get("tokens"))
        return ConsoleTheme(name, dark, styles, self._hosts(document.get("hosts")))

    def _wrong(self, path: str, words: str, step: str = "") -> ConfigError:
        key = f"{path[2:]}: " if len(path) > 2 else ""
        return ConfigError(f"{self._origin}:{self._line(path)}: {key}{words}", step)

    def _line(self, path: str) -> int:
        """Line of the value at a path such as `$.hosts[0]`, or of what is nearest above it."""
        node = self._root
        for key, index in _STEP.findall(path):
            below = node.entries.get(key, (None, None))[1] if node and key else None
            if node and index and int(index) < len(node.items):
                below = node.items[int(index)]
            if below is None:
                break
            node = below
        return node.line if node else 1

    def _only(self, document: Iterable[object], known: Sequence[str], path: str) -> None:
        for key in document:
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                step = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(known))}"
                raise self._wrong(f"{path}.{key}", "unknown key", step)

    def _styles(self, tokens: object) -> dict[str, Style]:
        if not isinstance(tokens, dict):
            raise self._wrong("$.tokens", "a mapping is needed")
        self._only(tokens, TOKENS, "$.tokens")
        missing = [token for token in TOKENS if token not in tokens]
        if missing:
            raise self._wrong("$.tokens", f"missing: {', '.join(missing)}")
        self._base = self._style(tokens["text"], "$.tokens.text")
        if self._base.color is None or self._base.bgcolor is None:
            raise self._wrong("$.tokens.text", "both colours are needed: '#rrggbb on #rrggbb'")
        return {token: self._grounded(tokens[token], f"$.tokens.{token}") for token in TOKENS}

    def _hosts(self, colours: object) -> tuple[Style, ...]:
        if not isinstance(colours, list) or not colours:
            raise self._wrong("$.hosts", "a list of colours is needed")
        return tuple(self._grounded(one, f"$.hosts[{at}]") for at, one in enumerate(colours))

    def _grounded(self, words: object, path: str) -> Style:
        """A style on the ground of the text, unless it has its own; of the same kind as that."""
        style = Style(bgcolor=self._base.bgcolor) + self._style(words, path)
        hexadecimal = self._base.color is not None and self._base.color.triplet is not None
        for colour in (style.color, style.bgcolor):
            if colour is not None and (colour.triplet is not None) is not hexadecimal:
                kind = "#rrggbb" if hexadecimal else "one of the terminal's names"
                raise self._wrong(path, f"{colour.name!r} should be {kind}, as in tokens.text")
        return style

    def _style(self, words: object, path: str) -> Style:
        if not isinstance(words, str) or not words:
            raise self._wrong(path, f"a text such as 'bold #ff0000' is needed, not {words!r}")
        front, _, ground = words.partition(" on ")
        *attributes, colour = front.split() or [""]
        for attribute in attributes:
            if attribute not in _ATTRIBUTES:
                raise self._wrong(path, f"{attribute!r} is not one of {sorted(_ATTRIBUTES)}")
        try:
            text = Color.parse(colour)
            behind = Color.parse(ground.strip()) if ground else None
        except ColorParseError as error:
            raise self._wrong(path, str(error)) from error
        marks = dict.fromkeys(attributes, True)
        return Style(color=text, bgcolor=behind, **marks)  # type: ignore[arg-type]

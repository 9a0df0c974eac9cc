"""One line of words: the status above, the keys below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from relaytui.widgets.strips import Part, cells, fit

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.theming import ConsoleTheme

_ON_TEXT = frozenset({"good", "bad", "warning", "error", "accent", "muted"})


class Word(NamedTuple):
    """Words in a bar; where room is short, those of the highest `weight` go first."""

    text: str
    token: str = "bar"
    weight: int = 5
    #: A key that stands before the words.
    key: str = ""

    @property
    def width(self) -> int:
        """Cells that it takes, without the space around it."""
        return cells(self.text) + (cells(self.key) + 1 if self.key else 0)


class Bar(Widget):
    """Words at the left and at the right."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Bar { width: 1fr; height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words: tuple[tuple[Word, ...], tuple[Word, ...]] = ((), ())
        self._strip: Strip | None = None

    def show(self, left: Sequence[Word], right: Sequence[Word] = ()) -> None:
        """Show these words; nothing is painted where they are the same."""
        words = (tuple(left), tuple(right))
        if words != self._words:
            self._words = words
            self.restyle()

    def restyle(self) -> None:
        """Make it anew."""
        self._strip = None
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The line."""
        if self._strip is None or self._strip.cell_length != self.size.width:
            self._strip = self._made(self.size.width)
        strip = self._strip
        if crop.width != self.size.width:
            strip = strip.crop(crop.x, crop.right)
        return [strip] * crop.height

    def _made(self, width: int) -> Strip:
        theme = cast("RelayApp", self.app).look
        left, right = _fitting(self._words, width)
        ground = theme["bar"]
        parts: list[Part] = []
        for word in left:
            parts += _parts(word, theme)
        used = sum(cells(text) for text, _ in parts)
        end: list[Part] = []
        for word in right:
            end += _parts(word, theme)
        blanks = width - used - sum(cells(text) for text, _ in end)
        return fit([*parts, (" " * max(blanks, 0), ground), *end], width, ground)


def _parts(word: Word, theme: "ConsoleTheme") -> list[Part]:
    if word.token == "alarm":  # a ground of its own
        style = theme["bad"] + Style(reverse=True)
        return [(f" {word.text} ", style)]
    style = theme[word.token]
    if word.token in _ON_TEXT:  # a colour of the text, on the ground of the bar
        style += Style(bgcolor=theme["bar"].bgcolor, reverse=theme["bar"].reverse)
    key = [(f" {word.key}", theme["bar_key"])] if word.key else []
    return [*key, (f" {word.text} ", style)]


def _fitting(
    words: tuple[tuple[Word, ...], tuple[Word, ...]], width: int
) -> tuple[list[Word], list[Word]]:
    left, right = list(words[0]), list(words[1])
    while sum(word.width + 2 for word in left + right) > width and len(left) + len(right) > 1:
        heaviest = max(left + right, key=lambda word: word.weight)
        side = left if heaviest in left else right
        # The last of equals goes first.
        place = max(at for at, word in enumerate(side) if word.weight == heaviest.weight)
        del side[place]
    return left, right

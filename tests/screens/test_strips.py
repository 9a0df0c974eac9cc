"""Strips are as wide as they say, on a terminal too."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from relaytui.domain.text import safe
from relaytui.widgets.strips import cells, column, cut, fit, settled, wrap, wrap_words
from tests.screens.fake_fleet import HOSTILE

PLAIN = Style()
BOLD = Style(bold=True)
texts = st.one_of(
    st.text(max_size=60), st.text("aé中ｆ\u0301👍한 ", max_size=60), st.sampled_from(HOSTILE)
).map(lambda text: settled(safe(text)))
widths = st.integers(1, 100)


def on_terminal(text: str) -> int:
    """The column in which a terminal's cursor stands after the text."""
    screen = pyte.Screen(400, 1)
    pyte.Stream(screen).feed(text)
    return screen.cursor.x


@pytest.mark.parametrize("text", [*HOSTILE, "plain", "中文", "e\u0301", "\u1112\u1161\u11ab"])
def test_cells_are_those_of_a_terminal(text: str) -> None:
    shown = settled(safe(text))[:150]
    assert cells(shown) == on_terminal(shown)


@given(texts, widths)
def test_a_strip_is_as_wide_as_it_should_be(text: str, width: int) -> None:
    strip = fit([("ab", BOLD), (text, PLAIN)], width, PLAIN)
    assert strip.cell_length == width == cells(strip.text)
    if cells(text) + 2 <= width:
        assert strip.text == ("ab" + text).ljust(len("ab" + text) + width - 2 - cells(text))
    else:
        assert strip.text.rstrip().endswith("…")


@given(texts, st.integers(4, 100), st.integers(0, 2))
def test_wrapping_loses_nothing(text: str, width: int, indent: int) -> None:
    strips = wrap([("ab", BOLD), (text, PLAIN)], width, PLAIN, indent)
    assert all(strip.cell_length == width == cells(strip.text) for strip in strips)
    whole = "".join(strip.text.replace(" ", "") for strip in strips)
    assert whole == f"ab{text}".replace(" ", "")


@given(texts, st.integers(4, 100))
def test_wrapping_words_loses_none(text: str, width: int) -> None:
    strips = wrap_words(text, PLAIN, width, PLAIN, 2)
    assert all(strip.cell_length == width == cells(strip.text) for strip in strips)
    whole = "".join(strip.text.replace(" ", "") for strip in strips)
    assert whole == text.replace(" ", "")


@given(texts, widths)
def test_a_cut_text_begins_like_the_whole(text: str, width: int) -> None:
    kept, used = cut(text, width)
    assert text.startswith(kept)
    assert used == cells(kept) <= width


@given(texts, st.integers(2, 60), st.booleans())
def test_a_column_has_its_width(text: str, width: int, right: bool) -> None:
    assert cells(column(text, width, right=right)) == width

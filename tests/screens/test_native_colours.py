"""Themes of the terminal's own colours send nothing else, byte for byte."""

import re

import pytest

from tests.screens.on_terminal import Console

_SGR = re.compile(rb"\x1b\[([\d;:]*)m")
#: Bold, dim, italic, underline, reverse, and their ends.
ATTRIBUTES = {0, 1, 2, 3, 4, 7, 22, 23, 24, 27}
DEFAULTS = {39, 49}
SIXTEEN = {*range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}


def codes(output: bytes) -> set[int]:
    """All numbers of all SGR sequences; an empty one means 0."""
    return {int(code or 0) for match in _SGR.findall(output) for code in re.split(rb"[;:]", match)}


def walked(one: Console) -> bytes:
    """What is written on a walk through the screens and dialogs."""
    one.shows("Unknown host key")
    one.it.draw(0.5)
    one.types("n")
    one.shows("Space pause")
    for keys, text in (
        ("k", "PAUSED"), ("\r", "Esc back"), ("\x1b", "PAUSED"), ("?", "Keys"), ("\x1b", "PAUSED"),
        ("/", "marked only"), ("sasl\r", "filter sasl"), ("v", "marked"), ("1", "state"),
        ("r", "connecting"), ("\x10", "Search for commands"), ("qu", "Quit"),
    ):  # fmt: skip
        one.types(keys)
        one.shows(text)
    return one.output


@pytest.mark.parametrize(
    ("theme", "allowed"),
    [("terminal", ATTRIBUTES | DEFAULTS | SIXTEEN), ("mono", ATTRIBUTES | DEFAULTS)],
)
def test_no_other_colour_is_sent(theme: str, allowed: set[int], consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "300", "--failed", "--ask", "--theme", theme)
    consoles.append(one)
    sent = codes(walked(one))
    assert sent - allowed == set()
    assert 7 in sent
    assert theme == "mono" or sent & SIXTEEN

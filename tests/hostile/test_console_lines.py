"""Every hostile line on the screen of the log, and on its card, at three sizes."""

import re
from functools import partial
from pathlib import Path

import pytest

from tests.hostile.corpus import Attack, corpus
from tests.hostile.walking import HOME, Walk, following, is_safe, leaves
from tests.hostile.walking import rows_begin as _rows_begin
from tests.screens.driving import SIZES
from tests.screens.on_terminal import Console

_TIME = re.compile(r"(\d\d:\d\d:\d\d(\.\d{3})?|--:--:--|\d\d:\d\d)[ ~]").match
#: A column has no room for these; the card shows them.
_IN_COLUMNS = ("host", "program")


def _console(size: tuple[int, int], folder: Path, attacks: list[Attack]) -> Console:
    """The console, when it has followed a log to the last of these lines."""
    log = folder / "mail.log"
    log.write_bytes(b"")
    console = Console(size, "-c", following(folder, log), module="relaytui")
    console.shows("1/1 ready")
    with log.open("ab") as file:
        file.write(b"".join(attack.line + b"\n" for attack in attacks))
        file.write(b"2026-02-09T05:31:57Z mx1 postfix/smtpd[1]: LASTLINE\n")
    console.shows("LASTLINE")
    return console


@pytest.fixture(scope="module")
def attacks(soak: bool) -> list[Attack]:
    """The hostile lines."""
    return corpus(10_000 if soak else 300)


@pytest.mark.parametrize("size", SIZES)
def test_every_line_stands_in_the_log(
    size: tuple[int, int], attacks: list[Attack], tmp_path: Path, consoles: list[Console]
) -> None:
    console = _console(size, tmp_path, attacks)
    consoles.append(console)
    plain = Walk(console)
    plain.turn("g")
    plain.down(lambda: "LASTLINE" in plain.pages[-1])
    for page in plain.pages[1:]:
        assert not _rows_begin(page, _TIME), page
    wrapped = Walk(console)
    wrapped.turn("z")  # it moves the page by itself, which is not yet the way to its first row
    assert wrapped.turn(HOME, wrapped.lacks_text("LASTLINE"))
    wrapped.down(lambda: "LASTLINE" in wrapped.pages[-1])
    is_safe(console, attacks)
    found = plain.numbers() | wrapped.numbers()
    expected = {one.number for one in attacks if one.place not in _IN_COLUMNS}
    if size[0] > 60:  # a phone shows what matters of a line, not its words
        assert sorted(expected - found) == []
    else:
        assert len(found) > len(attacks) // 2
    leaves(console)


@pytest.mark.parametrize("size", SIZES)
def test_every_attack_stands_on_a_card(
    size: tuple[int, int], soak: bool, tmp_path: Path, consoles: list[Console]
) -> None:
    some = [one for one in corpus(10_000 if soak else 600) if len(one.line) < 1200]
    some = some if soak and size == SIZES[1] else some[:: max(1, len(some) // 8)]
    console = _console(size, tmp_path, some)
    consoles.append(console)
    walk = Walk(console)
    walk.turn("g")
    for attack in some:
        walk.turn("\r", walk.shows("Esc back"))
        walk.down(partial(walk.has, attack))
        walk.turn("\x1b", walk.lacks_text("Esc back"))
        console.types("j")
    is_safe(console, some)
    assert not walk.lacks(some)
    leaves(console)

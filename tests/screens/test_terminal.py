"""The console as a user's terminal gets it, byte for byte."""

import re

import pytest

from tests.screens.driving import SIZES
from tests.screens.fake_fleet import HOSTILE
from tests.screens.on_terminal import Console


@pytest.mark.parametrize("size", SIZES)
def test_the_view_stands_where_it_should(size: tuple[int, int], consoles: list[Console]) -> None:
    one = Console(size, "--lines", "200")
    consoles.append(one)
    one.shows("Logs", "3/3 ready", "Space pause")
    rows = one.it.text().split("\n")
    clock = re.compile(r"\d\d:\d\d:\d\d(\.\d{3})? mx\d ")
    assert rows[0].startswith(" Logs ")
    assert all(clock.match(row) for row in rows[1 : size[1] - 1]), one.it.text()
    assert rows[size[1] - 1].startswith(" Space pause")
    one.types("1")
    one.shows("Fleet", "relay", "state")
    one.types("2q")
    one.leaves()


@pytest.mark.parametrize("size", SIZES)
def test_hostile_lines_stay_in_their_rows(size: tuple[int, int], consoles: list[Console]) -> None:
    one = Console(size, "--hostile")
    consoles.append(one)
    one.shows("3/3 ready", "0 closing [/]")
    last = len(HOSTILE)
    one.it.draw(20, lambda: one.it.screen.display[last].strip() and one.it.shows("xxxx…"))
    rows = one.it.screen.display[1 : 1 + last]
    start = rows[0].index("0 closing")
    assert [row[start] for row in rows] == [str(number) for number in range(last)]
    output = one.output.decode()
    for banned in ("\x1b]0;", "owned\x07", "\x9b", "\u202e", "\x1b[2J", "\x00", "\u200b"):
        assert banned not in output


@pytest.mark.parametrize(
    ("environment", "args"),
    [
        ({"NO_COLOR": "1"}, []),
        ({"TERM": "xterm", "COLORTERM": ""}, []),
        ({}, ["--link", "slow"]),
        ({}, ["--theme", "day"]),
    ],
    ids=["no colour", "few colours", "slow link", "light"],
)
def test_it_opens_on_every_kind_of_terminal(
    environment: dict[str, str], args: list[str], consoles: list[Console]
) -> None:
    one = Console((80, 24), "--lines", "100", *args, **environment)
    consoles.append(one)
    one.shows("3/3 ready", "Space pause")
    one.types("/sasl\r")
    one.shows("filter sasl")
    one.types("\x10")
    one.shows("Search for commands")
    one.types("\x1b")
    one.it.draw(20, lambda: not one.it.shows("Search for commands"))
    one.types(":filter nezt\r")  # keys of the log are letters here
    one.shows("filter nezt: 0")
    one.types(":hig\tsxx\x7f\x7fmt\r G")  # in one burst
    one.shows("filter smt", "marked", "PAUSED")
    if "NO_COLOR" in environment:
        assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|4[0-7]|[34]8;)[0-9;]*m", one.output)


@pytest.mark.parametrize("keys", ["q", "\x03"])
def test_the_terminal_is_as_it_was(keys: str, consoles: list[Console]) -> None:
    one = Console((80, 24), "--lines", "10")
    consoles.append(one)
    one.shows("3/3 ready")
    one.types(keys)
    one.leaves()
    end = one.output[-400:]
    for restored in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
        assert restored in end


def test_an_idle_console_is_silent(consoles: list[Console]) -> None:
    one = Console((80, 24))
    consoles.append(one)
    one.shows("3/3 ready", "Space pause")
    one.it.draw(1.5)
    before = len(one.output)
    one.it.draw(3.5)
    assert len(one.output) == before


def test_a_flood_costs_no_more_bytes_than_frames(consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100", "--rate", "500")
    consoles.append(one)
    one.shows("3/3 ready")
    one.it.draw(1.0)
    before = len(one.output)
    one.it.draw(4.0)
    assert 4_000 < len(one.output) - before < 4 * 45_000

"""Filters: what is typed, what is refused, which rows are left."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaytui.errors import UsageError
from relaytui.filtering.tree import Matches, Node, Phrase, Test, Value
from relaytui.state.chunk import CHUNK_ROWS
from relaytui.state.filter import Filter, literally, parse_filter
from relaytui.state.pattern_process import TOO_SLOW
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection
from tests.state.lines import START, line

NOW = START + 1e6
PATIENCE = 20.0


def until(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def places(selection: Selection) -> list[int]:
    return [selection.row(place) for place in range(selection.first, selection.end)]


def searched(selection: Selection) -> list[int]:
    """The rows, when all was looked through."""

    def done() -> bool:
        selection.step(1.0)
        return selection.share_searched == 1.0

    until(done)
    return places(selection)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", None),
        ("   ", None),
        (" relay denied ", Phrase("relay denied")),
        ("/sasl .* failed/", Matches("sasl .* failed")),
        ("//", Phrase("//")),
        ("/var/log", Phrase("/var/log")),
        ("203.0.113.9", Phrase("203.0.113.9")),
        ("kind=reject", Test("kind", "=", (Value("reject"),))),
    ],
)
def test_what_is_typed(typed: str, wanted: Node | None) -> None:
    found = parse_filter(typed)
    assert (found and found.node) == wanted


@pytest.mark.parametrize("typed", ["/(/", "/[z-a]/", "/a{99999999999}/", "/" + "(" * 3000 + "/"])
def test_a_broken_pattern_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UsageError, match="pattern is not valid"):
        parse_filter(typed)


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 5), st.sampled_from(["SASL", "sasl x", "tls", ""]))),
        max_size=8,
    ),
    st.integers(0, 8),
)
def test_a_selection_is_what_a_plain_search_finds(
    batches: list[list[tuple[float, str]]], begin: int
) -> None:
    ring = Ring()
    selection: Selection | None = None
    for number, batch in enumerate(batches):
        if number == begin:
            selection = Selection(ring, literally("SaSl"), lambda: None)
        row = ring.add([line(at, f"{at} {text}") for at, text in batch], NOW)
        if selection:
            selection.forget(row)
            selection.step(1.0)
    if selection is None:
        selection = Selection(ring, literally("SaSl"), lambda: None)
    assert searched(selection) == [
        row for row in range(ring.end) if "sasl" in ring.line(row).event.raw.lower()
    ]


def test_markers_and_relays_count() -> None:
    ring = Ring()
    ring.add([line(0, "a"), line(1, "b", marker="gap"), line(2, "c", relay="other-relay")], NOW)
    assert searched(Selection(ring, literally("OTHER"), lambda: None)) == [1, 2]


def test_places_do_not_move_when_older_rows_are_found() -> None:
    ring = Ring()
    for start in range(0, 9 * CHUNK_ROWS, 512):
        ring.add(
            [line(row, f"{row} hit" * (row % 3 == 0)) for row in range(start, start + 512)], NOW
        )
    selection = Selection(ring, literally("hit"), lambda: None)
    assert selection.step(0.0)
    newest = selection.row(-1)
    assert searched(selection) == list(range(0, 9 * CHUNK_ROWS, 3))
    assert selection.row(-1) == newest
    assert selection.row(selection.place(4000)) == 4002
    assert selection.place(10**9) == selection.end
    for place in (selection.first - 1, selection.end):
        with pytest.raises(IndexError):
            selection.row(place)


def test_rows_that_the_ring_lets_go_leave_the_selection() -> None:
    ring = Ring(most_bytes=16_000)
    ring.add([line(row, "hit") for row in range(8 * CHUNK_ROWS)], NOW)
    selection = Selection(ring, literally("hit"), lambda: None)
    for start in range(8 * CHUNK_ROWS, 30 * CHUNK_ROWS, CHUNK_ROWS):
        selection.forget(
            ring.add([line(row, "hit") for row in range(start, start + CHUNK_ROWS)], NOW)
        )
        selection.step(1.0)
        assert places(selection)[0] >= ring.first
    assert ring.first > 8 * CHUNK_ROWS
    assert searched(selection) == list(range(ring.first, ring.end))


def test_a_pattern_is_matched_elsewhere_also_in_what_comes_later() -> None:
    ring = Ring()
    ring.add([line(row, f"x{row}") for row in range(3000)], NOW)
    woken: list[bool] = []
    selection = Selection(ring, Filter(Matches(r"mx1 x\d*7$")), lambda: woken.append(True))
    assert searched(selection) == [row for row in range(3000) if row % 10 == 7]
    selection.forget(ring.add([line(3001, "x17"), line(3002, "y17")], NOW))
    assert searched(selection)[-1] == 3000
    assert woken
    selection.close()


def test_a_pattern_that_takes_too_long_is_switched_off_and_nobody_waits() -> None:
    ring = Ring()
    ring.add([line(0, "a" * 4000 + "!")], NOW)
    selection = Selection(ring, Filter(Matches("(a+)+$")), lambda: None)
    began = time.process_time()
    until(lambda: selection.step(1.0) or selection.failed)
    assert selection.failed == TOO_SLOW
    assert time.process_time() - began < 1.0
    assert places(selection) == []

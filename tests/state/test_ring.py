"""The ring: order, numbers without gaps, packed rows that come back whole, a bound."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaytui.domain.line import Line
from relaytui.state.chunk import CHUNK_ROWS, Chunk
from relaytui.state.ring import MERGE_WINDOW, Ring
from tests.state.lines import START, line, raws

NOW = START + 1e6


#: Rows of the flood tests' long lines.
LONG = "x" * 4000


def held(ring: Ring) -> list[Line]:
    return [ring.line(row) for row in range(ring.first, ring.end)]


def filled(rows: int, *, most_bytes: int = 64 << 20, problems: Sequence[int] = ()) -> Ring:
    ring = Ring(most_bytes)
    for start in range(0, rows, 500):
        ring.add(
            [
                line(row, f"row {row} of the log", kind="reject" if row in problems else "other")
                for row in range(start, min(rows, start + 500))
            ],
            NOW,
        )
    return ring


@given(st.lists(st.lists(st.floats(0, 20), max_size=8), max_size=12))
def test_rows_stand_in_the_order_of_time_or_are_marked_late(batches: list[list[float]]) -> None:
    ring = Ring()
    for batch in batches:
        ring.add([line(at) for at in batch], NOW)
    lines = held(ring)
    assert sorted(raws(lines)) == sorted(f"line at {at}" for batch in batches for at in batch)
    newest = 0.0
    for one in lines:
        assert one.late or one.at >= newest
        newest = newest if one.late else one.at
    assert ring.late == sum(one.late for one in lines)


@given(st.lists(st.lists(st.floats(0, 6), max_size=6), max_size=12))
def test_rows_below_the_lowest_changed_one_stay(batches: list[list[float]]) -> None:
    ring = Ring()
    for batch in batches:
        before = held(ring)
        lowest = ring.add([line(at) for at in batch], NOW)
        assert held(ring)[:lowest] == before[:lowest]


def test_a_line_within_the_window_goes_to_its_place() -> None:
    ring = Ring()
    ring.add([line(0), line(1), line(2)], NOW)
    assert ring.add([line(0.5)], NOW) == 1
    assert [one.at - START for one in held(ring)] == [0, 0.5, 1, 2]
    assert not any(one.late for one in held(ring))


def test_a_line_behind_the_window_stands_at_the_end_marked_late() -> None:
    ring = Ring()
    ring.add([line(10)], NOW)
    assert ring.add([line(10 - MERGE_WINDOW - 1)], NOW) == 1
    assert [one.late for one in held(ring)] == [False, True]
    ring.add([line(9), line(11)], NOW)
    assert [one.at - START for one in held(ring)] == [9, 10, 7, 11]


def test_a_line_from_the_future_makes_no_other_line_late() -> None:
    ring = Ring()
    ring.add([line(500_000)], START)
    ring.add([line(0), line(1)], START)
    assert [one.late for one in held(ring)] == [False, False, False]


def test_settled_rows_never_move() -> None:
    ring = Ring()
    ring.add([line(0), line(1)], NOW)
    ring.settle()
    before = held(ring)
    assert ring.add([line(0.5), line(1.5)], NOW) == 2
    assert held(ring)[:2] == before
    assert [one.late for one in held(ring)] == [False, False, True, False]


def test_packed_rows_come_back_as_they_were() -> None:
    lines = [
        line(row, f"Feb 9 mx1 smtpd[1]: text {row} é", kind="reject", message=f"text {row} é")
        for row in range(CHUNK_ROWS)
    ]
    lines[3].marker, lines[4].unclean, lines[5].late = "gap", b"\xff", True
    lines[6].event.counters, lines[7].event.extra = {"mail": (1, 2)}, {"jail": "sasl"}
    lines[8].event.message = "said otherwise"
    wanted = msgspec.msgpack.encode(lines)
    chunk = Chunk(lines)
    assert chunk.lines() == lines
    assert msgspec.msgpack.encode(lines) == wanted, "packing has changed a line in use"
    assert chunk.markers == (3,)
    assert chunk.size < len(wanted) / 5


def test_old_rows_are_let_go_and_the_numbers_stay() -> None:
    whole = filled(20 * CHUNK_ROWS)
    ring = filled(20 * CHUNK_ROWS, most_bytes=whole.packed_bytes // 2)
    assert ring.packed_bytes <= whole.packed_bytes // 2
    assert 0 < ring.first < ring.end == 20 * CHUNK_ROWS
    for row in (ring.first, ring.first + 1500, ring.end - 1):
        assert ring.line(row).event.raw == f"row {row} of the log"
    for row in (ring.first - 1, ring.end):
        with pytest.raises(IndexError):
            ring.line(row)


@settings(max_examples=25)
@given(st.sets(st.integers(0, 9 * CHUNK_ROWS - 1), max_size=5), st.integers(0, 9 * CHUNK_ROWS))
def test_problems_are_found_both_ways(problems: set[int], row: int) -> None:
    ring = filled(9 * CHUNK_ROWS, problems=sorted(problems))
    assert ring.problem_after(row) == min((one for one in problems if one > row), default=None)
    assert ring.problem_before(row) == max((one for one in problems if one < row), default=None)


def test_blocks_cover_all_rows_once_both_ways() -> None:
    ring = filled(9 * CHUNK_ROWS + 77)
    forward, row = [], ring.first
    while row < ring.end:
        block = ring.block_from(row)
        forward += block.text.split("\n")
        assert block.start == row
        row = block.end
    backward: list[str] = []
    while row > ring.first:
        block = ring.block_before(row)
        backward = block.text.split("\n") + backward
        assert block.end == row
        row = block.start
    assert forward == backward == raws(held(ring))
    middle = ring.block_from(1500)
    assert middle.text.split("\n")[0] == "row 1500 of the log"


def test_while_logs_are_gathered_lines_go_far_back_but_never_into_packed_rows() -> None:
    ring = filled(3000)
    ring.window = float("inf")
    ring.add([line(1000.5, relay="mx2")], NOW)
    assert ring.line(1001).relay == "mx2"
    ring = filled(9 * CHUNK_ROWS)
    ring.window = float("inf")
    ring.add([line(1000.5, relay="mx2")], NOW)
    assert ring.line(ring.end - 1).relay == "mx2"
    assert ring.line(ring.end - 1).late


def test_long_rows_are_packed_sooner() -> None:
    ring = Ring()
    for number in range(8 * CHUNK_ROWS):
        ring.add([line(number / 1e4, f"{number} {LONG}")], NOW)
    # 16 KiB a row as plain text would be 80 MB before the first chunk is packed by rows alone.
    assert len(ring._lines) <= 2 * CHUNK_ROWS + CHUNK_ROWS
    assert ring._plain_size == sum(len(one.event.raw) for one in ring._lines)
    assert [one.event.raw for one in held(ring)] == [f"{n} {LONG}" for n in range(8 * CHUNK_ROWS)]

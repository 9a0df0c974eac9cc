"""Recorded filters: which lines they keep, in the console and without it, what they mark, what is
wrong with them, and how they are printed."""

import json
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from relaytui.cli.matching import Matching
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.filtering.comparing import Moment
from relaytui.filtering.parse import parse
from relaytui.filtering.words import FilterError
from relaytui.logs.parser import LineParser
from relaytui.state.block import Block
from relaytui.state.chunk import Chunk
from relaytui.state.filter import Filter, parse_filter
from relaytui.state.judgement import Judgement
from relaytui.state.pattern_search import PatternSearch
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection
from tests.state.test_filter import searched, until

FOLDER = Path(__file__).parents[1] / "data" / "filters"
SAVED = {"noise": "kind=connect", "broken": "kind=rejct", "loop": "a @loop2", "loop2": "@loop"}
NOON = "2026-11-25T12:00:00+00:00"


def cases(key: str) -> list[Any]:
    """The cases that say this."""
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        for text in path.read_text("utf-8").splitlines():
            case = json.loads(text)
            if key in case:
                found.append(pytest.param(case, id=f"{path.stem}-{case['id']}"))
    return found


def line_of(case: dict[str, Any]) -> Line:
    if "raw" in case:
        return Line("mx1", "journal", 1, 1e9, Event(kind="other", raw=case["raw"]))
    at = datetime.fromisoformat("2026-11-25T08:00:00.5+00:00").timestamp()
    return Line("mx9", "journal", 1, at, LineParser(UTC).parse(case["log"].encode(), at))


def when_of(case: dict[str, Any]) -> Moment:
    return Moment(datetime.fromisoformat(case.get("now", NOON)).timestamp(), UTC)


def filter_of(case: dict[str, Any]) -> Filter:
    chosen = parse_filter(case["typed"], case.get("saved", {}), when_of(case))
    assert chosen is not None
    return chosen


def gap_beside(line: Line) -> Line:
    """A row about missing lines: it is always kept."""
    return Line("mx2", "journal", 2, line.at, Event(kind="log_gap", raw="3 lines missing"), "gap")


@pytest.mark.parametrize("case", cases("kept"))
def test_what_the_console_keeps(case: dict[str, Any]) -> None:
    line, ring = line_of(case), Ring()
    ring.add([line, gap_beside(line)], line.at)
    selection = Selection(ring, filter_of(case), lambda: None)
    try:
        assert searched(selection) == ([0, 1] if case["kept"] else [1])
    finally:
        selection.close()


@pytest.mark.parametrize("case", cases("kept"))
def test_what_is_kept_of_packed_rows(case: dict[str, Any]) -> None:
    chosen, line = filter_of(case), line_of(case)
    others = [Line("mx0", "journal", 3, line.at, Event(raw=f"x{row % 7}")) for row in range(50)]
    block = packed_block([*others[:20], line, gap_beside(line), *others[20:]])
    hits = answered(Judgement(chosen, block)).hits
    assert (20 in hits) is case["kept"]
    assert 21 in hits


@pytest.mark.parametrize("case", [one for one in cases("kept") if "saved" not in one.values[0]])
def test_what_is_kept_without_a_console(case: dict[str, Any]) -> None:
    line = line_of(case)
    matching = Matching(case["typed"], when_of(case))
    try:
        lines = [line, gap_beside(line), line]
        assert matching.kept(lines) == (lines if case["kept"] else lines[1:2])
    finally:
        matching.close()


@pytest.mark.parametrize("case", cases("kept"))
def test_one_line_is_judged_as_many_are(case: dict[str, Any]) -> None:
    chosen, line = filter_of(case), line_of(case)
    assert chosen.keeps(line, found) is case["kept"]
    assert chosen.keeps(line) in (case["kept"], None)
    assert chosen.patterns or chosen.keeps(line) is not None


def answered(judgement: Judgement) -> Judgement:
    """With what the worker would answer."""
    while (wanted := judgement.wanted) is not None:
        judgement.answer(wanted[0], {text: found(wanted[0], text) for text in wanted[1]})
    return judgement


def packed_block(lines: list[Line]) -> Block:
    """Lines as they come out of a packed chunk."""
    chunk = Chunk(lines)
    return Block(0, chunk.relays, chunk.texts, chunk.markers, chunk.span, chunk.opened,
                 chunk.kinds)  # fmt: skip


def found(pattern: str, text: str) -> bool:
    """What the worker would answer."""
    return re.search(pattern, text) is not None


@pytest.mark.parametrize("case", cases("spans"))
def test_what_is_marked(case: dict[str, Any]) -> None:
    chosen, line = filter_of(case), line_of(case)
    text = line.event.raw
    if not chosen.patterns:
        assert [text[start:end] for start, end in chosen.spans(line, text)] == case["spans"]
        return
    ((pattern, text),) = chosen.subjects(line)
    answered = threading.Event()
    search = PatternSearch(pattern, answered.set)
    search.search(7, [text], spans=True)
    assert answered.wait(20)
    answer = search.collect()
    search.close()
    assert answer is not None
    assert [text[start:end] for start, end in answer[1][0]] == case["spans"]


@pytest.mark.parametrize("case", cases("column"))
def test_an_error_names_the_column_and_what_to_do(case: dict[str, Any]) -> None:
    with pytest.raises(FilterError) as caught:
        parse(case["typed"], SAVED)
    assert caught.value.column == case["column"]
    assert case["words"] in str(caught.value)


@pytest.mark.parametrize("case", cases("printed"))
def test_what_is_printed_says_the_same(case: dict[str, Any]) -> None:
    node = parse(case["typed"], SAVED)
    assert str(node) == case["printed"]
    assert parse(str(node), SAVED) == node


def test_marks_of_a_pattern_are_asked_for_once_and_stay_known() -> None:
    ring, woken = Ring(), []
    ring.add([line_of({"raw": f"message {number}"}) for number in range(30)], 1e9)
    chosen = parse_filter("/[0-9]+/")
    assert chosen is not None
    selection = Selection(ring, chosen, lambda: woken.append(1))
    marks = selection.marks["[0-9]+"]
    assert marks.spans("mx1 message 12") is None
    assert marks.spans("mx1 message 12") is None
    assert len(woken) == 1

    def known() -> bool:
        selection.step(0.01)
        return marks.knows("mx1 message 12")

    until(known)
    assert marks.spans("mx1 message 12") == [(2, 3), (12, 14)]
    assert searched(selection) == list(range(30))
    selection.close()

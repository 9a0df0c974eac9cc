"""Recorded filters: which lines they keep, in the console and without it, what they mark, what is
wrong with them, and how they are printed."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.filtering.comparing import Moment
from relaytui.filtering.parse import parse
from relaytui.filtering.words import FilterError
from relaytui.logs.parser import LineParser
from relaytui.state.block import plain_block
from relaytui.state.chunk import CHUNK_ROWS
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


def filter_of(case: dict[str, Any]) -> Filter:
    when = Moment(datetime.fromisoformat(case.get("now", NOON)).timestamp(), UTC)
    chosen = parse_filter(case["typed"], case.get("saved", {}), when)
    assert chosen is not None
    return chosen


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("case", cases("kept"))
def test_what_is_kept(case: dict[str, Any], packed: bool) -> None:
    chosen, line = filter_of(case), line_of(case)
    gap = Line("mx2", "journal", 2, line.at, Event(kind="log_gap", raw="3 lines missing"), "gap")
    others = [Line("mx0", "journal", 3, line.at + 1, Event(raw="x"))] * (6 * CHUNK_ROWS * packed)
    ring = Ring()
    ring.add([line, gap, *others], line.at + 1)
    selection = Selection(ring, chosen, lambda: None)
    try:
        assert searched(selection)[:2][: 1 + case["kept"]] == ([0, 1] if case["kept"] else [1])
    finally:
        selection.close()


@pytest.mark.parametrize("case", cases("kept"))
def test_one_line_is_judged_as_many_are(case: dict[str, Any]) -> None:
    chosen, line = filter_of(case), line_of(case)
    judgement, asked = Judgement(chosen, plain_block(0, [line])), 0
    while (wanted := judgement.wanted) is not None:
        asked += 1
        judgement.answer(wanted[0], {text: found(wanted[0], text) for text in wanted[1]})
    assert judgement.hits == ([0] if case["kept"] else [])
    assert chosen.keeps(line, found) is case["kept"]
    assert chosen.keeps(line) is (case["kept"] if not asked else None)


def found(pattern: str, text: str) -> bool:
    """What the worker would answer."""
    import re

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

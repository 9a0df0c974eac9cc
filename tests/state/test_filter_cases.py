"""Recorded filters: which lines they keep, in the console and without it, and what they mark."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from relaytui.cli.matching import Matching
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.filter import Words, parse_filter
from relaytui.state.pattern_search import PatternSearch
from relaytui.state.ring import Ring
from relaytui.state.selection import Selection
from tests.state.test_filter import searched, until

PATH = Path(__file__).parents[1] / "data" / "filter" / "cases.jsonl"
CASES = [json.loads(line) for line in PATH.read_text("utf-8").splitlines()]


def line_of(case: dict[str, Any]) -> Line:
    return Line("mx1", "journal", 1, 1e9, Event(kind="other", raw=case["raw"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_is_kept_is_the_same_in_the_console_and_without_it(case: dict[str, Any]) -> None:
    chosen, line = parse_filter(case["typed"]), line_of(case)
    assert chosen is not None
    gap = Line("mx2", "journal", 2, 1e9, Event(kind="log_gap", raw="3 lines missing"), "gap")
    ring = Ring()
    ring.add([line, gap], 1e9)
    selection = Selection(ring, chosen, lambda: None)
    matching = Matching(case["typed"])
    try:
        assert searched(selection) == ([0, 1] if case["kept"] else [1])
        assert matching.kept([line, gap]) == ([line, gap] if case["kept"] else [gap])
    finally:
        selection.close()
        matching.close()


@pytest.mark.parametrize(
    "case", [one for one in CASES if "spans" in one], ids=lambda one: one["id"]
)
def test_what_is_marked(case: dict[str, Any]) -> None:
    chosen, text = parse_filter(case["typed"]), case["raw"]
    if isinstance(chosen, Words):
        assert [text[start:end] for start, end in chosen.spans(text)] == case["spans"]
        return
    assert chosen is not None
    answered, text = threading.Event(), f"mx1 {text}"
    search = PatternSearch(chosen.text, answered.set)
    search.search(7, [text], spans=True)
    assert answered.wait(20)
    found = search.collect()
    search.close()
    assert found is not None
    assert [text[start:end] for start, end in found[1][0]] == case["spans"]


def test_marks_of_a_pattern_are_asked_for_once_and_stay_known() -> None:
    ring, woken = Ring(), []
    ring.add([line_of({"raw": f"message {number}"}) for number in range(30)], 1e9)
    chosen = parse_filter("/[0-9]+/")
    assert chosen is not None
    selection = Selection(ring, chosen, lambda: woken.append(1))
    marks = selection.marks
    assert marks is not None
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

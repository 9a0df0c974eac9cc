"""What holds for every filter: reading never crashes, printing says the same, and what is told by
texts and columns is what the events say."""

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaytui.domain.line import Line
from relaytui.filtering.bounds import bounds
from relaytui.filtering.comparing import Moment
from relaytui.filtering.completing import completed
from relaytui.filtering.fields import ALIASES, FIELDS
from relaytui.filtering.judging import judging
from relaytui.filtering.parse import parse
from relaytui.filtering.prefilter import Prefilter
from relaytui.filtering.tree import Node
from relaytui.filtering.words import FilterError
from relaytui.logs.parser import LineParser
from relaytui.state.block import Block, plain_block
from relaytui.state.chunk import CHUNK_ROWS, Chunk
from tests.conformance import load
from tests.conformance import parse as parsed
from tests.filtering.test_cases import packed_block

NOW = 1_800_000_000.0
WHEN = Moment(NOW, UTC)
SAVED = {"noise": "kind=connect or kind=disconnect", "a-b": "x"}
PIECES = [
    *FIELDS, *ALIASES, "counters.auth", "extra.jail", "=", "!=", "~", "!~", "<", ">=", "==", "=~",
    "reject", "bob@example.org", "*@*", "192.0.2.0/24", "2001:db8::1", "::ffff:192.0.2.1", "550",
    "5xx", "30m", "1M", "08:00", "yes", "<>", " ", "  ", "(", ")", "!", "-", "@", "@noise", "@a-b",
    '"', "'", "/", "/a.b/", "\\", ",", "*", "?", "and", "or", "not", " and ", " or ", " not ",
    "relay denied", "AND", "é", "İ", "\t", "\n", "%", "kind=reject", " ip=*", "user~bob",
]  # fmt: skip
TYPED = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_any_text_is_a_filter_or_an_error_with_a_column(typed: str) -> None:
    node, column = read(typed)
    assert 1 <= column <= len(typed) + 1
    assert node is None or parse(str(node), SAVED) == node
    assert node is None or str(parse(str(node), SAVED)) == str(node)


def read(typed: str) -> tuple[Node | None, int]:
    """The filter, or at which column it is wrong."""
    try:
        return parse(typed, SAVED), 1
    except FilterError as error:
        return None, error.column


@settings(max_examples=80, deadline=None)
@given(TYPED, st.integers(0, 60))
def test_completion_never_crashes_and_keeps_what_stands_before(typed: str, at: int) -> None:
    for one in completed(typed, min(at, len(typed)), lambda _: ["b b"], SAVED):
        assert one.text[: one.begin] == typed[: one.begin]


def corpus() -> list[Line]:
    """All recorded lines, with the relays and times that a console would give them."""
    found = []
    folder = Path(__file__).parents[1] / "data" / "mail"
    for number, record in enumerate(load(folder, "events", None)):
        event = parsed(record)
        at = NOW - 7000 + 60 * number if number % 3 else NOW - 9e6
        found.append(Line(f"mx{number % 3}", "journal", number, at, event, late=number % 7 == 0))
    return found


LINES = corpus()


def packed() -> Block:
    """The same lines out of a packed chunk."""
    return packed_block((LINES * (CHUNK_ROWS // len(LINES) + 1))[:CHUNK_ROWS])


def terms() -> list[str]:
    """Comparisons of all fields with what stands in the recorded lines."""
    found = set()
    for line in LINES:
        for name, field in FIELDS.items():
            value = field.get(line)
            for one in value if isinstance(value, list) else [value]:
                text = str(one)[:60].replace("\\", "\\\\").replace('"', '\\"')
                if one is not None and text.isprintable():
                    found.add(f'{name}="{text}"')
                    found.add(f'{name}~"{text[1:9].upper()}"')
                    found.add(f"{name}={text[:2]}*")
                    found.add(f"{name}>={one}")
    return sorted(one for one in found if _is_filter(one))


def _is_filter(text: str) -> bool:
    try:
        return parse(text) is not None
    except FilterError:
        return False


TERMS = terms()


def test_many_comparisons_are_tried() -> None:
    assert len(TERMS) > 3000
    assert {one.partition("=")[0] for one in TERMS} > {"client_ip", "user", "code", "jail", "kind"}


@pytest.mark.parametrize("source", ["plain", "packed"])
def test_no_row_is_lost_by_what_is_told_without_its_event(source: str, soak: bool) -> None:
    block = packed() if source == "packed" else plain_block(0, LINES)
    lines = block.lines(block.all)
    kept = 0
    for term in TERMS if soak else TERMS[:: 11 if source == "plain" else 61]:
        for text in (term, f"!{term}"):
            node = parse(text)
            assert node is not None
            judge = judging(node, WHEN)
            held = {row for row, line in lines.items() if judge(line, lambda *_: None)}
            found = bounds(node, block, WHEN)
            assert found.surely <= held <= found.maybe, text
            kept += bool(held)
    assert kept > 100


def test_no_line_is_lost_by_what_is_told_by_its_bytes(soak: bool) -> None:
    folder = Path(__file__).parents[1] / "data" / "mail"
    raws = [one["raw"].encode("utf-8", "surrogateescape") for one in load(folder, "events", None)]
    kept = passed_over = 0
    texts = [
        *TERMS[:: 1 if soak else 13],
        "relay denied",
        "kind=reject (helo=x or from=*@example.com)",
    ]
    for text in texts:
        node = parse(text)
        assert node is not None
        judge, prefilter = judging(node, WHEN), Prefilter(node, "mx1")
        for raw, line in zip(raws, LINES, strict=True):
            if raw.startswith(b"{"):
                continue
            might = prefilter.might(raw)
            passed_over += not might
            if judge(line, lambda *_: None):
                assert might, (text, raw)
                kept += 1
    assert kept > 100
    assert passed_over > 10_000


def test_rows_of_a_chunk_are_the_same_whichever_are_wanted() -> None:
    chunk = Chunk((LINES * 4)[:CHUNK_ROWS])
    lines = chunk.lines()
    for wanted in ({0}, {3, 500, 1023}, set(range(0, 1024, 7)), set[int]()):
        assert chunk.opened().lines(wanted) == [lines[row] for row in sorted(wanted)]


def test_parsing_takes_no_longer_than_its_length() -> None:
    raw = Path(__file__).parents[1] / "data" / "mail" / "raw" / "postfix.log"
    line = LineParser(UTC).parse(raw.read_bytes().split(b"\n")[0], NOW)
    assert line.kind
    for typed in ("(" * 3000, "!" * 3999, "a or " * 700 + "a", "user=*" + "a*" * 1900, "/" * 3999):
        try:
            node = parse(typed)
        except FilterError:
            continue
        if node is not None:
            judging(node, WHEN)(Line("mx1", "journal", 1, NOW, line), lambda *_: None)

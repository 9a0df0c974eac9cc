"""Lines come back from their condensed form as they were, whatever their texts hold."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.condense import condense, restore
from tests.conformance import load, parse

CORPUS = Path(__file__).resolve().parents[1] / "data" / "mail"
WORDS = st.sampled_from(["a", "550", "5.7.1", "<x@y>", "é", "0.2", "inf", "[1.2.3.4]", "", "-7"])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
#: Fields of every type there is.
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["other", "reject"]),
    "message": TEXTS,
    "sender": TEXTS,
    "program": TEXTS,
    "pid": st.sampled_from([550, -7, 3, 2**40]),
    "delay": st.sampled_from([0.2, float("inf"), 1e-9, 550.0]),
    "temporary": st.booleans(),
    "unsafe": st.booleans(),
    "delays": st.lists(st.floats(allow_nan=False), max_size=4),
    "counters": st.dictionaries(WORDS, st.tuples(st.integers(0, 9), st.integers(0, 9))),
    "also": st.lists(WORDS, max_size=2),
    "extra": st.dictionaries(WORDS, st.one_of(WORDS, st.integers(0, 9), st.booleans())),
    "time": st.one_of(st.none(), st.floats(0, 4e9)),
}
LINES = st.lists(
    st.builds(
        lambda at, n, raw, fields, relay, marker, late, unclean: Line(
            relay, "journal", n, at, Event(raw=raw, **fields), marker, late, unclean
        ),
        st.floats(0, 4e9), st.integers(0, 2**40), TEXTS, st.fixed_dictionaries({}, optional=FIELDS),
        st.sampled_from(["mx1", "mx2"]), st.sampled_from(["", "gap"]), st.booleans(),
        st.one_of(st.none(), st.binary(max_size=3)),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def back(lines: list[Line]) -> list[Line]:
    texts = "\n".join(one.event.raw for one in lines).encode()
    return restore(condense(lines, texts), texts)


@given(LINES)
def test_lines_come_back(lines: list[Line]) -> None:
    wanted = msgspec.msgpack.encode(lines)
    assert back(lines) == lines
    assert msgspec.msgpack.encode(lines) == wanted, "a line in use was changed"


def test_every_recorded_event_comes_back() -> None:
    events = [parse(record) for record in load(CORPUS, "events", None)]
    lines = [
        Line("mx1", "journal", n, (event.time or 1.8e9) + n / 7, event)
        for n, event in enumerate(events, 1)
    ]
    assert len(lines) > 100
    assert back(lines) == lines


@pytest.mark.parametrize("skew", [0.0, 3.7, -86_400.25])
def test_a_steady_log_takes_few_bytes_also_with_a_wrong_clock(skew: float) -> None:
    lines = []
    for n in range(1024):
        message = f"connect from h{n}.example[192.0.2.{n % 250}]"
        raw = f"Nov 25 10:00:00 mx1 postfix/smtpd[{n % 5}]: {message}"
        event = Event(
            "connect", 1.8e9 + n * 0.031, raw, host="mx1", program="postfix/smtpd", pid=n % 5,
            message=message, client_ip=f"192.0.2.{n % 250}",
            client_name=f"h{n}.example",
        )  # fmt: skip
        lines.append(Line("mx1", "/var/log/mail.log", n, (event.time or 0) - skew, event))
    texts = "\n".join(one.event.raw for one in lines).encode()
    packed = condense(lines, texts)
    assert restore(packed, texts) == lines
    assert len(packed) < 25 * len(lines)

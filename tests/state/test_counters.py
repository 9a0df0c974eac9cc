"""Counts by the minute, and the figures and words made of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relaytui.domain.event import Event
from relaytui.state.ages import age_words, rate_words, span_words
from relaytui.state.buckets import Buckets
from relaytui.state.counters import Counters, counted_as
from relaytui.state.short_names import short_names
from relaytui.state.sparkline import sparkline
from tests.state.lines import START, line

CLIENT = {"client_ip": "192.0.2.1"}


@pytest.mark.parametrize(
    ("kind", "fields", "wanted"),
    [
        ("queued", CLIENT, "accepted"),
        ("queued", {}, None),
        ("queued", {**CLIENT, "part": True}, None),
        ("reject", CLIENT, "rejected"),
        ("blocked", CLIENT, "blocked"),
        ("rate_limited", CLIENT, "limited"),
        ("auth_failed", CLIENT, "failed_logins"),
        ("auth_failed", {**CLIENT, "duplicate": True}, None),
        ("auth_failed", {**CLIENT, "duplicate_of_next": True}, None),
        ("reject", {"continuation": True}, None),
        ("connect", CLIENT, None),
    ],
)
def test_what_counts_as_what(kind: str, fields: dict[str, Any], wanted: str | None) -> None:
    assert counted_as(Event(kind=kind, **fields)) == wanted


def test_a_line_that_stands_for_many_counts_so_often() -> None:
    counters = Counters(["mx1"])
    counters.take([line(0, kind="reject", repeat=7), line(1, kind="reject")], START + 1)
    assert counters.relays["mx1"].rejected.total == 8


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([("reject", {}), ("repeat", {"repeat": 5})], 6),
        ([("reject", {}), ("repeat", {"repeat": 5}), ("repeat", {"repeat": 2})], 8),
        ([("reject", {"repeat": 3}), ("repeat", {"repeat": 5})], 8),
        ([("reject", {}), ("noise", {}), ("repeat", {"repeat": 5})], 6),
        ([("reject", {}), ("connect", {}), ("repeat", {"repeat": 5})], 1),
        ([("reject", {"continuation": True}), ("repeat", {"repeat": 5})], 0),
        ([("repeat", {"repeat": 5})], 0),
    ],
)
def test_a_line_that_came_again_counts_so_often(
    lines: list[tuple[str, dict[str, Any]]], wanted: int
) -> None:
    counters = Counters(["mx1"])
    for at, (kind, fields) in enumerate(lines):
        counters.take([line(at, kind=kind, **fields)], START + at)
    assert counters.relays["mx1"].rejected.total == wanted


def test_a_line_that_came_again_is_the_one_before_in_its_own_log() -> None:
    counters = Counters(["mx1", "mx2"])
    counters.take(
        [
            line(0, kind="reject"),
            line(1, relay="mx2", kind="auth_failed"),
            line(2, kind="repeat", repeat=4),
            line(3, relay="mx2", kind="repeat", repeat=2),
        ],
        START + 3,
    )
    assert counters.relays["mx1"].rejected.total == 5
    assert counters.relays["mx2"].failed_logins.total == 3


def test_gaps_make_counts_incomplete_for_an_hour() -> None:
    counters = Counters(["mx1", "mx2"])
    counters.take([line(0, marker="gap", kind="log_gap", lost=3)], START)
    mx1, mx2 = counters.relays["mx1"], counters.relays["mx2"]
    assert mx1.incomplete(START + 60)
    assert not mx2.incomplete(START + 60)
    assert not mx1.incomplete(START + 2 * 3600)
    assert mx1.lines.total == 0


def test_old_lines_do_not_look_like_traffic_of_now() -> None:
    counters = Counters(["mx1"])
    counters.take([line(at) for at in range(-3000, 0, 3)], START + 600)
    assert counters.lines_per_second(START + 600) == 0
    counters.take([line(600 + at / 10) for at in range(200)], START + 620)
    assert counters.lines_per_second(START + 620) == pytest.approx(10, abs=1)
    assert counters.lines_per_second(START + 640) == 0


def test_lag_shows_while_lines_flow_and_is_age_when_they_stop() -> None:
    counts = Counters(["mx1"]).relays["mx1"]
    counts.take(line(0), START + 45)
    assert counts.behind(START + 46) == pytest.approx(45)
    assert counts.behind(START + 80) == 0
    counts.take(line(80), START + 80.5)
    assert counts.behind(START + 81) == 0


@given(st.lists(st.integers(0, 4000)), st.integers(0, 4000))
def test_buckets_hold_the_last_ones(times: list[int], more: int) -> None:
    buckets = Buckets(10, 60)
    for at in sorted(times):
        buckets.add(at)
    now = max(times, default=0) + more
    newest = now // 60
    wanted = [sum(at // 60 == bucket for at in times) for bucket in range(newest - 9, newest + 1)]
    assert buckets.last(now) == wanted
    assert buckets.total == len(times)


def test_a_rate_slides_over_the_turn_of_a_minute() -> None:
    buckets = Buckets()
    for second in range(60):
        buckets.add(START + second)
    assert START % 60 == 0
    assert buckets.per_bucket(START + 60) == 60
    assert buckets.per_bucket(START + 90) == 30
    assert buckets.per_bucket(START + 180) == 0


@pytest.mark.parametrize(
    ("counts", "width", "wanted"),
    [
        ([], 3, "   "),
        ([0, 0, 0], 3, "   "),
        ([0, 1, 8], 3, " ▁█"),
        ([9, 9, 4, 8], 2, "▄█"),
        ([5], 4, "   █"),
        ([1], 0, ""),
    ],
)
def test_sparklines(counts: list[float], width: int, wanted: str) -> None:
    assert sparkline(counts, width) == wanted


def test_sparklines_without_special_characters() -> None:
    assert sparkline([0, 1, 8], 3, ascii_only=True) == " _#"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"), (9.9, "now"), (10, "10 s"), (59, "10 s"), (60, "1 min"), (299, "1 min"),
        (300, "5 min"), (900, "15 min"), (3600, "1 h"), (7300, "2 h"), (90_000, "1 d"),
    ],
)  # fmt: skip
def test_ages_change_in_steps(seconds: float, words: str) -> None:
    assert age_words(seconds) == words


@pytest.mark.parametrize(
    ("rate", "words"), [(0, "0"), (0.34, "0.3"), (12.4, "12"), (1234, "1,234"), (123_456, "123k")]
)
def test_rates(rate: float, words: str) -> None:
    assert rate_words(rate) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(2.34, "2.3 s"), (42, "42 s"), (300, "5 min"), (7200, "2 h")]
)
def test_spans(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["mx1", "mx2"], ["mx1", "mx2"]),
        (["relay01.example.net", "relay02.example.net"], ["r1", "r2"]),
        (["relay-frankfurt-03", "root@relay-paris-03"], ["rf3", "rp3"]),
        (["relay-a", "relay-b"], ["ra", "rb"]),
        (["outbound", "output"], ["#1", "#2"]),
        (["中继服务器", "r"], ["中", "r"]),
        (["[::1]:2222", ""], ["2222", "#2"]),
    ],
)
def test_short_names(names: list[str], wanted: list[str]) -> None:
    assert list(short_names(names).values()) == wanted


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=60))
def test_short_names_are_never_alike(names: list[str]) -> None:
    assert len(set(short_names(names).values())) == len(names)

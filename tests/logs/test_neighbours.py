"""A line means the same whatever came before it: what neighbours share is only taken sooner."""

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relaytui.logs.parser import LineParser
from tests.conformance import load

NOW = 1_770_800_000.0
CORPUS = Path(__file__).resolve().parents[1] / "data" / "mail"
RECORDED = [
    record["raw"]
    for record in load(CORPUS, "events", None)
    if isinstance(record.get("raw"), str) and not record["raw"].startswith("{")
]
HEADERS = [
    "2026-02-09T05:31:56.154748+00:00 mx1 ",
    "2026-02-09T05:31:56.900001+00:00 mx1 ",
    "2026-02-09T05:31:56.154748+01:00 mx1 ",
    "2026-02-09T05:31:56.154748+00:00 mx2 ",
    "2026-02-09T05:31:56.15474x+00:00 mx1 ",
    "2026-02-09T05:31:56+00:00 mx1 ",
    "Feb  9 05:31:56 mx1 ",
    "Feb  9 05:31:56 mx2 ",
    "Feb  9 05:31:56  ",
    "<22>Feb  9 05:31:56 mx1 ",
    "2026-02-09T05:31:56.154748+00:00 mx",
    "Feb  9 05:31:56 mx",
]
BEHIND = [
    "postfix/smtpd[7]: connect from unknown[192.0.2.7]",
    "postfix/smtpd[8]: lost connection after AUTH from unknown[192.0.2.7]",
    "postfix/qmgr[9]: 4104E3D: removed",
    "postfix/qmgr[9]:",
    "postfix/qmgr[9]",
    "sshd[3]: message repeated 2 times: [ Failed password for root from 192.0.2.7 port 4 ssh2]",
    "password: hunter2",
    "password: hunter3",
    "app[1]: AUTH PLAIN AGZvbwBiYXI=",
    "app[1]: password=hunter2",
    "error postfix/smtpd[7]: x",
    "postfix/anvil[²]: statistics: max connection count 1",
    "last message repeated 2 times",
    "",
]


def _same_anywhere(lines: list[str]) -> None:
    neighbour = LineParser(UTC)
    for line in lines:
        assert neighbour.parse(line.encode(), NOW) == LineParser(UTC).parse(line.encode(), NOW)


@pytest.mark.parametrize("line", RECORDED)
def test_each_recorded_line_after_itself(line: str) -> None:
    _same_anywhere([line] * 3)


@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(BEHIND)), max_size=8))
@settings(max_examples=500, deadline=None)
def test_headers_and_messages_in_any_order(pieces: list[tuple[str, str]]) -> None:
    _same_anywhere([header + message for header, message in pieces])


@pytest.mark.parametrize("stamp", ["2026-02-09T05:31:56.154748+00:00", "Feb  9 05:31:56"])
def test_a_line_that_is_cut_off_within_its_host(stamp: str) -> None:
    whole, bare = f"{stamp} mx1 {BEHIND[0]}", f"{stamp} mxpostfix/{BEHIND[0]}"
    _same_anywhere([whole, f"{stamp} mx", bare, whole, f"{stamp} mx1", whole, bare])

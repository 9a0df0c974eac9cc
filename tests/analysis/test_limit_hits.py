"""Hits of limits, as mail servers and policy services log them: each once, for whom it holds."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from relaytui.analysis.groups import CLIENT, SENDER
from relaytui.analysis.rates import Rates
from tests.analysis.lines import parsed
from tests.analysis.test_rates import tallies

NOW = datetime.fromisoformat("2026-02-09T14:05:00+00:00").timestamp()
FILE = Path(__file__).parents[1] / "data" / "rates" / "hits.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda one: str(one["id"]))
def test_hits_count_once(case: dict[str, Any]) -> None:
    rates, wanted = Rates(), case["expect"]
    rates.take(parsed(case["lines"], NOW))
    clients = tallies(rates, CLIENT, NOW)
    assert {key: one.limit_hits for key, one in clients.items() if one.limit_hits} == wanted["hits"]
    assert {key: one.rejects for key, one in clients.items() if one.rejects} == wanted["rejects"]
    senders = tallies(rates, SENDER, NOW)
    for sender, hits in wanted.get("senders", {}).items():
        assert senders[sender].limit_hits == hits
    for client, last in wanted.get("last", {}).items():
        hit = rates.relays["mx1"].hits[CLIENT, client]
        assert [hit.limit, hit.counted, hit.most, hit.per] == last

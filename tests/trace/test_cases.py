"""Every recorded story: tests/data/traces/README.md tells how a case is written."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.trace.following import problems

CASES = [
    json.loads(line)
    for path in sorted((Path(__file__).parents[1] / "data" / "traces").glob("*.jsonl"))
    for line in path.read_text().splitlines()
]


@pytest.mark.parametrize("record", CASES, ids=lambda one: str(one["id"]))
def test_story(record: dict[str, Any]) -> None:
    assert list(problems(record)) == []

"""Files that other programs write say so in their headings, or around a block of theirs."""

import json
from pathlib import Path

import pytest

from relaytui.lists.managed import managed_by

PATH = Path(__file__).parent.parent / "data" / "managed" / "headings.jsonl"
CASES = [json.loads(line) for line in PATH.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"])[-40:].strip())
def test_who_writes_a_file(case: dict[str, str]) -> None:
    assert managed_by(case["text"]) == case["by"]

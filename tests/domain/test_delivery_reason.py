"""Reasons of one cause have one shape; the host that a reason names is its next hop."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.delivery_reason import next_hop, shape_of

FILE = Path(__file__).parents[1] / "data" / "queue" / "reasons.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_shape_and_hop(case: dict[str, Any]) -> None:
    assert {shape_of(one) for one in case["reasons"]} == {case["shape"]}
    assert [next_hop(one) for one in case["reasons"]] == case["hops"]


def test_five_thousand_reasons_of_one_cause_are_one() -> None:
    shapes = {
        shape_of(
            f"host mx{n % 7}.example.org[192.0.2.{n % 250}] said: 450 4.7.1 <u{n}@d{n}.example>: "
            f"try later, id {n:x}-{n * 7919:x}z, see https://example.org/{n} (in reply to RCPT TO)"
        )
        for n in range(5000)
    }
    assert len(shapes) == 1


@pytest.mark.parametrize("text", ["<", '"', "'", "(", "a.", "host ", "x[", "@", "…", "name="])
def test_time_is_linear(text: str) -> None:
    def seconds(count: int) -> float:
        begun = time.process_time()
        for _ in range(3):
            shape_of(text * count)
            next_hop(text * count)
        return time.process_time() - begun

    seconds(100)
    assert seconds(300_000) < 50 * max(seconds(30_000), 0.001)

"""The recorded sequences, each put together as it happened."""

from pathlib import Path

import pytest

from tests.conformance import Record, load
from tests.sequences.compare import sequence_problems

CASES = [
    one
    for folder in sorted((Path(__file__).parent.parent / "data").iterdir())
    for one in load(folder, "sequences", None)
]


@pytest.mark.parametrize("record", CASES, ids=lambda one: str(one["id"]))
def test_sequence(record: Record) -> None:
    assert list(sequence_problems(record)) == []

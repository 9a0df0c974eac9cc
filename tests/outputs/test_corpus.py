"""The recorded answers of commands, each read by its reader."""

from pathlib import Path

import pytest

from tests.conformance import Record, check_output, load

CASES = [
    one
    for folder in sorted((Path(__file__).parent.parent / "data").iterdir())
    for one in load(folder, "outputs", None)
]


@pytest.mark.parametrize("record", CASES, ids=lambda one: str(one["id"]))
def test_output(record: Record) -> None:
    assert list(check_output(record)) == []

"""The recorded edits of lists."""

from pathlib import Path

import pytest

from tests.conformance import Record, load
from tests.edits.check import check_edit

CASES = [
    one
    for folder in sorted((Path(__file__).parent.parent / "data").iterdir())
    for one in load(folder, "edits", None)
]


@pytest.mark.parametrize("record", CASES, ids=lambda one: str(one["id"]))
def test_edit(record: Record) -> None:
    assert list(check_edit(record)) == []

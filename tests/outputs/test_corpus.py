"""The recorded answers of commands, each read by its reader."""

from pathlib import Path

import pytest

from tests.conformance import Record, check_output, load
from tests.outputs.compare import command_words, readers

CASES = [
    one
    for folder in sorted((Path(__file__).parent.parent / "data").iterdir())
    for one in load(folder, "outputs", None)
    if any(fits(command_words(one["command"])) for fits, _ in readers())
]


@pytest.mark.parametrize("record", CASES, ids=lambda one: str(one["id"]))
def test_output(record: Record) -> None:
    assert list(check_output(record)) == []

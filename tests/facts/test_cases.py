"""Recorded answers of hosts, and what each fact makes of them."""

import dataclasses
import importlib
import json
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from tests.outputs.compare import same_output

FOLDER = Path(__file__).parent.parent / "data" / "facts"
CASES = [
    {**json.loads(line), "file": file.stem}
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]


def plain(value: Any) -> Any:
    """A value as what JSON can say; properties that are asked for are looked up later."""
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value)]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(plain(one) for one in value)
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def found(case: dict[str, Any]) -> Any:
    """What the fact of a case says."""
    module = importlib.import_module(f"relaytui.facts.{case['file']}")
    fact = next(
        one
        for one in vars(module).values()
        if isinstance(one, Fact) and one.name == case.get("fact", case["file"])
    )
    answers = {
        label: Answer(
            one.get("status", 0),
            one.get("stdout", "").encode("utf-8", "surrogateescape"),
            one.get("stderr", "").encode("utf-8", "surrogateescape"),
        )
        for label, one in case["answers"].items()
    }
    zone = timezone(timedelta(minutes=case.get("zone", 0)))
    return fact.parse(Answers(answers, case.get("now", 1795600000.0), zone))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}-{case['id']}")
def test_fact(case: dict[str, Any]) -> None:
    value = found(case)
    expect = case["expect"]
    if "absent" in expect:
        assert isinstance(value, Absent)
        assert expect["absent"] in value.words
    elif "failed" in expect:
        assert isinstance(value, Failed)
        assert expect["failed"] in value.reason
    else:
        got = plain(value)
        assert same_output(expect, got), got

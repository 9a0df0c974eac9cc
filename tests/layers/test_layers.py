"""Recorded answers of hosts, and whom each layer keeps out and trusts by them.

A case: `answers` of the fact in the module `fact`, by label; and by layer the expected `blocked`,
`trusted` (all entries in their order, of each only the keys that stand there; `why` and `problems`
are parts of the words) and `notes`; or "absent", or the reason of the failure.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact, HostFacts
from relaytui.layers.find import layers

FOLDER = Path(__file__).parent.parent / "data" / "layers"
CASES = [
    {**json.loads(line), "file": file.stem}
    for file in sorted(FOLDER.glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]


def answer(said: Any) -> Answer:
    """A text is what a command printed that went well."""
    one: dict[str, Any] = {"stdout": said} if isinstance(said, str) else said
    stdout = one.get("stdout", "").encode("utf-8", "surrogateescape")
    return Answer(one.get("status", 0), stdout, one.get("stderr", "").encode())


def known(case: dict[str, Any]) -> HostFacts:
    module = importlib.import_module(f"relaytui.facts.{case['fact']}")
    fact = next(one for one in vars(module).values() if isinstance(one, Fact))
    labels = {label: answer(one) for label, one in case["answers"].items()}
    return HostFacts({fact.name: fact.parse(Answers(labels))})


def agrees(wanted: Any, got: Block | Trust, key: str) -> bool:
    value = getattr(got, key)
    if key == "net":
        return bool((None if value is None else str(value)) == wanted)
    if key == "why":
        return bool(wanted in value if wanted else not value)
    if key == "problems":
        return len(wanted) == len(value) and all(
            one in words for one, words in zip(wanted, value, strict=True)
        )
    return bool(value == wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}-{case['id']}")
def test_layer(case: dict[str, Any]) -> None:
    facts = known(case)
    for name, expect in case["expect"].items():
        layer = next(one for one in layers() if one.name == name)
        for kind, wanted in expect.items():
            read = getattr(layer, kind)
            found = read(facts)
            if wanted == "absent":
                assert isinstance(found, Absent), found
            elif isinstance(wanted, str):
                assert isinstance(found, Failed), found
                assert wanted in found.reason
                assert found.remedy
            elif kind == "notes":
                assert len(found) == len(wanted), found
                assert all(one in words for one, words in zip(wanted, found, strict=True)), found
            else:
                assert not isinstance(found, Failed | Absent), found
                assert [one.what for one in found] == [one["what"] for one in wanted]
                for one, got in zip(wanted, found, strict=True):
                    wrong = [key for key, value in one.items() if not agrees(value, got, key)]
                    assert not wrong, (wrong, got)

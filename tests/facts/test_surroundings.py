"""Who must not be locked out, by what the tools of hosts print; and whom it reads by real ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from relaytui.engine.asking import Asking
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings, parse_surroundings
from tests.facts.fake_host import FakeHost

CASES = [
    json.loads(line)
    for file in sorted((Path(__file__).parent.parent / "data" / "surroundings").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_surroundings(case: dict[str, Any]) -> None:
    answers = {
        label: Answer(one.get("status", 0), one.get("stdout", "").encode(), b"")
        for label, one in case["answers"].items()
    }
    found = parse_surroundings(Answers(answers))
    expect = case["expect"]
    got = {str(one.net): str(one.what) for one in found.neighbours}
    loopback = {"127.0.0.53"}
    assert got.keys() - loopback == expect["neighbours"].keys()
    for net, what in expect["neighbours"].items():
        assert what in got[net]
    if "own" in expect:
        assert [str(one) for one in found.own] == expect["own"]
    if "unseen" in expect:
        assert list(found.unseen) == expect["unseen"]
    assert not got.keys() & set(expect.get("none_of", ()))


def test_a_tool_that_knows_not_all_options_is_asked_without(tmp_path: Path) -> None:
    host = FakeHost(tmp_path)
    host.command("ss", '[ "$1" = -tn ] || exit 1; echo "0 0 192.0.2.1:22 198.51.100.7:1"')
    host.command("who", '[ $# = 0 ] || exit 1; echo "ops pts/0 18:00 (198.51.100.8)"')
    host.command("postconf", 'echo "[smart.example.org]:587"')
    host.command("getent", '[ "$1" = hosts ] && echo "198.51.100.9 $2"')
    found = Asking("never", "none").ask(host, (SURROUNDINGS,))["surroundings"]  # type: ignore[arg-type]
    assert isinstance(found, Surroundings)
    assert {"198.51.100.7", "198.51.100.8", "198.51.100.9"} <= {
        str(one.net) for one in found.neighbours
    }
    assert not found.unseen
    assert found.own

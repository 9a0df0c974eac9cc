"""What would be done to trust somebody, or no longer: data-driven."""

from collections.abc import Sequence
from typing import Any

import pytest

from relaytui.facts.base import HostFacts
from relaytui.facts.containers import CONTAINERS, FoundContainer
from tests.plans.cases import Case, cases, found, known, plan_fields, planned

#: Of a plan, only these have to be named where they are not empty.
STRICT = ("puts", "do", "then")


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['file']}-{case['id']}")
def test_plan(case: Case) -> None:
    facts = known(case)
    plan = planned(case, facts)
    expect = case["expect"]
    told: dict[str, dict[str, str]] = {
        "refused": {layer: f"{one.words} {' '.join(one.suggest)}" for layer, one in plan.refused},
        "already": {layer: str(one) for layer, one in plan.already},
        "unseen": {layer: str(one.reason) for layer, one in plan.unseen},
    }
    for kind, words in told.items():
        wanted = expect.get(kind, {})
        assert words.keys() == wanted.keys(), (kind, words)
        for layer, part in wanted.items():
            assert part in words[layer], (kind, layer, words)
    plans = [plan_fields(one) for one in plan.plans]
    assert [one["layer"] for one in plans] == [one["layer"] for one in expect.get("plans", [])]
    for got, wanted in zip(plans, expect.get("plans", []), strict=True):
        _compare(got, wanted)
    for before in plan.plans:
        assert before.proof.lacks(facts), "what is not done yet is not proved"
    for proof in case.get("proof", []):
        after = HostFacts(facts.found | found(proof["answers"]))
        lacks = [one.proof.lacks(after) for one in plan.plans]
        if proof["lacks"]:
            assert any(proof["lacks"] in one for one in lacks), lacks
        else:
            assert not any(lacks), lacks


def test_a_mail_system_in_a_container_is_not_changed_from_outside() -> None:
    case = next(one for one in cases() if one["file"] == "mynetworks" and one["id"] == "first")
    inside = FoundContainer("docker", "r", "mail", frozenset({25}))
    facts = HostFacts(known(case).found | {CONTAINERS.name: (inside,)})
    plan = planned(case, facts)
    assert not plan.plans
    assert "container mail" in dict(plan.refused)["mynetworks"].words


def _compare(got: Case, wanted: Case) -> None:
    for key in STRICT:
        assert bool(got[key]) == bool(wanted.get(key)), (key, got[key])
    for key, value in wanted.items():
        if key in ("warnings", "leaves"):
            assert _parts(value, got[key]), (key, got[key])
        elif key == "puts":
            assert got[key].keys() == value.keys()
            assert {**got[key], **{path: text for path, text in value.items() if text}} == got[key]
        else:
            assert got[key] == value, (key, got[key])


def _parts(wanted: Sequence[str], got: Any) -> bool:
    return len(wanted) == len(got) and all(
        part in one for part, one in zip(wanted, got, strict=True)
    )

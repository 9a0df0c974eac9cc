"""Plans of layers: out of what a host has told, exactly these steps, or these words.

Cases are tests/data/plans/*.jsonl, a record a line: `layer`, `intent` (kind and fields), `told` (by
fact and label: what a command gave), `expect`. In `steps` a command is `do <- undo`, a file its
path with the lines that go and come.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from relaytui.changes.plan import Already, Moment, Plan, Planned, Put, Step
from relaytui.changes.planning import plan_host
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Block, Intent, Unblock
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.facts.access import ACCESS, Access
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings
from relaytui.layers.find import layers
from relaytui.lists.edit import Refused

FOLDER = Path(__file__).parents[1] / "data" / "plans"
NOW = 1795584000.0
MOMENT = Moment(NOW, "ops@bastion")
KINDS: dict[str, type[Intent]] = {"block": Block, "unblock": Unblock}
WRITING = {one.name: one.writing for one in layers() if one.writing}
FACTS: dict[str, AnyFact] = {
    fact.name: fact for one in WRITING.values() for fact in one.facts_for(tuple(KINDS.values()))
}
CASES = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


def said(told: Any) -> Answer:
    """A text, or an object with status and stderr."""
    if isinstance(told, str):
        return Answer(0, told.encode())
    return Answer(told.get("status", 0), told.get("out", "").encode(), told.get("err", "").encode())


def facts_of(case: dict[str, Any]) -> HostFacts:
    """What the case's host has told; of a fact that is not named, nothing."""
    found = {}
    for name, fact in FACTS.items():
        told = case["told"].get(name, {})
        labels = {label: said(one) for label, one in told.items()}
        found[name] = fact.parse(Answers(labels, NOW))
    return HostFacts(found)


def intent_of(case: dict[str, Any]) -> Intent:
    """What is wanted."""
    fields = dict(case["intent"])
    kind = KINDS[fields.pop("do")]
    net = parse_net(fields.pop("net"))
    assert net
    fields = {key: safe(one) if isinstance(one, str) else one for key, one in fields.items()}
    if kind is Block:
        fields.setdefault("seconds", 3600)
    return kind(net, **fields)


def planned(case: dict[str, Any]) -> Planned:
    """The layer's plan."""
    return WRITING[case["layer"]].plan(intent_of(case), facts_of(case), MOMENT)


def in_words(steps: tuple[Step, ...]) -> list[str]:
    """Steps as cases tell them; of our own script and units the names only."""
    found = []
    for step in steps:
        if not isinstance(step, Put):
            found.append(f"{step.do} <- {step.undo}")
            continue
        ours = "keep" in step.path or step.path == "/etc/cron.d/relaytui"
        old, new = ((text or "").split("\n") for text in (step.before, step.after))
        gone = [] if ours else [f"-{one}" for one in old if one not in new]
        come = [] if ours else [f"+{one}" for one in new if one not in old]
        then = [str(one) for one in (*step.check, *step.then)] if not ours else []
        found.append(" | ".join([step.path, *gone, *come, *then]))
    return found


def outcome(made: Planned) -> dict[str, Any]:
    """A plan as an object."""
    match made:
        case Plan():
            fields: dict[str, Any] = {"steps": in_words(made.steps)}
            fields |= {"leaves": list(made.leaves)} if made.leaves else {}
            return fields | ({"warnings": list(made.warnings)} if made.warnings else {})
        case Already():
            return {"already": str(made.words)}
        case Refused():
            return {"refused": made.code, "words": made.words, "suggest": list(made.suggest)}
        case Absent():
            return {"absent": str(made.words)}
        case Failed():
            return {"failed": str(made.reason)}
    return {"nothing": True}


def test_there_are_cases_for_every_layer_that_blocks() -> None:
    asked = {(one["layer"], one["intent"]["do"]) for one in CASES}
    wanted = {(name, kind) for name, one in WRITING.items() for kind, what in KINDS.items()
              if what in one.makers}  # fmt: skip
    assert wanted <= asked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_plan(case: dict[str, Any]) -> None:
    made = planned(case)
    assert outcome(made) == case["expect"]
    if isinstance(made, Plan):  # a proof never passes on nothing
        assert made.proof.lacks(HostFacts({}))


def test_two_addresses_share_their_files() -> None:
    """A file that two plans change is put once, with both entries."""
    told = {"own": {"systemd": "\n"}, "exim-here": {
        "config": "begin acl\n acl_x:\n  deny hosts = /etc/exim4/bad\n",
        "file:/etc/exim4/bad": "192.0.2.1\n"}}  # fmt: skip
    facts = HostFacts(facts_of({"told": told}).found | {
        ACCESS.name: Access(shell=True), SURROUNDINGS.name: Surroundings()})  # fmt: skip
    nets = [parse_net(one) for one in ("192.0.2.7", "192.0.2.8")]
    wanted = [Block(net, 3600) for net in nets if net]
    layer = [one for one in layers() if one.name == "exim"]
    made = plan_host("mx", wanted, facts, MOMENT, layer, (), frozenset(("exim",)))
    assert len(made.plans) == 2
    puts = [one for plan in made.plans for one in plan.steps if isinstance(one, Put)]
    assert len({one.path for one in puts}) == len(puts)
    (bad,) = [one for one in puts if one.path == "/etc/exim4/bad"]
    assert bad.before == "192.0.2.1\n"
    assert bad.after
    assert [line for line in bad.after.split("\n") if line[:1] == "1"] == [
        "192.0.2.1", "192.0.2.7", "192.0.2.8",
    ]  # fmt: skip


def test_the_usual_layer_is_taken_else_the_next_one_where_one_is_not_there() -> None:
    both = {"exim-here": {"config": "begin acl\n acl_x:\n  deny hosts = /etc/bad\n",
                          "file:/etc/bad": ""}, "ufw": {"status": "Status: active\n"}}  # fmt: skip
    alone = {"exim-here": both["exim-here"]}
    for told, usual, chosen in (
        (both, "", "ufw"), (alone, "", "exim"), (both, "exim", "exim"), (alone, "ufw", "exim"),
        (both, "nft", "ufw"),
    ):  # fmt: skip
        facts = HostFacts(facts_of({"told": told}).found | {
            ACCESS.name: Access(shell=True), SURROUNDINGS.name: Surroundings()})  # fmt: skip
        net = parse_net("192.0.2.7")
        assert net
        made = plan_host("mx", [Block(net, None)], facts, MOMENT, layers(), (), usual=usual)
        assert [one.layer for one in made.plans] == [chosen]

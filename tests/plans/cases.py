"""Recorded answers of hosts, what is wanted there, and what would be done.

A case: `answers` by fact (its module) and label; `want`: intents in their order, each with `do`
(allow, disallow, on, off) and the fields of the intent; `layer`: only this one. `expect` has some
of `plans` (a list of `layer`, `puts`: path to text after, null for any; `do`: the commands; `undo`,
`check`, `then`, `warnings`, `leaves`), `refused`, `already`, `unseen`: words by layer; what is not
named there must be empty.

`proof`: answers after it was done, and a part of why it is not proved; empty: it is.
"""

import importlib
import json
from pathlib import Path
from typing import Any

from relaytui.changes.plan import FILE, Command, HostPlan, Moment, Plan, Put, Run
from relaytui.changes.planning import plan_host
from relaytui.domain.intent import Allow, Disallow, Intent, Switch
from relaytui.domain.net import parse_net
from relaytui.domain.text import SafeText
from relaytui.facts.access import ACCESS, Access
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact, HostFacts
from relaytui.facts.containers import CONTAINERS
from relaytui.facts.surroundings import SURROUNDINGS, Surroundings
from relaytui.layers.find import layers

NOW = 1_795_600_000.0
FOLDER = Path(__file__).parent.parent / "data" / "plans_allow"
MOMENT = Moment(NOW, "ops@bastion")
Case = dict[str, Any]


def cases() -> list[Case]:
    """All of them."""
    return [
        {**json.loads(line), "file": file.stem}
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def answer(said: Any) -> Answer:
    """A text is what a command printed that went well."""
    one: Case = {"stdout": said} if isinstance(said, str) else said
    stdout = one.get("stdout", "").encode("utf-8", "surrogateescape")
    return Answer(one.get("status", 0), stdout, one.get("stderr", "").encode())


def found(answers: Case) -> dict[str, Any]:
    """What the facts find in these answers, by their names."""
    facts: dict[str, Any] = {}
    for module, labels in answers.items():
        loaded = importlib.import_module(f"relaytui.facts.{module}")
        by_label = {label: answer(one) for label, one in labels.items()}
        for fact in vars(loaded).values():
            if isinstance(fact, Fact) and fact.name not in facts:
                facts[fact.name] = fact.parse(Answers(by_label, NOW))
    return facts


def known(case: Case) -> HostFacts:
    """The facts of a case, on a host where everything may be done."""
    base = {
        ACCESS.name: Access(shell=True, root=True),
        SURROUNDINGS.name: Surroundings(),
        CONTAINERS.name: (),
    }
    return HostFacts(base | found(case["answers"]))


def intent(want: Case) -> Intent:
    """One intent."""
    fields = dict(want)
    do, net = fields.pop("do"), parse_net(fields.pop("net"))
    assert net is not None
    for name in ("reason", "place"):
        if name in fields:
            fields[name] = SafeText(fields[name])
    if do in ("on", "off"):
        return Switch(net, do == "on", **fields)
    return Allow(net, **fields) if do == "allow" else Disallow(net, **fields)


def planned(case: Case, facts: HostFacts | None = None) -> HostPlan:
    """The host's plan."""
    only = frozenset([case["layer"]] if "layer" in case else [])
    wanted = [intent(one) for one in case["want"]]
    return plan_host("mx1", wanted, facts or known(case), MOMENT, layers(), (), only)


def plan_fields(plan: Plan) -> Case:
    """A plan as cases have it."""
    puts = [step for step in plan.steps if isinstance(step, Put)]
    runs = [step for step in plan.steps if isinstance(step, Run)]
    return {
        "layer": plan.layer,
        "puts": {one.path: one.after for one in puts},
        "check": [words(each) for one in puts for each in one.check],
        "then": [words(each) for one in puts for each in one.then],
        "do": [words(one.do) for one in runs],
        "undo": [words(one.undo) if one.undo else "" for one in runs],
        "warnings": list(plan.warnings),
        "leaves": list(plan.leaves),
    }


def words(command: Command) -> str:
    """A command in a line."""
    line = " ".join(command.argv).replace(FILE, "FILE")
    return f"{line} <<< {command.stdin}" if command.stdin else line

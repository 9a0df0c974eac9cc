"""A plan in words, for screens and commands. Pure."""

from collections.abc import Sequence
from typing import Any

from relaytui.changes.plan import HostPlan, Run, Step
from relaytui.changes.planning import refused_words
from relaytui.domain.intent import intent_words
from relaytui.domain.text import safe

#: Lines of a changed file that are shown, of each kind.
SHOWN = 12


def step_words(steps: Sequence[Step]) -> list[str]:
    """Steps in lines: commands as they are run, files by the lines that change."""
    found: list[str] = []
    for step in steps:
        if isinstance(step, Run):
            found += [str(safe(line, 300)) for line in str(step.do).split("\n")]
            continue
        if step.before == step.after:  # it is there already, and needed
            continue
        how = "new file" if step.before is None else "removed" if step.after is None else "changed"
        found.append(f"{step.path} ({how})")
        old, new = (each.split("\n") if each else [] for each in (step.before, step.after))
        found += [f"  - {safe(one, 300)}" for one in old if one not in set(new)][:SHOWN]
        found += [f"  + {safe(one, 300)}" for one in new if one not in set(old)][:SHOWN]
        found += [f"  then: {one}" for one in step.then]
    return found


def plan_object(plan: HostPlan) -> dict[str, Any]:
    """A host's plan as an object."""
    fields: dict[str, Any] = {
        "relay": plan.relay,
        "plans": [
            {"layer": one.layer, "what": intent_words(one.intent), "steps": step_words(one.steps),
             "leaves": list(one.leaves), "warnings": list(one.warnings)}
            for one in plan.plans
        ],
        "already": [f"{layer}: {words}" for layer, words in plan.already],
        "refused": [f"{layer}: {refused_words(one)}" for layer, one in plan.refused],
        "unseen": [f"{layer}: {one.reason}" for layer, one in plan.unseen],
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}

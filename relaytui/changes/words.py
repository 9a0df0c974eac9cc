"""A plan in words, for screens and commands. Pure."""

from collections.abc import Sequence
from typing import Any

from relaytui.changes.plan import HostPlan, Put, Run, Step
from relaytui.changes.planning import refused_words
from relaytui.domain.intent import intent_words
from relaytui.domain.text import safe

#: Lines of a file, and of a command's input, that are shown where not all are wanted.
FILE_LINES, INPUT_LINES = 4, 4


def step_words(steps: Sequence[Step], *, whole: bool = False) -> list[str]:
    """Steps in lines: commands as they are run, files by the lines that change. Long ones are cut,
    which is told, unless the `whole` is wanted."""
    found: list[str] = []
    for step in steps:
        if isinstance(step, Put) and step.before == step.after:  # it is there, and needed
            continue
        found += _run_words(step, whole) if isinstance(step, Run) else _put_words(step, whole)
    return [str(safe(line, 300)) for line in found]


def _run_words(step: Run, whole: bool) -> list[str]:
    command = str(step.do).split("\n")
    if whole or len(command) <= INPUT_LINES + 1:
        return command
    # What is done to the address stands at the end, behind what makes our table.
    left = len(command) - INPUT_LINES
    return [f"{' '.join(step.do.argv)} <<< {left} lines, then", *command[-INPUT_LINES:]]


def _put_words(step: Put, whole: bool) -> list[str]:
    how = "new file" if step.before is None else "removed" if step.after is None else "changed"
    old, new = (_lines(each) for each in (step.before, step.after))
    gone, come = set(old), set(new)
    less = [f"  - {one}" for one in old if one not in come]
    more = [f"  + {one}" for one in new if one not in gone]
    found = [f"{step.path} ({how})"]
    for lines in (less, more):
        found += lines if whole else lines[:FILE_LINES]
        if not whole and len(lines) > FILE_LINES:
            found.append(f"    … {len(lines) - FILE_LINES} more lines")
    return [*found, *(f"  then: {one}" for one in step.then)]


def _lines(text: str | None) -> list[str]:
    lines = (text or "").split("\n")
    return lines[:-1] if not lines[-1] else lines


def plan_object(plan: HostPlan) -> dict[str, Any]:
    """A host's plan as an object."""
    fields: dict[str, Any] = {
        "relay": plan.relay,
        "plans": [
            {"layer": one.layer, "what": intent_words(one.intent),
             "steps": step_words(one.steps, whole=True),
             "leaves": list(one.leaves), "warnings": list(one.warnings)}
            for one in plan.plans
        ],
        "already": [f"{layer}: {words}" for layer, words in plan.already],
        "refused": [f"{layer}: {refused_words(one)}" for layer, one in plan.refused],
        "unseen": [f"{layer}: {one.reason}" for layer, one in plan.unseen],
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}

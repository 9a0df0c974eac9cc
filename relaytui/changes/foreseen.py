"""Several plans for one host: each is made of the files as those before it leave them, and a file
is written once. Pure."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from relaytui.changes.plan import Plan, Put, Step
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText


def foreseen(facts: HostFacts, plans: Iterable[Plan]) -> HostFacts:
    """The facts with the files as plans will leave them."""
    texts = {one.path: one.after for plan in plans for one in _puts(plan.steps)}
    if not texts:
        return facts
    found = {name: _with(one, texts) for name, one in facts.found.items()}
    return HostFacts(found, {**facts.written, **texts})


def _with(found: Any, texts: dict[str, str | None]) -> Any:
    """A fact that holds files by their path, with the new texts."""
    files = getattr(found, "files", None)
    if not dataclasses.is_dataclass(found) or not isinstance(files, dict):
        return found
    new = {path: _file(path, text) for path, text in texts.items() if path in files}
    return dataclasses.replace(found, files={**files, **new}) if new else found  # type: ignore[type-var]


def _file(path: str, text: str | None) -> FileText:
    return FileText(safe(path, 300), text or "", missing=text is None)


def merged(plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """Plans of which each file is put by the first that needs it, as the last leaves it."""
    last: dict[str, Put] = {}
    for plan in plans:
        for one in _puts(plan.steps):
            known = last.get(one.path)
            last[one.path] = one if known is None else _joined(known, one)
    found = []
    for plan in plans:
        steps: list[Step] = []
        for step in plan.steps:
            if not isinstance(step, Put):
                steps.append(step)
            elif step.path in last:
                steps.append(last.pop(step.path))
        found.append(dataclasses.replace(plan, steps=tuple(steps)))
    return tuple(found)


def _joined(one: Put, later: Put) -> Put:
    check = dict.fromkeys((*one.check, *later.check))
    then = dict.fromkeys((*one.then, *later.then))
    return dataclasses.replace(
        later, before=one.before, check=tuple(check), then=tuple(then), mode=one.mode
    )


def _puts(steps: Iterable[Step]) -> list[Put]:
    return [one for one in steps if isinstance(one, Put)]

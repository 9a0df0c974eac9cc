"""What a log format is. A format is one module (or package) here that offers `FORMAT`."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import relaytui.logs
from relaytui.domain.event import Event

#: Fills an event from the text behind the tag; whether the line was this format's.
Parse = Callable[[Event, str], bool]


@dataclass(frozen=True, slots=True)
class LogFormat:
    """One program family's lines. `programs` are the last parts of its tags, in lower case:
    `smtpd` of `postfix-out/submission/smtpd[12]:`."""

    name: str
    programs: frozenset[str]
    parse: Parse


@lru_cache(maxsize=1)
def formats_by_program() -> dict[str, tuple[LogFormat, ...]]:
    """Every format that is here, by the programs it knows."""
    found: dict[str, list[LogFormat]] = {}
    for entry in pkgutil.iter_modules(relaytui.logs.__path__):
        module = importlib.import_module(f"relaytui.logs.{entry.name}")
        form = getattr(module, "FORMAT", None)
        if isinstance(form, LogFormat):
            for program in form.programs:
                found.setdefault(program, []).append(form)
    return {program: tuple(forms) for program, forms in found.items()}

"""What a log format is. A format is one module (or package) here that offers `FORMAT`."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import relaytui.logs
from relaytui.domain.event import Event

#: Fills an event from the text behind the tag; whether the line was this format's.
Parse = Callable[[Event, str], bool]


@dataclass(frozen=True, slots=True)
class LogFormat:
    """One program family's lines. `programs` are the last parts of its tags, in lower case:
    `smtpd` of `postfix-out/submission/smtpd[12]:`.

    `alone` are programs that are its own only where the tag has one part (`smtpd[12]:`); they
    are asked before others of the same name. `own` takes a line of a file that the program
    writes itself, from the text behind the time `2026-02-09 09:00:00`; it says no to what is
    not surely its own, since every format is asked.
    """

    name: str
    programs: frozenset[str]
    parse: Parse
    alone: frozenset[str] = frozenset()
    own: Parse | None = None


@lru_cache(maxsize=1)
def all_formats() -> tuple[LogFormat, ...]:
    """Every format that is here."""
    modules = [
        importlib.import_module(f"relaytui.logs.{entry.name}")
        for entry in pkgutil.iter_modules(relaytui.logs.__path__)
    ]
    forms = [getattr(module, "FORMAT", None) for module in modules]
    return tuple(form for form in forms if isinstance(form, LogFormat))


#: The user's own, which are asked first.
_OWN: list[LogFormat] = []


def use_own_formats(formats: Sequence[LogFormat]) -> None:
    """From now on these are asked first, in place of those that were; parsers that are made later
    know them."""
    _OWN[:] = formats
    parsers_of.cache_clear()


@lru_cache(maxsize=4096)
def parsers_of(program: str, one_part: bool) -> tuple[Parse, ...]:
    """Who knows a program's lines, the surest first. `one_part`: the tag is this name alone."""
    name = program.lower()
    sure = [form.parse for form in all_formats() if one_part and name in form.alone]
    own = [form.parse for form in _OWN if name in form.programs]
    return (*own, *sure, *(form.parse for form in all_formats() if name in form.programs))


@lru_cache(maxsize=1)
def own_file_parsers() -> tuple[Parse, ...]:
    """Who writes files of its own, with times like `2026-02-09 09:00:00`."""
    return tuple(form.own for form in all_formats() if form.own)

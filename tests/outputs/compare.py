"""Recorded answers of commands: which reader takes them, and whether it read what was expected.

A reader stands in a file of its own in this folder, as `READERS`: pairs of a pattern, which is
searched in the command's words joined by blanks (`sudo`, options of it, variables and folders
left out), and a function of those words and the Answer that gives the keys of `expect`.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from relaytui.facts.answers import Answer

Reader = Callable[[list[str], Answer], dict[str, Any]]
#: Lists of which only the listed members are looked up, by this key.
_BY_KEY = {"messages": "queue_id", "rules": "n"}
_VARIABLE = re.compile(r"[A-Z_]+=\S*")


def command_words(command: str) -> list[str]:
    """The words of a command, from its program's bare name on."""
    words = command.split()
    while words and (_VARIABLE.fullmatch(words[0]) or words[0] in ("sudo", "env", "-n")):
        words.pop(0)
    return [words[0].rpartition("/")[2], *words[1:]] if words else []


@cache
def readers() -> tuple[tuple[Callable[[list[str]], bool], Reader], ...]:
    """All readers of this folder."""
    found: list[tuple[Callable[[list[str]], bool], Reader]] = []
    package = importlib.import_module(__package__)
    for one in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{__package__}.{one.name}")
        for pattern, read in getattr(module, "READERS", ()):
            found.append((_fits(re.compile(pattern)), read))
    return tuple(found)


def _fits(pattern: re.Pattern[str]) -> Callable[[list[str]], bool]:
    return lambda words: bool(pattern.search(" ".join(words)))


def output_problems(key: str, wanted: Any, got: Any) -> Iterator[str]:
    """How a key's value differs from what was expected."""
    if key in _BY_KEY and isinstance(got, list):
        for one in wanted:
            name = one[_BY_KEY[key]]
            found = [each for each in got if each.get(_BY_KEY[key]) == name]
            if not found or not same_output(one, found[0]):
                yield f"{key} {name}: expected {one!r}, got {found!r}"
    elif key == "error" and wanted is True:
        if not got:
            yield "an error was not reported"
    elif key in ("expires", "comments", "counters", "sets") and isinstance(got, dict):
        if not all(same_output(value, got.get(name)) for name, value in wanted.items()):
            yield f"{key}: expected {wanted!r}, got {got!r}"
    elif not same_output(wanted, got):
        yield f"{key}: expected {wanted!r}, got {got!r}"


def same_output(wanted: Any, got: Any) -> bool:
    """Whether a value is what was expected: of objects only the listed keys."""
    if wanted is None or wanted is False:
        return got in (None, False, "")
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(
            same_output(value, got.get(name)) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(wanted)
            and all(same_output(one, other) for one, other in zip(wanted, got, strict=True))
        )
    return bool(wanted == got)

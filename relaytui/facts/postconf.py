"""What `postconf` prints: settings, overrides in master.cf, services.

Values are as they are written; facts/postfix_values.py tells what they mean.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer

#: Lines that are taken of one answer, and characters of a value.
_MOST_LINES = 5000
_MOST_CHARACTERS = 8000
_UNKNOWN = re.compile(r"warning: ([\w.$-]{1,100}): unknown parameter")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_TABLE = re.compile(r"(?:proxy:)?[a-z][a-z0-9_]*:[/{$][^\s,]*")


@dataclass(frozen=True, slots=True)
class Service:
    """A line of master.cf: its name as anvil and the log tell it, type, and what it runs."""

    name: SafeText
    type: SafeText
    command: SafeText


def settings(answer: Answer) -> dict[str, str]:
    """`name = value` lines, by name; raw text of the host, not safe to show."""
    found: dict[str, str] = {}
    for line in answer.lines[:_MOST_LINES]:
        name, equals, value = line.partition("=")
        if equals and _NAME.fullmatch(name.strip()):
            found[name.strip()] = value.strip()[:_MOST_CHARACTERS]
    return found


def unknown(answer: Answer) -> list[str]:
    """The names that this Postfix does not know."""
    return _UNKNOWN.findall(answer.complaint[:_MOST_CHARACTERS])


def values(answer: Answer, names: Sequence[str]) -> dict[str, str]:
    """`postconf -h NAME…` prints a line for each name that is known, blank where nothing is set:
    by name. Nothing where lines and names do not fit together."""
    missing = set(unknown(answer))
    known = [one for one in names if one not in missing]
    lines = answer.text.removesuffix("\n").split("\n")[:_MOST_LINES]
    if len(lines) < len(known):  # blank lines at the end are lost where a shell took the text
        lines += [""] * (len(known) - len(lines))
    if len(lines) != len(known):
        return {}
    return {name: line.strip()[:_MOST_CHARACTERS] for name, line in zip(known, lines, strict=True)}


def map_types(answer: Answer) -> list[str]:
    """`postconf -m`: the types of tables that this Postfix can read."""
    return [line.split()[0] for line in answer.lines[:200] if line.strip()]


def overrides(answer: Answer) -> dict[str, dict[str, str]]:
    """`postconf -P`: `service/type/name = value`, by `service/type`."""
    found: dict[str, dict[str, str]] = {}
    for line in answer.lines[:_MOST_LINES]:
        place, equals, value = line.partition("=")
        service, slash, name = place.strip().rpartition("/")
        if equals and slash and "/" in service:
            found.setdefault(service, {})[name] = value.strip()[:_MOST_CHARACTERS]
    return found


def services(answer: Answer) -> list[Service]:
    """`postconf -M`: the lines of master.cf."""
    found = []
    for line in answer.lines[:_MOST_LINES]:
        words = line.split(None, 8)
        if len(words) >= 8 and not line[:1].isspace():
            found.append(Service(safe(words[0], 60), safe(words[1], 10), safe(words[7], 60)))
    return found


def tables(values: Mapping[str, str]) -> list[str]:
    """Look-up tables `type:place` that values name, each once, in their order."""
    found = (one for value in values.values() for one in _TABLE.findall(value))
    return list(dict.fromkeys(found))


def problems(answer: Answer) -> list[SafeText]:
    """What postconf warns of in the configuration, without its own name."""
    words = (line.partition("warning: ")[2] for line in answer.complaint.split("\n")[:50])
    return [safe(one, 200) for one in words if one]

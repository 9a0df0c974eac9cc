"""What values of Postfix's settings mean: `$name` and `${name?{value}:{other}}` in them stand for
other settings, lists, times (postconf(5)). What can't be worked out is left as it stands.
"""

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
#: How deep settings may name each other.
_DEEP = 20
#: Characters of a value.
_MOST_CHARACTERS = 8000


class Expansion:
    """Works out values: `$name`, `${name}`, `$(name)`, `${name?value}`, `${name:value}`,
    `${name?{value}:{value}}`. Each setting is worked out once, so that settings that name each
    other many times cost no more."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self._found: dict[str, str] = {}

    def of(self, value: str, deep: int = 0) -> str:
        """A value with the settings that it names put in."""
        found, at = [], 0
        while (dollar := value.find("$", at)) >= 0 and deep < _DEEP:
            found.append(value[at:dollar])
            after = value[dollar + 1 : dollar + 2]
            if after in ("{", "("):
                end = _closing(value, dollar + 1)
                found.append(self._chosen(value[dollar + 2 : end], deep))
                at = end + 1
            elif name := _NAME.match(value, dollar + 1):
                found.append(self._named(name[0], deep))
                at = name.end()
            else:
                found.append("$")
                at = dollar + (2 if after == "$" else 1)
        found.append(value[at:])
        return "".join(found)[:_MOST_CHARACTERS]

    def _named(self, name: str, deep: int) -> str:
        if name not in self._found:
            self._found[name] = ""  # a setting that names itself ends here
            self._found[name] = self.of(self._known.get(name, ""), deep + 1)
        return self._found[name]

    def _chosen(self, inner: str, deep: int) -> str:
        """What stands in `${…}`."""
        name = _NAME.match(inner)
        rest = inner[name.end() :].strip() if name else ""
        if name is None or (rest and rest[0] not in ":?"):
            return "${" + inner + "}"  # `${{a} == {b} ? …}`: left as it stands
        value = self._named(name[0], deep)
        if not rest:
            return value
        if rest[0] == ":":
            return "" if value else self.of(_unbraced(rest[1:]), deep + 1)
        then, other = rest[1:].strip(), ""
        if then[:1] == "{":
            end = _closing(then, 0)
            then, other = then[: end + 1], then[end + 1 :].strip().removeprefix(":")
        return self.of(_unbraced(then if value else other), deep + 1)


def _closing(value: str, start: int) -> int:
    """The place of the bracket that closes the one at `start`; the end where none does."""
    opens, closes = value[start], "}" if value[start] == "{" else ")"
    depth = 0
    for at in range(start, len(value)):
        depth += (value[at] == opens) - (value[at] == closes)
        if depth == 0:
            return at
    return len(value)


def _unbraced(value: str) -> str:
    value = value.strip()
    if value[:1] == "{" and _closing(value, 0) == len(value) - 1:
        return value[1:-1].strip()
    return value


def words_of(value: str) -> list[str]:
    """A list's members: commas and blanks are between them."""
    return value.replace(",", " ").split()


def seconds_of(value: str, unit: str = "s") -> int | None:
    """A time with its unit: `60s`, `1h`; None where it is none."""
    digits = value.rstrip("smhdw")
    ends = value[len(digits) :] or unit
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10 and len(ends) == 1):
        return None
    return int(digits) * _UNITS[ends]


def number_of(value: str) -> int | None:
    """A whole number; None where it is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None

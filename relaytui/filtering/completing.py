"""What a word of a filter that is being typed may become: fields, values, saved filters."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from relaytui.domain.line import Line
from relaytui.filtering.comparing import as_text
from relaytui.filtering.fields import FIELDS, USUAL, Field, Holds, field_named
from relaytui.filtering.judging import values_of
from relaytui.filtering.tree import Value

#: Values of a field that were seen, the most frequent first.
Seen = Callable[[str], Sequence[str]]
#: Fields that are wanted most often stand first.
_FIRST = (
    "kind", "client_ip", "user", "sender", "recipient", "relay", "host", "code", "reason",
    "reason_class", "since", "queue_id", "helo", "size", "delay", "status",
)  # fmt: skip
_TERM = re.compile(
    r"(?P<lead>[!(-]*)(?:@(?P<saved>[\w-]*)|(?P<field>[A-Za-z_][\w.-]*)"
    r"(?:(?P<sign>!=|<=|>=|==|!~|=~|=|~|<|>)(?P<values>\S*))?)?$",
    re.ASCII,
)
_MOST, _LONGEST = 40, 60


class Candidate(NamedTuple):
    """A whole text that the typed one may become; what stands before `begin` stays as it is.
    `word` is shown for it."""

    text: str
    begin: int
    word: str


def completed(
    typed: str, at: int, seen: Seen, saved: Mapping[str, str] | None = None
) -> list[Candidate]:
    """What the word before a place may become, the likely first."""
    begin = max(typed.rfind(" ", 0, at) + 1, 0)
    found = _TERM.match(typed[begin:at])
    if found is None:
        return []
    if found["saved"] is not None:
        begin += found.start("saved")
        options = [one for one in sorted(saved or {}) if one.startswith(found["saved"])]
    elif not found["field"]:
        begin += len(found["lead"])
        options = list(_fields(""))
    elif found["sign"] is None:
        begin += found.start("field")
        options = list(_fields(found["field"].lower()))
    else:
        field, _, part = _last_value(found["values"])
        begin += found.start("values") + field
        options = list(_values(found["field"], found["sign"], part, seen))
    return [Candidate(typed[:begin] + one + typed[at:], begin, one) for one in options[:_MOST]]


def field_of(typed: str, at: int) -> Field | None:
    """The field whose name or value is being typed."""
    found = _TERM.match(typed[max(typed.rfind(" ", 0, at) + 1, 0) : at])
    return field_named(found["field"]) if found and found["field"] else None


def seen_values(lines: Callable[[], Iterable[Line]]) -> Callable[[str], list[str]]:
    """The values of a field that stand in some lines, the most frequent first; the lines are
    looked at when a value is asked for."""
    held = cache(lambda: [line for line in lines() if not line.marker])

    @cache
    def values(name: str) -> list[str]:
        of = values_of(name)
        counted: Counter[str] = Counter()
        for line in held():
            counted.update({as_text(one) for one in of(line)})
        return [one for one, _ in counted.most_common(_MOST)]

    return values


def _last_value(values: str) -> tuple[int, str, str]:
    """Where the last of some values begins, what stands before it, and itself."""
    before, comma, last = values.rpartition(",")
    return len(before) + len(comma), before, last


def _fields(begun: str) -> Iterator[str]:
    names = [*_FIRST, *sorted(set(FIELDS) - set(_FIRST))]
    begun = begun.replace("-", "_")
    named = field_named(begun) if begun else None
    if named is not None and named.name != begun:  # another word for it
        yield f"{named.name}{_sign(named)}"
    for name in names:
        if name.startswith(begun):
            yield f"{name}{_sign(FIELDS[name])}"


def _sign(field: Field) -> str:
    return ">" if field.holds in (Holds.SIZE, Holds.SPAN, Holds.MOMENT) else "="


def _values(name: str, sign: str, part: str, seen: Seen) -> Iterator[str]:
    field = field_named(name)
    if field is None or sign in ("<", "<=", ">", ">="):
        return
    quoted = part[:1] in ('"', "'")
    begun = part.strip("\"'").lower()
    usual = field.choices or USUAL.get(field.name, ())
    if field.holds is Holds.YES:
        usual = ("yes", "no")
    known = list(dict.fromkeys([*_in_use(field, usual, seen), *usual]))
    for one in known:
        fits = one.lower().startswith(begun) and 0 < len(one) <= _LONGEST and one.isprintable()
        text = str(Value(one, "*" in one or "?" in one))
        if fits and (not quoted or text.startswith('"')):
            yield text


def _in_use(field: Field, usual: Sequence[str], seen: Seen) -> list[str]:
    """Values that were seen; where there are only a few possible ones, in the order of these."""
    if field.holds in (Holds.AGE, Holds.MOMENT):
        return []
    found = list(seen(field.name))
    return [one for one in usual if one in found] if field.choices else found

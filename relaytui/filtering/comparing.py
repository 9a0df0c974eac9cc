"""How a field's values are compared with those that were typed."""

import re
from collections.abc import Callable
from datetime import tzinfo
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from relaytui.domain.net import Net
from relaytui.filtering.fields import Field, Holds
from relaytui.filtering.measures import is_moment, moment, net, number, seconds, size, span
from relaytui.filtering.naming import no_value
from relaytui.filtering.tree import Value, has_wildcard
from relaytui.filtering.wildcards import wildcard

#: Whether a value is one of those that are wanted.
Fits = Callable[[Any], bool]
ORDERS: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_MEASURED = {Holds.NUMBER: number, Holds.SIZE: size, Holds.SPAN: seconds}
_WRITTEN = {
    Holds.NUMBER: "a number, such as 550",
    Holds.SIZE: "a size, such as 20000, 500k or 1M",
    Holds.SPAN: "a duration, such as 90s, 30m or 2h",
    Holds.NET: "192.0.2.7, 192.0.2.0/24, 192.0.2.* or 2001:db8::/32",
    Holds.MOMENT: "08:00, 2026-11-25, 2026-11-25T08:00 or yesterday",
    Holds.AGE: "30m, 2h, 08:00, 2026-11-25T08:00 or yesterday",
    Holds.YES: "yes or no",
}
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_CODES = re.compile(r"[1-5][0-9x]x", re.IGNORECASE)


class Moment(NamedTuple):
    """When a filter is used: `now` in seconds since the epoch; without a zone, this computer's."""

    now: float
    zone: tzinfo | None = None


def check(field: Field, operator: str, value: Value) -> tuple[str, str] | None:
    """What is wrong with a comparison, and what to do; None where nothing is."""
    holds, text = field.holds, value.text
    term = f"{field.name}{operator}"
    if holds is Holds.AGE and operator != "=":
        return f"`{field.name}` takes = alone", f"Write {field.name}=30m"
    if holds is Holds.MOMENT and operator not in ORDERS:
        return "`time` is compared by < <= > >=", "Write time>=08:00, or since=08:00 until=09:00"
    if operator in ORDERS:
        if not (holds in _MEASURED or holds in (Holds.MOMENT, Holds.LOOSE)):
            return f"`{field.name}` can't be compared by {operator}", "Use = or ~"
        if holds is Holds.LOOSE and _loose_number(text) is None:
            return f"`{term}` needs a number behind it", "Write 5, 90s or 2h"
    if operator in ("~", "!~"):
        return None if text else (f"`{term}` needs a text behind it", f"Any: {field.name}=*")
    if operator not in ORDERS and _is_wild(field, value):
        return _check_wild(field, value)
    return _check_written(field, value)


def _check_wild(field: Field, value: Value) -> tuple[str, str] | None:
    if field.holds is Holds.AGE:
        return f"`{value.text}` is no time", f"Write {_WRITTEN[Holds.AGE]}"
    if field.choices and not any(map(wildcard(_choice(value.text)), field.choices)):
        return no_value(field.name, value.text, field.choices)
    return None


def _check_written(field: Field, value: Value) -> tuple[str, str] | None:
    holds, text = field.holds, value.text
    if field.choices:
        known = _choice(text) in field.choices
        return None if known else no_value(field.name, text, field.choices)
    if holds not in _WRITTEN or _is_written(holds, text):
        return None
    return f"`{field.name}` can't be `{text}`", f"Write {_WRITTEN[holds]}"


def _is_written(holds: Holds, text: str) -> bool:
    match holds:
        case Holds.NET:
            return net(text) is not None
        case Holds.MOMENT:
            return is_moment(text)
        case Holds.AGE:
            return span(text) is not None or is_moment(text)
        case Holds.YES:
            return text.lower() in _YES
    return _MEASURED[holds](text) is not None


def fitting(field: Field, operator: str, value: Value, when: Moment) -> Fits:
    """What a comparison wants; of the negative ones, the opposite of what they want."""
    if operator in ("~", "!~"):
        part = value.text.lower()
        return lambda one: part in as_text(one).lower()
    if operator in ORDERS:
        return _ordered(field, operator, value.text, when)
    if field.holds is Holds.AGE:
        return _since(field, value.text, when)
    if value.text == "*" and not value.literal:
        return lambda one: one is not False
    if _is_wild(field, value):
        return _like(field, value.text)
    return _equal(field, value.text)


def as_text(value: object) -> str:
    """A value as it is printed in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _equal(field: Field, text: str) -> Fits:
    match field.holds:
        case Holds.EXACT:
            return lambda one: one == text
        case Holds.NET:
            wanted = net(text)
            assert wanted is not None
            return lambda one: _meets(wanted, one)
        case Holds.YES:
            yes = _YES[text.lower()]
            return lambda one: one is yes
        case Holds.MAIL:
            address = bare_address(text)
            return lambda one: bare_address(one) == address
        case Holds.LOOSE:
            return _loosely(text)
        case Holds.NUMBER | Holds.SIZE | Holds.SPAN:
            count = _MEASURED[field.holds](text)
            return lambda one: bool(one == count)
    small = _choice(text) if field.choices else text.lower()
    return lambda one: as_text(one).lower() == small


def _like(field: Field, text: str) -> Fits:
    if field.holds is Holds.MAIL:
        of_mail = wildcard(bare_address(text))
        return lambda one: of_mail(bare_address(one))
    if _is_code(field, text):
        text = text.lower().replace("x", "?")
    like = wildcard(_choice(text) if field.choices else text)
    return lambda one: like(as_text(one))


def _ordered(field: Field, operator: str, text: str, when: Moment) -> Fits:
    order = ORDERS[operator]
    if field.holds is Holds.MOMENT:
        limit = moment(text, when.now, when.zone)
    else:
        limit = _MEASURED.get(field.holds, _loose_number)(text)
    assert limit is not None

    def fits(one: object) -> bool:
        count = _loose_number(one) if isinstance(one, str) else one
        return isinstance(count, int | float) and order(count, limit)

    return fits


def threshold(text: str, when: Moment) -> float:
    """The moment of a checked `since` or `until`."""
    ago = span(text)
    at = moment(text, when.now, when.zone) if ago is None else when.now - ago
    assert at is not None
    return at


def _since(field: Field, text: str, when: Moment) -> Fits:
    limit = threshold(text, when)
    if field.name == "since":
        return lambda at: bool(at >= limit)
    return lambda at: bool(at <= limit)


def _meets(wanted: Net, one: str) -> bool:
    found = net(one)
    return found is not None and wanted.meets(found)


def bare_address(text: str) -> str:
    """A mail's address without brackets, in lower case."""
    text = text.lower()
    return text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text


def _loosely(text: str) -> Fits:
    small, count = text.lower(), _loose_number(text)

    def fits(one: object) -> bool:
        if isinstance(one, bool):
            return _YES.get(small) is one
        if isinstance(one, int | float):
            return one == count
        return str(one).lower() == small

    return fits


def _loose_number(text: str) -> float | None:
    found = seconds(text)
    return size(text) if found is None else found


def _choice(text: str) -> str:
    return text.lower().replace("-", "_")


def _is_code(field: Field, text: str) -> bool:
    return field.name in ("code", "remote_code") and _CODES.fullmatch(text) is not None


def _is_wild(field: Field, value: Value) -> bool:
    return (has_wildcard(value.text) and not value.literal) or _is_code(field, value.text)

"""As much of JSON Schema as the schema of the configuration uses; other keywords fail."""

import re
from collections.abc import Callable, Iterator
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_NOTES = {"title", "description", "default", "$schema", "$defs"}
Schema = dict[str, Any]


def violations(value: Any, schema: Schema, whole: Schema | None = None) -> Iterator[str]:
    """What of a value the schema does not allow."""
    whole = whole or schema
    for word, wanted in schema.items():
        if word not in _NOTES:
            yield from _WORDS[word](value, wanted, schema, whole)


def _ref(value: Any, wanted: str, _schema: Schema, whole: Schema) -> Iterator[str]:
    yield from violations(value, whole["$defs"][wanted.removeprefix("#/$defs/")], whole)


def _type(value: Any, wanted: str, _schema: Schema, _whole: Schema) -> Iterator[str]:
    if not isinstance(value, _TYPES[wanted]):
        yield f"{value!r} is no {wanted}"


def _enum(value: Any, wanted: list[Any], _schema: Schema, _whole: Schema) -> Iterator[str]:
    if value not in wanted:
        yield f"{value!r} is none of {wanted}"


def _pattern(value: Any, wanted: str, _schema: Schema, _whole: Schema) -> Iterator[str]:
    if isinstance(value, str) and not re.search(wanted, value):
        yield f"{value!r} is not {wanted}"


def _fitting(value: Any, wanted: list[Schema], whole: Schema) -> int:
    return sum(not list(violations(value, one, whole)) for one in wanted)


def _any_of(value: Any, wanted: list[Schema], _schema: Schema, whole: Schema) -> Iterator[str]:
    if not _fitting(value, wanted, whole):
        yield f"{value!r} fits nowhere"


def _one_of(value: Any, wanted: list[Schema], _schema: Schema, whole: Schema) -> Iterator[str]:
    if _fitting(value, wanted, whole) != 1:
        yield f"{value!r} does not fit once"


def _properties(value: Any, wanted: Schema, schema: Schema, whole: Schema) -> Iterator[str]:
    for name, one in value.items() if isinstance(value, dict) else ():
        if name in wanted:
            yield from violations(one, wanted[name], whole)


def _additional(value: Any, wanted: Any, schema: Schema, whole: Schema) -> Iterator[str]:
    for name, one in value.items() if isinstance(value, dict) else ():
        if name in schema.get("properties", {}):
            continue
        if wanted is False:
            yield f"{name!r} is not known"
        else:
            yield from violations(one, wanted, whole)


def _names(value: Any, wanted: Schema, _schema: Schema, whole: Schema) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from violations(name, wanted, whole)


def _required(value: Any, wanted: list[str], _schema: Schema, _whole: Schema) -> Iterator[str]:
    for name in wanted:
        if isinstance(value, dict) and name not in value:
            yield f"{name!r} is missing"


def _items(value: Any, wanted: Schema, _schema: Schema, whole: Schema) -> Iterator[str]:
    for one in value if isinstance(value, list) else ():
        yield from violations(one, wanted, whole)


def _least(value: Any, wanted: int, _schema: Schema, _whole: Schema) -> Iterator[str]:
    if isinstance(value, list) and len(value) < wanted:
        yield f"fewer than {wanted}"


_WORDS: dict[str, Callable[[Any, Any, Schema, Schema], Iterator[str]]] = {
    "$ref": _ref, "type": _type, "enum": _enum, "pattern": _pattern, "anyOf": _any_of,
    "oneOf": _one_of, "properties": _properties, "additionalProperties": _additional,
    "propertyNames": _names, "required": _required, "items": _items, "minItems": _least,
}  # fmt: skip

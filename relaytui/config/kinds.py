"""The types of the model in the words of errors."""

from typing import Any

from msgspec import inspect

from relaytui.config.tree import Node

_KINDS: tuple[tuple[Any, str], ...] = (
    (inspect.StrType, "a text"),
    (inspect.BoolType, "true or false"),
    (inspect.ListType, "a list"),
    (inspect.StructType | inspect.DictType, "a map"),
    (inspect.NoneType, "nothing"),
)


def bare_type(kind: Any) -> tuple[Any, dict[str, str]]:
    """A type without what is noted beside it, and those notes (`Meta.extra`)."""
    extra: dict[str, str] = {}
    while isinstance(kind, inspect.Metadata):
        extra = {**(kind.extra or {}), **extra}
        kind = kind.type
    return kind, extra


def parts(kind: Any) -> list[Any]:
    """The types of a union, or the type itself; bare."""
    types = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return [bare_type(one)[0] for one in types]


def fits(node: Node, kind: Any) -> bool:
    """Whether a node is of a (bare) type, its inside left alone."""
    if isinstance(kind, inspect.LiteralType):
        return node.kind == "a text" and node.text in kind.values
    return node.kind == _word(kind)


def choices_of(kind: Any) -> list[str]:
    """The words that a type allows where it allows only some."""
    found = (one for one in parts(kind) if isinstance(one, inspect.LiteralType))
    return [str(value) for one in found for value in one.values]


def takes_text(kind: Any) -> bool:
    """Whether a text could be right."""
    return any(isinstance(one, inspect.StrType | inspect.LiteralType) for one in parts(kind))


def kind_words(kind: Any) -> str:
    """What a type wants: `a text or a map`."""
    choices = choices_of(kind)
    words = [listed(choices)] if choices else []
    words += [word for one in parts(kind) if (word := _word(one)) and word != "nothing"]
    return " or ".join(dict.fromkeys(words))


def listed(choices: list[str]) -> str:
    """`a`, `b` or `c`."""
    quoted = [f"`{one}`" for one in choices]
    return " or ".join(one for one in (", ".join(quoted[:-1]), quoted[-1]) if one)


def _word(kind: Any) -> str:
    return next((word for one, word in _KINDS if isinstance(kind, one)), "")

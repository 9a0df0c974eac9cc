"""From a tree to values, by the types of the model; every problem is told, not only the first."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec import inspect

from relaytui.config.kinds import bare_type, choices_of, fits, kind_words, listed, takes_text
from relaytui.config.problem import Problem, is_secret, nearest
from relaytui.config.tree import Node

#: A value that is not usable; its problem was told.
BAD: Any = object()
_PLAIN = ("true or false", "nothing", "a number", "a date", "a merge")


class Said(NamedTuple):
    """A value, and where it stands."""

    value: Any
    node: Node


class Reader:
    """Reads nodes as types; `problems` grows."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def tell(self, node: Node, words: str, next_step: str) -> None:
        """Note a problem at a node."""
        self.problems.append(node.problem(words, next_step))

    def words(self, node: Node, kind: Any, where: str) -> dict[str, Said]:
        """The good words of a map that is a struct, each with its node."""
        fields = {one.encode_name: one for one in kind.fields}
        found: dict[str, Said] = {}
        for name, (key, below) in node.entries.items():
            if name not in fields:
                self.tell_unknown(key, fields)
                continue
            value = self.value(below, fields[name].type, f"`{name}:`")
            if value is not BAD:
                found[name] = Said(value, below)
        for name, one in fields.items():
            if one.required and name not in node.entries:
                self.tell(node, f"{where} has no `{name}:`", f"Write it: `{_written(one.type)}`")
        return found

    def value(self, node: Node, kind: Any, where: str) -> Any:
        """The value of a node, in plain types; BAD when it is none (of) this type."""
        if node.kind == "bad":
            return BAD
        bare, extra = bare_type(kind)
        for one in bare.types if isinstance(bare, inspect.UnionType) else (bare,):
            one_bare, one_extra = bare_type(one)
            if fits(node, one_bare):
                return self._fitting(node, one_bare, {**one_extra, **extra}, where)
        if node.kind == "a text" and (choices := choices_of(bare)):
            step = nearest(node.text, choices)
            if not step.startswith("Did") or node.secret:
                step = f"It is {extra.get('is') or listed(choices)}"
            self.tell(node, f"{where} is not known: {node.shown}", step)
            return BAD
        self._tell_kind(node, bare, extra, where)
        return BAD

    def _fitting(self, node: Node, kind: Any, extra: dict[str, str], where: str) -> Any:
        if isinstance(kind, inspect.StrType):
            return self._text(node, kind, extra, where)
        if isinstance(kind, inspect.ListType):
            return self._list(node, kind, where)
        if isinstance(kind, inspect.DictType):
            return self._map(node, kind)
        if isinstance(kind, inspect.StructType):
            return {name: said.value for name, said in self.words(node, kind, where).items()}
        return node.plain()

    def _text(self, node: Node, kind: inspect.StrType, extra: dict[str, str], where: str) -> Any:
        pattern = kind.pattern or r".+"
        if re.fullmatch(pattern, node.text):
            return node.text
        wanted = extra.get("is", "a text")
        words = f"{where} is empty" if not node.text else f"{where} can't be {_quoted(node)}"
        self.tell(node, words, f"It is {wanted}, as in `{extra.get('as', 'x')}`")
        return BAD

    def _list(self, node: Node, kind: inspect.ListType, where: str) -> Any:
        if kind.min_length and len(node.items) < kind.min_length:
            self.tell(node, f"{where} is an empty list", "Name one, or take the line away")
            return BAD
        found = [self.value(one, kind.item_type, f"a value of {where}") for one in node.items]
        return [one for one in found if one is not BAD]

    def _map(self, node: Node, kind: inspect.DictType) -> Any:
        found = {}
        for name, (key, below) in node.entries.items():
            value = self.value(below, kind.value_type, f"`{key.shown}:`")
            if self.value(as_text(key), kind.key_type, "a name") is not BAD and value is not BAD:
                found[name] = value
        return found

    def tell_unknown(self, key: Node, known: Iterable[str]) -> None:
        """Note that a key is not known in its place."""
        if is_secret(key.text):
            step = "No secret belongs here: ssh keys and the ssh agent are used"
        else:
            step = nearest(key.text, known)
        self.tell(key, f"`{key.shown}` is not known here", step)

    def _tell_kind(self, node: Node, kind: Any, extra: dict[str, str], where: str) -> None:
        example = extra.get("as", "")
        if node.kind in _PLAIN and node.text and takes_text(kind):
            words = f"{where} is read as {node.kind}: {node.shown}"
            self.tell(node, words, f"Put it in quotes: {_quoted(node)}")
        elif node.kind == "nothing":
            self.tell(node, f"{where} has no value", f"{_example(example)}or take the line away")
        else:
            step = f"It is {extra.get('is') or kind_words(kind)}"
            step += f", as in `{example}`" if example else ""
            self.tell(node, f"{where} can't be {node.kind}", step)


def _quoted(node: Node) -> str:
    text = node.shown.replace("'", "''")
    return f"'{text}'"


def _example(example: str) -> str:
    return f"Write it, as in `{example}`, " if example else "Write one, "


def _written(kind: Any) -> str:
    return bare_type(kind)[1].get("as", "")


def as_text(key: Node) -> Node:
    """A key is a text, also where a value of its spelling would be a number."""
    return Node("a text", key.text, key.line, key.column, key.secret)

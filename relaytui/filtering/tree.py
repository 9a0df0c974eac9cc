"""What a filter says, as a tree; printed, it is a filter that says the same.

`not` binds closest, then `and` (also unsaid), then `or`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Value(NamedTuple):
    """A value; `literal` where a star or a question mark in it was quoted: it is no wildcard."""

    text: str
    literal: bool = False

    def __str__(self) -> str:
        return self.text if not self.literal and is_bare(self.text) else quote(self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that stands in the line or in the relay's name, in whatever case."""

    text: str
    quoted: bool = field(default=False, compare=False)

    @property
    def bare(self) -> bool:
        """Whether it is printed as it is, so that a text beside it would run together with it."""
        return not self.quoted and "(" not in self.text and ")" not in self.text

    def __str__(self) -> str:
        return self.text if self.bare else quote(self.text)


@dataclass(frozen=True, slots=True)
class Matches:
    """A regular expression, searched for in `RELAY LINE`."""

    pattern: str

    def __str__(self) -> str:
        return f"/{slashed(self.pattern)}/"


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of a field (by its own name): `= != < <= > >=`, `~` for a text within it, `!~`.

    It holds where it holds for one of the values; the negative ones where that is not so.
    """

    field: str
    operator: str
    values: tuple[Value, ...]

    def __str__(self) -> str:
        return f"{self.field}{self.operator}{','.join(map(str, self.values))}"

    __test__ = False


@dataclass(frozen=True, slots=True)
class FieldMatches:
    """A regular expression, searched for in the field's values; `negative`: in none of them."""

    field: str
    pattern: str
    negative: bool = False

    def __str__(self) -> str:
        return f"{self.field}{'!' if self.negative else ''}~/{slashed(self.pattern)}/"


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter that was kept under a name."""

    name: str
    node: "Node"

    def __str__(self) -> str:
        return f"@{self.name}"


@dataclass(frozen=True, slots=True)
class Not:
    """Lines for which another does not hold."""

    node: "Node"

    def __str__(self) -> str:
        text = str(self.node)
        simple = isinstance(self.node, Matches | Test | FieldMatches | Saved) or (
            isinstance(self.node, Phrase) and not re.search(r"\s", text)
        )
        return f"!{text}" if simple else f"!({text})"


@dataclass(frozen=True, slots=True)
class All:
    """Lines for which all hold."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        parts, bare = [], False
        for node in self.nodes:
            text = f"({node})" if isinstance(node, All | Any) else str(node)
            plain = isinstance(node, Phrase) and node.bare
            parts.append(f"and {text}" if plain and bare else text)
            bare = plain
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Any:
    """Lines for which one holds."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return " or ".join(
            f"({node})" if isinstance(node, Any) else str(node) for node in self.nodes
        )


Node = Phrase | Matches | Test | FieldMatches | Saved | Not | All | Any


_BARE = re.compile(r"[^\s\"',()/~=][^\s,()]*")
_WILD = re.compile(r"[^\s,]+")


def is_bare(text: str) -> bool:
    """Whether a value needs no quotes."""
    if has_wildcard(text):  # quotes would take them away
        return _WILD.fullmatch(text) is not None
    return _BARE.fullmatch(text) is not None


def has_wildcard(text: str) -> bool:
    """Whether a star or a question mark stands in a value."""
    return "*" in text or "?" in text


def quote(text: str) -> str:
    """A text between quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def slashed(pattern: str) -> str:
    """A pattern as it stands between slashes."""
    return re.sub(r"\\.|/", lambda found: "\\/" if found[0] == "/" else found[0], pattern,
                  flags=re.DOTALL)  # fmt: skip


def unslashed(written: str) -> str:
    """The pattern that stands between slashes."""
    return re.sub(
        r"\\.", lambda found: "/" if found[0] == "\\/" else found[0], written, flags=re.DOTALL
    )


def plainly(node: Node) -> Node:
    """The same with every text in quotes: it shows where each begins and ends."""
    match node:
        case Phrase():
            return Phrase(node.text, quoted=True)
        case Not():
            return Not(plainly(node.node))
        case All() | Any():
            return type(node)(tuple(map(plainly, node.nodes)))
    return node


def fields_of(node: Node) -> Iterator[str]:
    """The fields that are compared in it."""
    match node:
        case Test() | FieldMatches():
            yield node.field
        case Not() | Saved():
            yield from fields_of(node.node)
        case All() | Any():
            for one in node.nodes:
                yield from fields_of(one)


def expanded(node: Node) -> Node:
    """The same without saved names: it can be read elsewhere."""
    match node:
        case Saved():
            return expanded(node.node)
        case Not():
            return Not(expanded(node.node))
        case All() | Any():
            return type(node)(tuple(map(expanded, node.nodes)))
    return node

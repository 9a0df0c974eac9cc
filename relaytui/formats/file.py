"""A format's file, read and checked: what it says, or all that is wrong with it."""

import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, inspect

from relaytui.config.problem import Problem, nearest
from relaytui.config.reader import Reader
from relaytui.config.text_file import read_text
from relaytui.config.tree import Node, Tree
from relaytui.formats.fields import FIELDS, OWN_KINDS

#: Patterns and samples of one format.
MOST = 64
_Word = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_-]{0,31}$",
        extra={"is": "a word of small letters, digits, `_` and `-`", "as": "my-policyd"},
    ),
]
_Program = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        extra={"is": "the name before `[` or `:` in the log, without what stands before a `/`",
               "as": "my-policyd"},
    ),
]  # fmt: skip
_Kind = Literal[OWN_KINDS]  # type: ignore[valid-type]


class Pattern(msgspec.Struct, frozen=True):
    """A whole message as a regular expression, what such a line means, and fixed fields."""

    match: Annotated[str, Meta(extra={"is": "a pattern", "as": "'^client=(?P<client_ip>\\S+)$'"})]
    kind: _Kind
    set: dict[str, str] = {}


class Sample(msgspec.Struct, frozen=True):
    """A line of the log, and the fields that it must give; `kind` is one of them."""

    line: Annotated[str, Meta(extra={"is": "a line as it stands in the log"})]
    expect: dict[str, str] = {}


class FormatText(msgspec.Struct, frozen=True):
    """What a file says."""

    name: _Word
    programs: Annotated[list[_Program], Meta(min_length=1)]
    patterns: Annotated[list[Pattern], Meta(min_length=1)]
    samples: Annotated[list[Sample], Meta(min_length=1)]


class Read(msgspec.Struct):
    """A file: `said` where nothing is wrong so far, and the nodes of its lists for lines."""

    path: Path
    problems: list[Problem]
    said: FormatText | None = None
    root: Node | None = None

    def at(self, section: str, number: int, key: str = "") -> Node:
        """The node of a pattern or a sample, or of one of its values."""
        assert self.root is not None
        node = self.root.entries[section][1].items[number]
        return node.entries[key][1] if key in node.entries else node


_TYPE: Any = inspect.type_info(FormatText)


def read_format(path: Path) -> Read:
    """The format of a file; problems where there is none, or what it says is wrong."""
    text, problems = read_text(path)
    read = Read(path, problems)
    tree = Tree(text)
    problems += tree.problems
    read.root = root = tree.root
    if root is None or root.kind != "a map":
        if not problems:
            step = "Write name, programs, patterns and samples (docs/formats.md)"
            problems.append(Problem(1, 1, "it is no map", step))
        return read
    reader = Reader()
    reader.value(root, _TYPE, "the format")
    problems += reader.problems
    if not problems:
        read.said = msgspec.convert(root.plain(), FormatText)
        problems += _problems(read, read.said)
    return read


def _problems(read: Read, said: FormatText) -> list[Problem]:
    found = []
    if said.name != read.path.stem:
        node = read.root.entries["name"][1] if read.root else Node("", "", 1, 1)
        found.append(node.problem(f"`{said.name}` is not the file's name", "Make them the same"))
    for section, many in (("patterns", said.patterns), ("samples", said.samples)):
        if len(many) > MOST:
            node = read.at(section, MOST)
            found.append(node.problem(f"over {MOST} {section}", "Make two formats of it"))
    for number, pattern in enumerate(said.patterns):
        found += _pattern_problems(read, number, pattern)
    for number, sample in enumerate(said.samples):
        known = (*FIELDS, "kind")
        found += _unknown(read.at("samples", number, "expect"), sample.expect, known)
    return found


def _pattern_problems(read: Read, number: int, pattern: Pattern) -> list[Problem]:
    node = read.at("patterns", number, "match")
    if not pattern.match.startswith("^") or not pattern.match.endswith("$"):
        step = "Begin it with `^` and end it with `$`; `.*$` where the end may be anything"
        return [node.problem("the pattern is not anchored", step)]
    try:
        with warnings.catch_warnings(action="ignore"):  # of what later Pythons will refuse
            groups = re.compile(pattern.match).groupindex
    except (re.error, RecursionError, OverflowError) as error:
        words = f"the pattern is none: {error}"
        return [node.problem(words, "Correct it; try it with `python3 -c 'import re'`")]
    return [
        *_unknown(node, groups, tuple(FIELDS)),
        *_unknown(read.at("patterns", number, "set"), pattern.set, tuple(FIELDS)),
    ]


def _unknown(node: Node, names: Iterable[str], known: Sequence[str]) -> list[Problem]:
    return [
        node.problem(f"there is no field `{name}`", nearest(name, known))
        for name in names
        if name not in known
    ]

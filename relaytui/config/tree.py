"""YAML as a tree in which every value and every key knows its line and column.

It is made of the parser's events, one after the other: nothing is expanded, constructed or
called, so that neither an alias nor a tag nor a depth of ten thousand does anything.
"""

from typing import Any

import msgspec
import yaml

from relaytui.config.problem import HIDDEN, MOST, Problem, is_secret, veiled
from relaytui.config.syntax import syntax_problem
from relaytui.domain.text import is_shown

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Values of one file; 1,000 hosts with nine words each have fewer.
MOST_VALUES = 20_000
#: Lists and maps in each other.
DEEPEST = 10
#: Characters of one value.
LONGEST = 4096
#: What a plain word is by the rules of YAML, in the words of our errors.
_KINDS = {
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:timestamp": "a date",
    "tag:yaml.org,2002:merge": "a merge",
}

_NO_KEYS = ("a list", "a map", "a merge", "bad")


class Node(msgspec.Struct):
    """One value. `kind` is `a text`, `true or false`, `nothing`, `a number`, `a date`, `a list`,
    `a map`, or `bad` where a problem was already told. `secret`: it must not be shown."""

    kind: str
    text: str
    line: int
    column: int
    secret: bool = False
    items: list["Node"] = []
    entries: dict[str, tuple["Node", "Node"]] = {}

    @property
    def shown(self) -> str:
        """The text as errors show it: cut, safe, and hidden where it is a secret."""
        return HIDDEN if self.secret else veiled(self.text)

    def plain(self) -> Any:
        """The value as Python has it; dates, and numbers that are not whole, stay texts."""
        if self.kind == "a map":
            return {name: node.plain() for name, (_, node) in self.entries.items()}
        if self.kind == "a list":
            return [one.plain() for one in self.items]
        if self.kind == "true or false":
            return self.text.lower() in ("true", "yes", "on")
        if self.kind == "a number" and self.text.isdecimal() and len(self.text) < 19:
            return int(self.text)
        return None if self.kind == "nothing" else self.text

    def problem(self, words: str, next_step: str) -> Problem:
        """A problem that stands here."""
        return Problem(self.line, self.column, words, next_step)


class _Enough(Exception):
    """There is no sense in reading on."""


class Tree:
    """The tree of a text: `root` (None where there is none) and the `problems` met."""

    def __init__(self, text: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        # Open lists and maps; for a map, the key that waits for its value.
        self._open: list[tuple[Node, list[Node]]] = []
        self._count = 0
        self._documents = 0
        try:
            for event in yaml.parse(text, Loader=Loader):
                self._take(event)
        # The parser in Python stumbles over escapes that are no character ("\UFFFFFFFF").
        except (yaml.YAMLError, ValueError, OverflowError, _Enough) as error:
            self.root = None  # it is not whole: what is missing would be told as missing
            if not isinstance(error, _Enough):
                self.problems.append(syntax_problem(text, error))

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(event, "a second document begins", "Keep one; take the `---` away")
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._value(event)

    def _value(self, event: Any) -> None:
        self._count += 1
        if self._count > MOST_VALUES:
            self._stop(event, f"over {MOST_VALUES} values", "A configuration is a short file")
        node = self._node(event)
        if not self._open:
            self.root = self.root or node
        else:
            self._place(*self._open[-1], node)
        if node.kind in ("a list", "a map"):
            if len(self._open) >= DEEPEST:
                self._stop(event, f"over {DEEPEST} lists and maps in each other", "Write it flat")
            self._open.append((node, []))
        if len(self.problems) >= MOST:
            raise _Enough

    def _node(self, event: Any) -> Node:
        mark = event.start_mark
        node = Node("bad", "", mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            self._tell(node, "an alias (`*…`) is not taken", "Write the value out, or in quotes")
            return node
        if isinstance(event, yaml.SequenceStartEvent):
            node.kind = "a list"
        elif isinstance(event, yaml.MappingStartEvent):
            node.kind = "a map"
        else:
            node.text = event.value
            node.kind = _kind(event)
        if event.tag is not None:
            self._tell(node, "a tag (`!…`) is not taken", "Take it away, or put the text in quotes")
            node.kind = node.kind if node.kind in ("a list", "a map") else "bad"
        return node

    def _place(self, parent: Node, waiting: list[Node], node: Node) -> None:
        node.secret = parent.secret
        self._check_text(node)
        if parent.kind == "a list":
            parent.items.append(node)
        elif not waiting:
            waiting.append(node)
            self._check_key(parent, node)
        else:
            key = waiting.pop()
            node.secret = node.secret or is_secret(key.text)
            if key.kind not in _NO_KEYS:
                parent.entries.setdefault(key.text, (key, node))

    def _check_key(self, parent: Node, key: Node) -> None:
        if key.kind == "bad":
            return
        if key.kind in _NO_KEYS or not key.text:
            self._tell(key, f"{key.kind} can't be a key", "Write a word, or put it in quotes")
        elif key.text in parent.entries:
            before = parent.entries[key.text][0].line
            words = f"`{key.shown}` stands here twice, first in line {before}"
            self._tell(key, words, "Keep one of them")

    def _check_text(self, node: Node) -> None:
        text = node.text
        if text.isascii() and text.isprintable() and len(text) <= LONGEST:
            return
        if len(text) > LONGEST:
            self._tell(node, f"over {LONGEST} characters", "Is this a configuration?")
            node.kind = "bad"
        elif "\n" in text:
            self._tell(node, "a text of several lines", "Write it in one line, without `|` and `>`")
            node.kind = "bad"
        elif odd := next((one for one in text if not is_shown(one)), ""):
            words = f"a character that can't be seen (U+{ord(odd):04X})"
            self._tell(node, words, "Take it away")
            node.kind = "bad"

    def _tell(self, node: Node, words: str, step: str) -> None:
        self.problems.append(node.problem(words, step))

    def _stop(self, event: Any, words: str, step: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(mark.line + 1, mark.column + 1, words, step))
        raise _Enough


def _kind(event: Any) -> str:
    if event.style:
        return "a text"
    for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(event.value[:1], ()):
        if pattern.match(event.value):
            return _KINDS.get(tag, "a text")
    return "a text" if event.value else "nothing"

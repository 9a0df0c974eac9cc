"""Other YAML files of the user, such as themes: plain values, and the line of each."""

import re
from pathlib import Path
from typing import Any

from relaytui.config.problem import Refused
from relaytui.config.text_file import read_text
from relaytui.config.tree import Node, Tree

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


class Marked:
    """A YAML text as plain values (`content`); Refused where it is none."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        tree = Tree(text)
        if tree.problems:
            raise Refused(name, tree.problems[:1])
        self._root = tree.root
        self.content: Any = tree.root.plain() if tree.root else None

    def line(self, path: str) -> int:
        """Line (from 1) of the value at a path such as `$.tokens.text` or `$.hosts[0]`; of the
        last value on the way to it that is there."""
        node = self._root
        for key, index in _STEP.findall(path):
            below = _below(node, key, index) if node else None
            if below is None:
                break
            node = below
        return node.line if node else 1


def _below(node: Node, key: str, index: str) -> Node | None:
    if key:
        return node.entries[key][1] if key in node.entries else None
    return node.items[int(index)] if int(index) < len(node.items) else None


def read_marked(path: Path) -> Marked:
    """The YAML file at a path. Who may write it does not matter: it holds no hosts."""
    return Marked(read_text(path)[0], str(path))

"""YAML with the line of every value, for errors that say where."""

import re
from pathlib import Path
from typing import Any

import yaml

from relaytui.errors import ConfigError

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A configuration of this many bytes is no configuration.
SIZE_LIMIT = 1024 * 1024
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")


class Marked:
    """A YAML text as plain values (`content`), and the line on which each stands."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        try:
            self._root = yaml.compose(text, Loader=Loader)
            self._refuse_aliases_and_twins(text)
            self.content: Any = yaml.load(text, Loader=Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            words = getattr(error, "problem", None) or "it is no YAML"
            raise ConfigError(
                f"{name}{line}: {words}", "Correct that line; indentation is by blanks"
            ) from error

    def line(self, path: str) -> int:
        """Line (from 1) of the value at a path such as `$.hosts[0].port`."""
        node = self._root
        for key, index in _STEP.findall(path):
            below = _child(node, key, index)
            if below is None:
                break
            node = below
        return int(node.start_mark.line) + 1 if node else 1

    def key_line(self, path: str, key: str) -> int:
        """Line of a key in the map at a path."""
        node = self._root
        for step, index in _STEP.findall(path):
            node = _child(node, step, index) or node
        if isinstance(node, yaml.MappingNode):
            for one, _ in node.value:
                if one.value == key:
                    return int(one.start_mark.line) + 1
        return self.line(path)

    def _refuse_aliases_and_twins(self, text: str) -> None:
        for event in yaml.parse(text, Loader=Loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ConfigError(
                    f"{self.name}:{line}: aliases (*{event.anchor}) are not taken",
                    "Write the value out",
                )
        for node in _maps(self._root):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise ConfigError(
                        f"{self.name}:{key.start_mark.line + 1}: `{key.value}` stands here twice",
                        "Keep one of them",
                    )
                seen.add(key.value)


def _child(node: Any, key: str, index: str) -> Any:
    if isinstance(node, yaml.MappingNode) and key:
        return next((value for one, value in node.value if one.value == key), None)
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        return node.value[int(index)]
    return None


def _maps(node: Any) -> list[Any]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.MappingNode):
            found.append(one)
            waiting += [value for _, value in one.value]
        elif isinstance(one, yaml.SequenceNode):
            waiting += one.value
    return found


def read_marked(path: Path) -> Marked:
    """The YAML file at a path; refuses what can't be read or is too large."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path}: {error.strerror or error}", "Name a file that you may read: -c FILE"
        ) from error
    if len(raw) > SIZE_LIMIT:
        raise ConfigError(f"{path}: over 1 MiB", "A configuration is a short file; is it this one?")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: not UTF-8", "Save the file as UTF-8") from error
    return Marked(text, str(path))

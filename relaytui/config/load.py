"""From the configuration file to hosts and settings, or to all that is wrong with it."""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from relaytui.config.effective import EffectiveHost
from relaytui.config.hosts import effective_hosts, read_sections
from relaytui.config.model import Configuration
from relaytui.config.problem import MOST, Problem, Refused
from relaytui.config.reader import Reader
from relaytui.config.text_file import read_text
from relaytui.config.tree import Node, Tree
from relaytui.domain.network import BadNetwork, exact_network

_CONFIGURATION = inspect.type_info(Configuration)
#: Read by hosts.py, where each host's words are put together.
_SECTIONS = ("hosts", "groups", "defaults", "logs")
_STEP = "Write at least `hosts: [NAME]`"


class Loaded(msgspec.Struct, frozen=True):
    """A configuration that can be used. `defaults` are what was said in
    that section, `places` the nodes of the top words."""

    path: Path
    configuration: Configuration
    hosts: list[EffectiveHost]
    groups: dict[str, list[str]]
    defaults: dict[str, Any]
    places: dict[str, Any]


def load(path: Path) -> Loaded:
    """The configuration of a file; Refused has all that is wrong, Missing: no such file."""
    text, problems = read_text(path)
    loaded = _understood(path, text, problems)
    if problems:
        raise Refused(str(path), sorted(_one_a_place(problems))[:MOST])
    return loaded


def _understood(path: Path, text: str, problems: list[Problem]) -> Loaded:
    nothing = Loaded(path, Configuration(), [], {}, {}, {})
    tree = Tree(text)
    problems += tree.problems
    root = tree.root
    if root is None or root.kind != "a map":
        if not tree.problems:
            problems.append(_no_map(root))
        return nothing
    reader = Reader()
    protect = _protected(reader, root)
    _read_top(reader, root)
    sections = read_sections(reader, root)
    hosts = effective_hosts(reader, sections)
    problems += reader.problems
    if problems:
        return nothing
    configuration = msgspec.convert(root.plain(), Configuration)
    groups = {name: words["hosts"].value for name, words in sections.groups.items()}
    places = {name: node for name, (_, node) in root.entries.items()}
    configuration = msgspec.structs.replace(configuration, protect=protect)
    return Loaded(path, configuration, hosts, groups, sections.defaults, places)


def _one_a_place(problems: list[Problem]) -> list[Problem]:
    """The first that was told of each place: what follows from it is no news."""
    places: dict[object, Problem] = {}
    for one in problems:
        places.setdefault((one.line, one.column) if one.line else one, one)
    return list(places.values())


def _no_map(root: Node | None) -> Problem:
    if root is None or root.kind == "nothing":
        return Problem(1, 1, "it is empty", _STEP)
    return root.problem(f"it is {root.kind}, no map", _STEP)


def _read_top(reader: Reader, root: Node) -> None:
    fields: dict[str, Any] = {one.name: one.type for one in _CONFIGURATION.fields}  # type: ignore[attr-defined]
    for name, (key, node) in root.entries.items():
        if name not in fields:
            reader.tell_unknown(key, fields)
        elif name not in _SECTIONS or node.kind not in _containers(name):
            reader.value(node, fields[name], f"`{name}:`")


def _containers(section: str) -> tuple[str, ...]:
    return ("a map", "a list") if section == "hosts" else ("a map",)


def _protected(reader: Reader, root: Node) -> list[str]:
    found = []
    for node in root.entries["protect"][1].items if "protect" in root.entries else ():
        if node.kind != "a text":
            continue
        try:
            network = exact_network(node.text)
        except BadNetwork as error:
            reader.tell(node, f"{node.shown} is {error}", error.next_step)
            continue
        if network.endswith("/0"):
            reader.tell(node, f"{node.shown} is everything", "Nothing could be blocked; narrow it")
        found.append(network)
    return found

"""The sections `hosts`, `groups` and `logs`: what each says, and what does not go together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import inspect

from relaytui.config.effective import (
    BUILT,
    EffectiveHost,
    Sourced,
    effective_words,
    host_words,
    sourced,
)
from relaytui.config.model import Defaults, Group, HostEntry, Logs, Name, Target
from relaytui.config.problem import nearest, veiled
from relaytui.config.reader import BAD, Reader, Said, as_text
from relaytui.config.tree import Node
from relaytui.config.words import short_name

Words = dict[str, Said]
_ENTRY, _GROUP, _DEFAULTS = map(inspect.type_info, (HostEntry, Group, Defaults))
_NAME, _TARGET = inspect.type_info(Name), inspect.type_info(Target)
_LOGS = inspect.type_info(Logs)


@dataclass
class Sections:
    """What the file says of hosts; names in the order of the file."""

    hosts: dict[str, Words] = field(default_factory=dict)
    groups: dict[str, Words] = field(default_factory=dict)
    defaults: Words = field(default_factory=dict)


def read_sections(reader: Reader, root: Node) -> Sections:
    """Read them all; problems go to the reader."""
    found = Sections()
    for name, words, node in _entries(reader, _section(root, "hosts")):
        if name in found.hosts:
            reader.tell(node, f"{veiled(name)} is named twice", "Give one of them another `name:`")
        found.hosts.setdefault(name, words)
    if (defaults := _section(root, "defaults")) and defaults.kind == "a map":
        found.defaults = reader.words(defaults, _DEFAULTS, "`defaults:`")
    _read_logs(reader, _section(root, "logs"), found)
    _read_groups(reader, _section(root, "groups"), found)
    for words in (found.defaults, *found.groups.values(), *found.hosts.values()):
        _check_files(reader, words)
    return found


def effective_hosts(reader: Reader, sections: Sections) -> list[EffectiveHost]:
    """Each host with all that holds for it."""
    return [_effective(reader, sections, name) for name in sections.hosts]


def _section(root: Node, name: str) -> Node | None:
    return root.entries[name][1] if name in root.entries else None


def _entries(reader: Reader, hosts: Node | None) -> Iterable[tuple[str, Words, Node]]:
    if hosts is None:
        return
    if hosts.kind == "a map":
        for name, (key, node) in hosts.entries.items():
            words = _entry(reader, node, f"host {veiled(name)}")
            if reader.value(as_text(key), _NAME, "a host's name") is not BAD and words is not None:
                yield name, words, key
    for node in hosts.items:
        words = _entry(reader, node, "a host")
        if words is None:
            continue
        name = _name(words)
        if not name:
            reader.tell(node, "a host without a name", "Give it `name:` or `ssh:`")
        elif "name" in words or _is_name(reader, node, name):
            yield name, words, node
    if hosts.kind in ("a list", "a map") and not hosts.items and not hosts.entries:
        reader.tell(hosts, "`hosts:` names no host", "Write at least `hosts: [NAME]`")


def _entry(reader: Reader, node: Node, where: str) -> Words | None:
    """The words of an entry; of a plain text, that it is the target."""
    if node.kind == "a map":
        words = reader.words(node, _ENTRY, where)
        _check_entry(reader, node, words)
        naming = "name" if "name" in node.entries else "ssh"
        # What names it was told as wrong: it has no name to go by.
        return None if naming in node.entries and naming not in words else words
    if node.kind == "nothing":
        return {}
    target = reader.value(node, _TARGET, where)
    if target is BAD:
        return None
    words = {"ssh": Said(target, node)}
    _check_entry(reader, node, words)
    return words


def _check_entry(reader: Reader, node: Node, words: Words) -> None:
    local = words.get("local")
    if local and local.value and "ssh" in words:
        reader.tell(local.node, "a host with both `local:` and `ssh:`", "Keep one of them")
    if "ssh" in words and ":" in words["ssh"].value.rpartition("@")[0].removeprefix("ssh://"):
        reader.tell(
            words["ssh"].node, "a password in `ssh:`", "Take it away: keys and the agent are used"
        )
    if "relays" in words and not ("aggregator" in words and words["aggregator"].value):
        reader.tell(
            words["relays"].node,
            "`relays:` is for a host that collects the logs of others",
            "Add `aggregator: true`",
        )


def _name(words: Words) -> str:
    if "name" in words:
        return str(words["name"].value)
    if "ssh" in words:
        return short_name(words["ssh"].value)
    return "local" if "local" in words and words["local"].value else ""


def _is_name(reader: Reader, node: Node, name: str) -> bool:
    shown = Node("a text", name, node.line, node.column)
    return reader.value(shown, _NAME, "a host's name") is not BAD


def _read_logs(reader: Reader, logs: Node | None, found: Sections) -> None:
    for name, (key, node) in (logs.entries if logs else {}).items():
        value = reader.value(node, _LOGS, f"`{veiled(name)}:`")
        if name not in found.hosts:
            _tell_stranger(reader, key, "`logs:`", found)
        elif value is not BAD:
            found.hosts[name].setdefault("logs", Said(value, node))


def _read_groups(reader: Reader, groups: Node | None, found: Sections) -> None:
    for name, (key, node) in (groups.entries if groups else {}).items():
        good = reader.value(as_text(key), _NAME, "a group's name") is not BAD
        words = _group(reader, node, f"group {veiled(name)}")
        if words is None:
            continue
        members = _members(node)
        for one in members:
            if one.kind == "a text" and one.text not in found.hosts:
                _tell_stranger(reader, one, f"group {veiled(name)}", found)
        if good:
            found.groups[name] = words


def _group(reader: Reader, node: Node, where: str) -> Words | None:
    if node.kind == "a map":
        return reader.words(node, _GROUP, where)
    hosts: Any = reader.value(node, inspect.ListType(_NAME), where)
    return None if hosts is BAD else {"hosts": Said(hosts, node)}


def _members(node: Node) -> Sequence[Node]:
    below = node.entries["hosts"][1] if node.kind == "a map" and "hosts" in node.entries else node
    return below.items


def _tell_stranger(reader: Reader, node: Node, where: str, found: Sections) -> None:
    step = nearest(node.text, found.hosts)
    if not step.startswith("Did") or node.secret:
        step = "Add it to `hosts:`"
    reader.tell(node, f"{where} names {node.shown}, no host of ours", step)


def _check_files(reader: Reader, words: Words) -> None:
    logs = words.get("logs")
    if (
        logs
        and isinstance(logs.value, dict)
        and len(logs.value) != 1
        and len(logs.node.entries) != 1
    ):
        reader.tell(logs.node, "`logs:` needs one of `file:` and `files:`", "Keep one of them")


def _effective(reader: Reader, sections: Sections, name: str) -> EffectiveHost:
    own = sections.hosts[name]
    groups = [(group, words) for group, words in sections.groups.items() if _holds(words, name)]
    _check_contest(reader, name, own, groups)
    shared = effective_words(own, groups, sections.defaults)
    local = "local" in own and own["local"].value
    target = sourced(own["ssh"], "host") if "ssh" in own else Sourced("" if local else name, BUILT)
    words = host_words(target, shared, own)
    return EffectiveHost(name, words, tuple(group for group, _ in groups))


def _holds(words: Words, name: str) -> bool:
    return "hosts" in words and name in words["hosts"].value


def _check_contest(reader: Reader, name: str, own: Words, groups: list[tuple[str, Words]]) -> None:
    said: dict[str, tuple[str, Said]] = {}
    for group, words in groups:
        for word, one in words.items():
            if word == "hosts" or word in own:
                continue
            first, before = said.setdefault(word, (group, one))
            if before.value != one.value:
                reader.tell(
                    one.node,
                    f"groups {veiled(first)} and {veiled(group)} say `{word}:` of {veiled(name)} "
                    "differently",
                    f"Say it of {veiled(name)} itself",
                )

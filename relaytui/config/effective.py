"""Which value holds for a host, and where it was said: the nearest place wins."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from relaytui.domain.host_spec import HostSpec

if TYPE_CHECKING:
    from relaytui.config.reader import Said  # it loads YAML

#: The words that hold for groups and defaults too, and what holds where nothing was said.
BUILT_IN: Mapping[str, Any] = {
    "logs": "auto", "environment": "", "transport": "auto", "sudo": "auto",
    "read_only": False, "container": "auto", "tags": [],
}  # fmt: skip


class Origin(msgspec.Struct, frozen=True):
    """Where a value was said: `host`, `group NAME`, `defaults`, `command line` or `built-in`;
    line and column where that is in the file."""

    by: str
    line: int = 0
    column: int = 0


BUILT = Origin("built-in")


class Sourced(msgspec.Struct, frozen=True):
    """A value and its origin."""

    value: Any
    origin: Origin


class EffectiveHost(msgspec.Struct, frozen=True):
    """A host with every word that holds for it, and the groups it is in."""

    name: str
    words: dict[str, Sourced]
    groups: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """What is dialled; empty for this machine itself."""
        return str(self.words["ssh"].value)

    @property
    def tags(self) -> list[str]:
        """The words to choose it by."""
        return list(self.words["tags"].value)

    def spec(self) -> HostSpec:
        """The host for the engine."""
        said = {name: one.value for name, one in self.words.items()}
        files = log_files(said["logs"])
        return HostSpec(
            name=self.name,
            target=self.target,
            logs=files[0] if files else said["logs"],
            more_logs=files[1:],
            environment=said["environment"],
            transport=said["transport"],
            sudo=said["sudo"],
            read_only=said["read_only"],
            container=said["container"],
            tags=tuple(self.tags),
            aggregator=said["aggregator"],
            relays=tuple(said["relays"]),
        )


def log_files(logs: Any) -> tuple[str, ...]:
    """The paths of `{file: PATH}` or `{files: [PATH]}`; none of `auto` and `journal`."""
    if not isinstance(logs, dict):
        return ()
    return tuple(logs["files"] if "files" in logs else [logs["file"]])


def sourced(said: "Said", by: str) -> Sourced:
    """A value of the file with its place."""
    return Sourced(said.value, Origin(by, said.node.line, said.node.column))


def effective_words(
    own: "Mapping[str, Said]",
    groups: "Iterable[tuple[str, Mapping[str, Said]]]",
    defaults: "Mapping[str, Said]",
) -> dict[str, Sourced]:
    """The shared words of a host: its own before those of its groups before the defaults."""
    places = [("host", own), *((f"group {name}", words) for name, words in groups)]
    places.append(("defaults", defaults))
    found: dict[str, Sourced] = {}
    for word, built_in in BUILT_IN.items():
        where = next(((by, words[word]) for by, words in places if word in words), None)
        found[word] = sourced(where[1], where[0]) if where else Sourced(built_in, BUILT)
    return found


def host_words(
    target: Sourced, shared: Mapping[str, Sourced], own: "Mapping[str, Said]"
) -> dict[str, Sourced]:
    """All words of a host in the order in which they are shown."""
    words = {"ssh": target, **shared}
    for word, built_in in (("aggregator", False), ("relays", [])):
        words[word] = sourced(own[word], "host") if word in own else Sourced(built_in, BUILT)
    return words


def typed(value: Any) -> Sourced:
    """A value of the command line."""
    return Sourced(value, Origin("command line"))


def unlisted(name: str, target: str, defaults: "Mapping[str, Said]") -> EffectiveHost:
    """A host that stands in no file: the defaults hold for it."""
    words = host_words(typed(target), effective_words({}, (), defaults), {})
    return EffectiveHost(name, words)

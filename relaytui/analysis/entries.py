"""The entries of all layers of all hosts: who is kept out, and who is trusted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.layers.base import Layer

E = TypeVar("E", bound="Block | Trust")
_Read = Callable[[HostFacts], "Sequence[Any] | Absent | Failed | None"]


@dataclass(frozen=True, slots=True)
class Held(Generic[E]):
    """An entry, and the relay that has it."""

    relay: str
    entry: E


class Unseen(NamedTuple):
    """A layer of a relay that can't be seen."""

    relay: str
    layer: Layer
    failed: Failed


@dataclass(frozen=True, slots=True)
class Entries(Generic[E]):
    """`held` in no order; `unseen`: what is missing from it; `having`: layers that are there and
    gave a list, by relay."""

    held: Sequence[Held[E]]
    unseen: Sequence[Unseen]
    having: Mapping[str, tuple[str, ...]]


class EntryReader(Generic[E]):
    """Reads layers; what was read is kept while the facts are the same objects."""

    def __init__(self, layers: Iterable[Layer], read: Callable[[Layer], _Read | None]) -> None:
        self._layers = [(one, how) for one in layers if (how := read(one)) is not None]
        self._kept: dict[tuple[str, str], tuple[tuple[Any, ...], Any]] = {}

    @property
    def layers(self) -> list[Layer]:
        """Those that have such entries."""
        return [one for one, _ in self._layers]

    def entries(self, facts: Mapping[str, HostFacts]) -> Entries[E]:
        """The entries of hosts, by what is known of each."""
        held: list[Held[E]] = []
        unseen: list[Unseen] = []
        having: dict[str, tuple[str, ...]] = {}
        for relay, known in facts.items():
            for layer, read in self._layers:
                found = self._found(relay, layer, read, known)
                if isinstance(found, Failed):
                    unseen.append(Unseen(relay, layer, found))
                elif found is not None and not isinstance(found, Absent):
                    having[relay] = (*having.get(relay, ()), layer.name)
                    held += [Held(relay, one) for one in found]
        return Entries(held, unseen, having)

    def _found(self, relay: str, layer: Layer, read: _Read, known: HostFacts) -> Any:
        values = tuple(known.get(fact) for fact in layer.needs)
        kept = self._kept.get((relay, layer.name))
        if kept and all(one is other for one, other in zip(kept[0], values, strict=True)):
            return kept[1]
        try:
            found = read(known)
        except Exception as error:  # noqa: BLE001  (the border of a host's job)
            words = safe(f"internal error: {type(error).__name__}: {error}", 200)
            found = Failed(words)
        self._kept[relay, layer.name] = (values, found)
        return found


def block_reader(layers: Iterable[Layer]) -> EntryReader[Block]:
    """Reads who is kept out."""
    return EntryReader(layers, lambda layer: layer.blocked)


def trust_reader(layers: Iterable[Layer]) -> EntryReader[Trust]:
    """Reads who is trusted."""
    return EntryReader(layers, lambda layer: layer.trusted)


@dataclass(frozen=True, slots=True)
class Folded(Generic[E]):
    """Entries that belong together, under one name."""

    name: SafeText
    #: Sorts by address where it is one, else by name.
    place: tuple[Any, ...]
    held: tuple[Held[E], ...]

    @property
    def relays(self) -> list[str]:
        """The relays that have it, each once."""
        return list(dict.fromkeys(one.relay for one in self.held))


def fold(held: Iterable[Held[E]], key: Callable[[Held[E]], str] | None = None) -> list[Folded[E]]:
    """Put entries of one address together; with `key` those of one name."""
    groups: dict[Any, list[Held[E]]] = {}
    for one in held:
        entry = one.entry
        name: Any = key(one) if key else (entry.net or entry.what)
        groups.setdefault(name, []).append(one)
    return [Folded(_name(name), _place(name), tuple(ones)) for name, ones in groups.items()]


def _name(key: Any) -> SafeText:
    return safe(str(key), 200)


def _place(key: Any) -> tuple[Any, ...]:
    return (1, str(key)) if isinstance(key, str) else (0, *key)

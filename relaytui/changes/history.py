"""The journal as a list of changes: each with its hosts, and what came of it on each. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from relaytui.changes.journal import Record
from relaytui.domain.text import SafeText, safe


@dataclass(slots=True)
class Deed:
    """A change. `events` are what was last said of each host, `entries` all about it."""

    name: SafeText
    at: float
    by: SafeText
    what: SafeText
    why: SafeText
    layers: tuple[SafeText, ...] = ()
    events: dict[str, str] = field(default_factory=dict)
    entries: list[Record] = field(default_factory=list)

    @property
    def state(self) -> str:
        """One word for all hosts: what all of them say, else `partly` and what differs."""
        said = set(self.events.values())
        if len(said) == 1:
            return said.pop()
        return "partly"


def changes_of(records: Iterable[Record], most: int = 2000) -> list[Deed]:
    """The newest changes, newest first."""
    found: dict[str, Deed] = {}
    for one in records:
        change = found.get(one.change)
        if change is None:
            change = found[one.change] = Deed(
                safe(one.change, 60), one.at, safe(one.by, 80), safe(one.what, 300),
                safe(one.why, 300), tuple(safe(each, 40) for each in one.layers),
            )  # fmt: skip
        change.events[str(safe(one.relay, 80))] = str(safe(one.event, 40))
        change.entries.append(one)
    return list(found.values())[: -most - 1 : -1]


def usual_layers(records: Iterable[Record]) -> dict[str, str]:
    """Where each host was blocked last: the layer that a block goes to next time, too. What was
    taken back does not count."""
    found: dict[str, dict[str, str]] = {}
    for one in records:
        blocks = all(what.startswith("block ") for what in one.what.split("; "))
        if one.event == "done" and blocks and len(set(one.layers)) == 1:
            found.setdefault(one.relay, {})[one.change] = one.layers[0]
        elif one.event == "undone":
            found.get(one.relay, {}).pop(one.change, None)
    return {relay: list(layers.values())[-1] for relay, layers in found.items() if layers}

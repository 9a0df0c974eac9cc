"""A change that is being made up: what is wanted, on which hosts, for how long, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from relaytui.changes.typed import typed_reason
from relaytui.domain.intent import Allow, Block, Disallow, Intent, Switch, Unblock
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText

Verb = Literal["block", "unblock", "allow", "disallow", "on", "off"]
#: How long a block lasts, by the key that goes through them: seconds, None for good.
SPANS: tuple[int | None, ...] = (3600, 86400, 7 * 86400, 30 * 86400, None)
_NONE = SafeText("")


@dataclass(frozen=True, slots=True)
class Target:
    """A net, and the list that is meant on a host (empty: any)."""

    net: Net
    place: SafeText = _NONE
    #: The hosts that it is about; empty: all that are chosen.
    relays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """`relays` are those that may be meant, `wide` those of the row it came from alone."""

    verb: Verb
    targets: tuple[Target, ...]
    relays: tuple[str, ...]
    near: tuple[str, ...] = ()
    only_near: bool = False
    seconds: int | None = 86400
    reason: SafeText = _NONE
    split: bool = False
    confirmed: bool = False
    layers: frozenset[str] = frozenset()

    @property
    def lasts(self) -> bool:
        """Whether it has an end."""
        return self.verb in ("block", "allow")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The hosts that are meant."""
        return (
            tuple(one for one in self.relays if one in self.near) if self.only_near else self.relays
        )

    def intents(self) -> dict[str, Sequence[Intent]]:
        """What is wanted on each host."""
        wanted: dict[str, Sequence[Intent]] = {}
        for relay in self.chosen:
            found = [
                self._intent(one) for one in self.targets if not one.relays or relay in one.relays
            ]
            if found:
                wanted[relay] = found
        return wanted

    def next_span(self) -> "Draft":
        """The next span."""
        at = SPANS.index(self.seconds) if self.seconds in SPANS else 0
        return replace(self, seconds=SPANS[(at + 1) % len(SPANS)])

    def with_reason(self, text: str) -> "Draft":
        """Another reason."""
        return replace(self, reason=typed_reason(text))

    def _intent(self, one: Target) -> Intent:
        match self.verb:
            case "block":
                return Block(one.net, self.seconds, self.reason)
            case "unblock":
                return Unblock(one.net, self.reason, 0, self.split, self.confirmed)
            case "allow":
                return Allow(one.net, self.seconds, self.reason, one.place, self.confirmed)
            case "disallow":
                return Disallow(one.net, self.reason, one.place, self.confirmed)
        return Switch(one.net, self.verb == "on", one.place, self.reason, self.confirmed)

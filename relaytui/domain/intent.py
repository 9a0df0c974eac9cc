"""What an operator wants on the hosts. Only valid ones can be made: see changes/typed.py."""

from dataclasses import dataclass
from typing import Literal

from relaytui.domain.net import Net
from relaytui.domain.text import SafeText

_NONE = SafeText("")
#: `mail`: the ports of mail that a host offers; `all` is guarded by a switch on the host.
Ports = Literal["mail", "all"]


@dataclass(frozen=True, slots=True)
class Block:
    """Keep an address out, for so many `seconds` (None: until somebody lifts it). With `keep`
    the rest of that time holds also after the host has booted. `place`: the set, jail or table
    that is meant, as layers name it; empty: the layer's own choice."""

    net: Net
    seconds: int | None
    reason: SafeText = _NONE
    ports: Ports = "mail"
    keep: bool = True
    place: SafeText = _NONE


@dataclass(frozen=True, slots=True)
class Unblock:
    """Lift what keeps an address out. For `grace` seconds layers that block by themselves leave
    it alone, where they can. With `split` a wider entry is parted, and the rest of it stays.
    `confirmed`: files that another program manages may be changed, too."""

    net: Net
    reason: SafeText = _NONE
    grace: int = 0
    split: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Allow:
    """Trust an address. `place`: the list that is meant, as layers name it; empty: the layer's
    own choice."""

    net: Net
    seconds: int | None = None
    reason: SafeText = _NONE
    place: SafeText = _NONE
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Disallow:
    """Take an address out of a list that trusts it."""

    net: Net
    reason: SafeText = _NONE
    place: SafeText = _NONE
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Switch:
    """Switch an entry of a list that trusts off (it stays as a comment) or on again."""

    net: Net
    on: bool
    place: SafeText = _NONE
    reason: SafeText = _NONE
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Clean:
    """Take away everything that this program has left."""

    reason: SafeText = _NONE


Intent = Block | Unblock | Allow | Disallow | Switch


def span_words(seconds: int | None) -> str:
    """`24 h`, `90 min`, `for good`."""
    if seconds is None:
        return "for good"
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds % size == 0 and seconds >= size * (2 if unit == "d" else 1):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def intent_words(intent: Intent | Clean) -> str:
    """What is wanted, in a line."""
    match intent:
        case Block(ports="all"):
            words = f"block {intent.net} on all ports for {span_words(intent.seconds)}"
        case Block():
            words = f"block {intent.net} for {span_words(intent.seconds)}"
        case Unblock():
            words = f"lift {intent.net}"
        case Allow():
            words = f"allow {intent.net} for {span_words(intent.seconds)}"
        case Disallow():
            words = f"trust {intent.net} no longer"
        case Switch():
            words = f"switch {intent.net} {'on' if intent.on else 'off'}"
        case Clean():
            words = "take everything of ours away"
    place = getattr(intent, "place", "")
    words = words.replace("for for good", "for good")
    return f"{words} in {place}" if place else words

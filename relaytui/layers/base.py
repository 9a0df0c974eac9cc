"""A layer: where a host keeps out, or trusts.

`blocked` and `trusted` say what it holds, out of what the facts found: a list, or Absent where
the layer is not there, Failed where it can't be seen, None while nobody has looked. A host where
one was refused may block thousands, so the four are never taken for each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relaytui.changes.plan import Writing
from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText
from relaytui.facts.base import AnyFact, HostFacts

Blocked = Sequence[Block] | Absent | Failed | None
Trusted = Sequence[Trust] | Absent | Failed | None


@dataclass(frozen=True)
class Layer:
    """`name` is the word in columns, `title` the one for people; `needs` are the facts that it
    reads, the first being the one whose age is the entries' age. `notes` tell what is wrong with
    the layer itself, so that its list, though it can be seen, is not what the admin means.
    `writing` is how it is changed; None where this program only reads it."""

    name: str
    title: str
    needs: tuple[AnyFact, ...]
    blocked: Callable[[HostFacts], Blocked] | None = None
    trusted: Callable[[HostFacts], Trusted] | None = None
    notes: Callable[[HostFacts], Sequence[SafeText]] | None = None
    writing: Writing | None = None

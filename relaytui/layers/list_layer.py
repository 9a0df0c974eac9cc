"""A layer out of one reading that gives blocks and trusts together, as lists of mail servers do."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from relaytui.changes.plan import Writing
from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.layers.base import Layer

#: Entries of both kinds, or why there are none.
Read = Sequence[Block | Trust] | Absent | Failed | None
E = TypeVar("E", bound="Block | Trust")


def list_layer(
    name: str,
    title: str,
    fact: AnyFact,
    read: Callable[[HostFacts], Read],
    notes: Callable[[HostFacts], Sequence[SafeText]] | None = None,
    writing: Writing | None = None,
) -> Layer:
    """The layer whose entries `read` gives."""
    return Layer(
        name,
        title,
        (fact,),
        lambda facts: _of_kind(Block, read(facts)),
        lambda facts: _of_kind(Trust, read(facts)),
        notes,
        writing,
    )


def _of_kind(kind: type[E], found: Read) -> Sequence[E] | Absent | Failed | None:
    if found is None or isinstance(found, Absent | Failed):
        return found
    return [one for one in found if isinstance(one, kind)]

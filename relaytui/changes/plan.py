"""A plan: what would be done on one host, its inverse, and how it is proved. A pure value.

Plans are made by layers, out of facts; only changes/apply.py brings them to a host, where all of
their steps are done or none.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Clean, Intent
from relaytui.domain.text import SafeText
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.lists.edit import Refused

#: Stands in a command, also within a word, for the file that is checked before it takes the
#: place of the old one.
FILE = "\0file"
#: In place of a layer's name: the host could not be asked.
LINK = "link"
#: Seconds after which a plan is void.
PLAN_AGE = 120.0


@dataclass(frozen=True, slots=True)
class Command:
    """A program of the system folders with its arguments, run as root: never a shell's text."""

    argv: tuple[str, ...]
    stdin: str = ""
    #: Exit statuses that are well.
    well: tuple[int, ...] = (0,)

    def __str__(self) -> str:
        words = " ".join(self.argv).replace(FILE, "FILE")
        return f"{words} <<< {self.stdin.rstrip()}" if self.stdin else words


@dataclass(frozen=True, slots=True)
class Run:
    """A command, and the one that takes back what it did; None where nothing is to be."""

    do: Command
    undo: Command | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """A file's whole text: before (None: there is none) and after (None: it is removed).

    Bytes that are no UTF-8 are lone surrogates. `check` are commands on the new text, FILE in
    place of its path, before it takes the old one's place; `then` make it effective, and are run
    again when the old text is put back. A new file gets this `mode`, root's; an old one keeps
    owner, mode, label and link.
    """

    path: str
    before: str | None
    after: str | None
    check: tuple[Command, ...] = ()
    then: tuple[Command, ...] = ()
    mode: int = 0o644


Step = Run | Put


@dataclass(frozen=True, slots=True)
class Proof:
    """How a host shows that a plan has come true: facts that are asked, with these variables for
    their scripts, and why it has not, by what was found; empty where it has."""

    facts: tuple[AnyFact, ...]
    lacks: Callable[[HostFacts], str]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What would be done on one host in one layer.

    `leaves` tells what stays there besides the entry itself, `warnings` what to know before.
    """

    intent: Intent | Clean
    layer: str
    steps: tuple[Step, ...]
    proof: Proof
    leaves: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Already:
    """It is so already, as the words tell: nothing is to be done."""

    words: SafeText


@dataclass(frozen=True, slots=True)
class Moment:
    """When a plan is made (the host's clock, seconds since the epoch), and by whom."""

    now: float
    by: str


#: Absent: there is no such layer; Failed: it can't be seen; None: it has nothing of that.
Planned = Plan | Already | Refused | Absent | Failed | None
PlanMaker = Callable[[Any, HostFacts, Moment], Planned]


@dataclass(frozen=True)
class Writing:
    """How a layer is changed: a maker of plans for each kind of intent that it knows, and the
    facts that they need; `more` are those that plans of one kind need besides. `rank`: among
    several layers that block, the lowest that is there is taken by default. With `named` a block
    goes there only where somebody names it, by the layer or by a place. `allow_rank` is the rank
    of those that trust, None where that has to be named."""

    makers: Mapping[type, PlanMaker]
    needs: tuple[AnyFact, ...]
    rank: int = 50
    named: bool = False
    more: Mapping[type, tuple[AnyFact, ...]] = field(default_factory=dict)
    allow_rank: int | None = None

    def facts_for(self, kinds: Collection[type]) -> tuple[AnyFact, ...]:
        """What plans for intents of these kinds need."""
        if not any(kind in self.makers for kind in kinds):
            return ()
        return (*self.needs, *(one for kind in kinds for one in self.more.get(kind, ())))

    def plan(self, intent: Intent, facts: HostFacts, moment: Moment) -> Planned:
        """The layer's plan; None where it knows nothing of such intents."""
        maker = self.makers.get(type(intent))
        return maker(intent, facts, moment) if maker else None


@dataclass(frozen=True)
class HostPlan:
    """All that would be done on a host: plans in the order in which they are done, and what was
    found to be so already, refused, or not to be seen, in words by layer."""

    relay: str
    plans: tuple[Plan, ...] = ()
    already: tuple[tuple[str, SafeText], ...] = ()
    refused: tuple[tuple[str, Refused], ...] = ()
    unseen: tuple[tuple[str, Failed], ...] = ()
    #: Layers that would take a block as well, in their order.
    others: tuple[str, ...] = ()
    made_at: float = 0.0
    #: What must be as it was for the plan to hold: the protect list.
    protects: frozenset[str] = field(default_factory=frozenset)

"""A fact: what is asked of a host, and what its answer means.

The script is a piece of POSIX sh (dash, bash, busybox ash). It changes nothing, needs no file,
and gives its answers by these functions, one command each:

    ask LABEL WORDS…          run as the account; stdin is empty
    root LABEL RIGHT WORDS…   as root where sudo grants that right (facts/rights.py), else as the
                              account: what it then says tells why nothing can be seen
    have PROGRAM              whether there is such a program

A label is one word without blanks; one that repeats carries a key: `jail:sshd`. `ask` ends a
command after 8 s (status 124) where the host has `timeout`. LC_ALL is C, and PATH holds the six
system folders.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answers

T = TypeVar("T")
_ROOT = re.compile(r"\b(?:root|granted|sudo|whole)\b")


@dataclass(frozen=True)
class Fact(Generic[T]):
    """`parse` is pure, never raises, and gives what the host has, or Absent where the thing is
    not there ("not installed"), or Failed where it can't be seen (why, and what to do).

    `every`: seconds between two looks while a screen wants it, by what the look costs the host:
    at most 1 % of one core. `mail`: it belongs to the mail system, so it is asked within the
    container where that is in one; firewall and packages stay the host's. `after`: it is looked
    at again at once when one of these facts has changed. `patience`: seconds it may take.
    `pace`: seconds until the next look by what this one has found, where that tells what it costs.
    """

    name: str
    script: str
    parse: Callable[[Answers], T | Absent | Failed]
    every: float = 10.0
    mail: bool = False
    after: tuple[str, ...] = ()
    patience: float = 8.0
    pace: Callable[[Any], float] | None = None

    @property
    def plain(self) -> bool:
        """Whether it can be asked before anything is known of the host: it wants no right of
        root, and is the host's own, not of a container in it."""
        return not self.mail and _ROOT.search(self.script) is None

    def period(self, found: Any) -> float:
        """Seconds until the next look, after this was found."""
        return self.every if self.pace is None else max(self.every, self.pace(found))


AnyFact = Fact[Any]


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What is known of one host: by fact, what was found last. `written`: texts of files, by
    path, as plans that were made before will have written them; None where a file is gone then."""

    found: dict[str, Any]
    written: Mapping[str, str | None] = field(default_factory=dict)

    def get(self, fact: Fact[T]) -> T | Absent | Failed | None:
        """The value, Absent or Failed; None while nobody has looked."""
        found: T | Absent | Failed | None = self.found.get(fact.name)
        return found

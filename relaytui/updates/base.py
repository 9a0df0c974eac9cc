"""A package manager: what is asked of it, and what it says is pending.

Reading never gets new lists: that is a change on the host, and one that people plan. So all that
is known is as old as the lists are, and `Pending.fetched` goes with it wherever it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers

#: Rows of a list that are taken; no host has as many packages.
MOST = 20_000
#: Characters of a name, a version, a repository.
WORD = 128


def word(text: str) -> SafeText:
    """A name, a version or a repository's name as it may be shown."""
    return safe(text.strip(), WORD)


class Update(msgspec.Struct, frozen=True):
    """A package that has a newer version.

    `security`: None where the manager does not tell. `held`: somebody said it must stay as it is.
    `kept_back`: it would need what the manager does not do by itself. `phased`: offered to a part
    of all hosts, and not to this one yet. `new_install`: it comes along with another.
    """

    name: SafeText
    new: SafeText
    old: SafeText = SafeText("")
    arch: SafeText = SafeText("")
    origin: SafeText = SafeText("")
    security: bool | None = None
    held: bool = False
    kept_back: bool = False
    phased: bool = False
    new_install: bool = False
    severity: SafeText = SafeText("")
    advisories: tuple[SafeText, ...] = ()


class Advisory(msgspec.Struct, frozen=True):
    """A notice about a package (Red Hat's kind), or a patch (SUSE's kind, without a package)."""

    id: SafeText
    severity: SafeText = SafeText("")
    category: SafeText = SafeText("")
    package: SafeText = SafeText("")
    reboot: bool = False

    @property
    def security(self) -> bool:
        """Whether it is about security."""
        return self.category == "security"


class Trouble(msgspec.Struct, frozen=True):
    """What went wrong: a meaning in a word or two, the manager's own words, and the process that
    holds the lock."""

    error: str
    words: SafeText = SafeText("")
    holder_pid: int | None = None


class Said(msgspec.Struct):
    """What one command of a package manager said; names where there is no more to tell.

    `incomplete`: something is missing in it, so that an empty list means nothing. `stale`: it
    says itself that its lists are too old.
    """

    updates: list[Update] = []
    removals: list[SafeText] = []
    kept_back: list[SafeText] = []
    phased: list[SafeText] = []
    held: list[SafeText] = []
    orphaned: list[SafeText] = []
    subscription: list[SafeText] = []
    advisories: list[Advisory] = []
    vulnerable: list[tuple[SafeText, SafeText]] = []
    trouble: Trouble | None = None
    incomplete: bool = False
    stale: bool = False


class Pending(msgspec.Struct, frozen=True):
    """What a manager of a host has pending, by lists that were `fetched` then (seconds since the
    epoch by the host's clock; None where that can't be told).

    `tried`: when new ones were looked for last, whether or not that worked.
    `problems` are why it may be more, or other, than what is said. `vulnerable` are installed
    packages with a known hole, whether or not there is an update. `subscription`: what security
    updates are for payers only.
    """

    manager: str
    updates: tuple[Update, ...] = ()
    fetched: float | None = None
    tried: float | None = None
    incomplete: bool = False
    stale: bool = False
    tells_security: bool = True
    held: tuple[SafeText, ...] = ()
    removals: tuple[SafeText, ...] = ()
    subscription: tuple[SafeText, ...] = ()
    vulnerable: tuple[SafeText, ...] = ()
    problems: tuple[SafeText, ...] = ()


@dataclass(frozen=True)
class Manager:
    """`there` is an sh condition: this manager keeps the packages of the host (its program may
    also be there as a mere tool). `script` asks it, with labels that begin with its name; it
    never fetches and leaves nothing. `parse` never raises.

    `refresh` is the exact command that fetches new lists, never run by reading; empty where they
    must not be fetched without an upgrade. `changes` is sh
    that tells of the package `$package` what changed, from what the host has already.
    """

    name: str
    there: str
    script: str
    parse: Callable[[Answers], Pending | Failed]
    refresh: tuple[str, ...]
    changes: str

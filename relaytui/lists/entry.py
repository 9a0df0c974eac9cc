"""One entry of a list's text, and what its daemon makes of it without a word."""

from typing import Literal, NamedTuple

import msgspec

from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe

Effect = Literal["allow", "block", "neutral"]
#: Characters of a word, an action or a remark that are kept.
MOST = 400


class Problem(NamedTuple):
    """What is wrong, by a code for programs (`host_bits`) and in words for people."""

    code: str
    words: SafeText


def problem(code: str, words: str) -> Problem:
    """A problem; what it quotes of the host's text is made safe here."""
    return Problem(code, safe(words, MOST))


class Guard(NamedTuple):
    """A Postfix `if` around rules: they are asked for these addresses (or for all others)."""

    net: Net
    negated: bool


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that is in force, or one that is switched off (commented out)."""

    #: Address, network, host name or table, as it is written.
    what: SafeText
    #: None where it is a name, a table, or nothing that a daemon understands.
    net: Net | None = None
    #: What is done, as it is written; None where the list has no actions, or this rule has none.
    action: SafeText | None = None
    comment: SafeText = SafeText("")
    #: What stands behind the action and was meant as a remark, where the daemon takes it too.
    tail: SafeText = SafeText("")
    on: bool = True
    negated: bool = False
    effect: Effect = "neutral"
    #: It never matches anything, or another one always comes first.
    dead: bool = False
    #: Its daemon fails where it reads it: 451, or a start that is refused.
    broken: bool = False
    problems: tuple[Problem, ...] = ()
    #: Number of its line in the file, from 1.
    line: int = 0
    #: Where it stands in the text: whole lines, or one word of a line.
    start: int = 0
    end: int = 0
    #: The same, piece by piece, where something else stands between.
    parts: tuple[tuple[int, int], ...] = ()
    #: jail, or parameter: what it is an entry of, where a file has several lists.
    group: str = ""
    #: The `if` blocks around it.
    guards: tuple[Guard, ...] = ()
    #: Another list that stands for its entries: `cidr:/etc/postfix/nets`, `$proxy_interfaces`.
    table: SafeText = SafeText("")

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The pieces of the text that are this entry."""
        return self.parts or ((self.start, self.end),)

    def matches_all(self, net: Net) -> bool:
        """Whether it holds for every address of a network."""
        return self._holds(net, all_of=True)

    def matches_some(self, net: Net) -> bool:
        """Whether it holds for an address of a network."""
        return self._holds(net, all_of=False)

    def _holds(self, net: Net, *, all_of: bool) -> bool:
        if self.net is None:
            return False
        # A rule `!net action` has its action for all others; in other lists ! is no action.
        other = self.negated and self.action is not None
        return all(
            _within(net, one.net, negated=one.negated, all_of=all_of)
            for one in (Guard(self.net, other), *self.guards)
        )


def _within(net: Net, of: Net, *, negated: bool, all_of: bool) -> bool:
    if of.version != net.version:  # then no rule holds, not even a negated one
        return False
    if negated:
        return not of.meets(net) if all_of else not of.covers(net)
    return of.covers(net) if all_of else of.meets(net)


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A list's text and what stands in it, in order."""

    text: str
    entries: tuple[Entry, ...]
    #: What is wrong with the whole.
    problems: tuple[Problem, ...] = ()

    @property
    def live(self) -> tuple[Entry, ...]:
        """Those that are in force."""
        return tuple(one for one in self.entries if one.on and not one.dead and not one.broken)

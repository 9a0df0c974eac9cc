"""Which entries of a list stand behind a wider one that comes first."""

from collections.abc import Sequence

import msgspec

from relaytui.domain.net import Net
from relaytui.lists.entry import Entry, problem


def covered(entries: Sequence[Entry], *, first_wins: bool) -> tuple[Entry, ...]:
    """The entries, each with the wider (or same) one that covers it told as a problem.

    Where the first match wins, that is one before it, and an entry is dead when the other does
    something else. n log n, since networks either hold one another or have nothing in common.
    """
    nets = [
        (one.net, index)
        for index, one in enumerate(entries)
        if one.on and one.net is not None and not one.dead and not one.broken
    ]
    nets.sort(key=lambda each: (each[0].version, each[0].first, -each[0].last, each[1]))
    found = list(entries)
    around: list[tuple[Net, int]] = []  # with the earliest entry of all that are around
    for net, index in nets:
        while around and not around[-1][0].covers(net):
            around.pop()
        other = around[-1][1] if around else None
        if other is not None and (other < index or not first_wins):
            found[index] = _behind(entries[index], entries[other], first_wins=first_wins)
        one = entries[index]
        if not one.guards and not (one.negated and one.action is not None):
            around.append((net, index if other is None else min(other, index)))
    return tuple(found)


def _behind(one: Entry, other: Entry, *, first_wins: bool) -> Entry:
    same = other.net == one.net
    differs = (one.negated, one.action, one.effect) != (other.negated, other.action, other.effect)
    where = f"{'!' if other.negated else ''}{other.net} in line {other.line}"
    told = f"{'the same as' if same else 'covered by'} {where}"
    if first_wins and differs:
        told += ", which comes first and does something else"
    return msgspec.structs.replace(
        one,
        dead=one.dead or (first_wins and differs),
        problems=(*one.problems, problem(f"covered_by:{other.net}", told)),
    )

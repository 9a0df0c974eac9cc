"""Which lives are one mail: by what names what, and by message-id where they touch in time.

A message-id alone is a stranger's word and may come twice, so lives that lie apart stay apart;
so do ids that are used again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from relaytui.trace.groups import Groups
from relaytui.trace.lives import Life
from relaytui.trace.names import made_ids, named_ids, next_id

#: Seconds that may lie between a mail's leaving one relay and its first line on the next: clocks
#: differ, and mailing lists and scanners keep a mail for a while.
APART = 900.0
#: Lives of one mail that are put in order by what names what; more go by their times.
MOST_ORDERED = 200


def joined(lives: Sequence[Life]) -> list[list[Life]]:
    """The lives of each mail, in the order in which it went through them."""
    groups = Groups(len(lives))
    named = list(_by_name(lives))
    for one, other in (*named, *_by_message_id(lives)):
        groups.join(one, other)
    found: dict[int, list[int]] = defaultdict(list)
    for at in range(len(lives)):
        found[groups.of(at)].append(at)
    before: dict[int, list[int]] = defaultdict(list)
    for one, other in named:
        before[other].append(one)
    return [
        [lives[at] for at in _in_order(sorted(group, key=lambda at: lives[at].begun), before)]
        for group in found.values()
    ]


def _in_order(members: Sequence[int], before: Mapping[int, Sequence[int]]) -> list[int]:
    """The earliest first, but none before one that it came from: clocks differ."""
    waiting = {one: set(before.get(one, ())) - {one} for one in members}
    if len(members) > MOST_ORDERED or not any(waiting.values()):
        return list(members)
    placed: dict[int, None] = {}
    while len(placed) < len(members):
        left = [one for one in members if one not in placed]
        # In a circle of strange answers the earliest has to begin.
        one = next((one for one in left if waiting[one] <= placed.keys()), left[0])
        placed[one] = None
    return list(placed)


def _by_name(lives: Sequence[Life]) -> Iterator[tuple[int, int]]:
    """Pairs of lives of which one names the other: the earlier, and what was made of it."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for at, life in enumerate(lives):
        by_id[life.queue_id].append(at)
    for at, life in enumerate(lives):
        for line in life.lines:
            for name in named_ids(line.event):
                answer = name == next_id(line.event)
                near = [
                    other
                    for other in by_id.get(name, ())
                    if other != at
                    and _touches(lives[other], line.at)
                    and not (answer and _differ(life, lives[other]))
                ]
                if near:
                    other = min(near, key=lambda other: abs(lives[other].begun - line.at))
                    yield (at, other) if name in made_ids(line.event) else (other, at)


def _touches(life: Life, moment: float) -> bool:
    return life.begun - APART <= moment <= life.ended + APART


def _differ(life: Life, other: Life) -> bool:
    """Whether an answer that names the other's id is that of a stranger: headers differ."""
    mine, others = life.message_ids(), other.message_ids()
    return bool(mine and others) and not mine & others


def _by_message_id(lives: Sequence[Life]) -> Iterator[tuple[int, int]]:
    by_id: dict[str, list[int]] = defaultdict(list)
    for at, life in enumerate(lives):
        for message_id in life.message_ids():
            by_id[message_id].append(at)
    for members in by_id.values():
        members.sort(key=lambda at: lives[at].begun)
        last, until = members[0], lives[members[0]].ended
        for one in members[1:]:
            if lives[one].begun <= until + APART:
                yield last, one
            last, until = one, max(until, lives[one].ended)

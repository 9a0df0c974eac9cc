"""What a report counts of an hour, a client, an account: packed into one whole number.

Adding two packed tallies adds all their counts at once. Each count has 32 bits; `bytes` stands
last and has all the room it needs.
"""

from typing import NamedTuple

_BITS = 32
_MASK = (1 << _BITS) - 1


class Tally(NamedTuple):
    """Counts; docs/counting.md has the rule and an example of each."""

    connections: int = 0
    messages: int = 0
    recipients: int = 0
    delivered: int = 0
    deferred: int = 0
    deferrals: int = 0
    bounced: int = 0
    expired: int = 0
    rejects: int = 0
    failed_logins: int = 0
    limit_hits: int = 0
    blocked: int = 0
    bytes: int = 0


#: One of each count, packed.
ONE: dict[str, int] = {name: 1 << (_BITS * at) for at, name in enumerate(Tally._fields)}
_BYTES = _BITS * (len(Tally._fields) - 1)
_BELOW_BYTES = (1 << _BYTES) - 1


def unpacked(packed: int) -> Tally:
    """The counts of a packed tally."""
    fields = [packed >> shift & _MASK for shift in range(0, _BYTES, _BITS)]
    return Tally._make([*fields, packed >> _BYTES])


def weight(packed: int) -> int:
    """How much was counted in all, bytes left out: the sum of the counts."""
    return (packed & _BELOW_BYTES) % _MASK

"""What was counted of one group, packed into one whole number so that adding is one addition.

Each count has 32 bits of its own: adding two packed tallies adds all counts at once. A count
over four billion would run into its neighbour; an hour of 20,000 lines a second has 72 million.
"""

from typing import NamedTuple

_BITS = 32
_MASK = (1 << _BITS) - 1


class Tally(NamedTuple):
    """The counts of a group in a window.

    `connections`: sessions begun. `messages`: taken in from clients. `recipients`: of these
    messages. `failed_logins`, `rejects`, `limit_hits` (limits of ours), `blocked` (attempts of
    addresses on a block list of ours). `good`: messages of clients that had no failed login, no
    block, no limit hit and no relaying refused in the hour before. The last four are commands
    that clients gave, refused ones among them, as the sessions' ends tell.
    """

    connections: int = 0
    messages: int = 0
    recipients: int = 0
    failed_logins: int = 0
    rejects: int = 0
    limit_hits: int = 0
    blocked: int = 0
    good: int = 0
    mail_commands: int = 0
    rcpt_commands: int = 0
    auth_commands: int = 0
    starttls_commands: int = 0

    @property
    def bad(self) -> int:
        """All that was refused or failed."""
        return self.failed_logins + self.rejects + self.limit_hits + self.blocked


#: One of each count, packed.
ONE: dict[str, int] = {name: 1 << (_BITS * at) for at, name in enumerate(Tally._fields)}


def unpacked(packed: int) -> Tally:
    """The counts of a packed tally."""
    return Tally(
        *[packed >> shift & _MASK for shift in range(0, _BITS * len(Tally._fields), _BITS)]
    )


def weight(packed: int) -> int:
    """How much was counted in all: the sum of the counts, without unpacking them."""
    return packed % _MASK

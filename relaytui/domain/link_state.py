"""States of a link to a host, and what is told of it."""

import enum

import msgspec


class LinkState(enum.StrEnum):
    """Where a link stands; the values are the words on the screen."""

    IDLE = "idle"
    CONNECTING = "connecting"
    PROBING = "probing"
    READY = "ready"
    NO_LOG = "no log"  # connected: facts are there, lines are not
    STALLED = "no answer"
    WAITING = "waiting"  # for the next try
    ASKING = "needs you"  # an unknown host key
    REFUSED = "refused"  # never tried again by itself
    CLOSED = "closed"


#: States in which a host can be asked, and those that lead there by themselves.
CONNECTED = (LinkState.READY, LinkState.NO_LOG)
COMING = (LinkState.IDLE, LinkState.CONNECTING, LinkState.PROBING)


class HostStatus(msgspec.Struct, frozen=True):
    """What is known of one host's link at one moment; never changed, only replaced.

    Times are of the monotonic clock, in seconds.
    """

    relay: str
    state: LinkState = LinkState.IDLE
    since: float = 0.0
    reason: str = ""
    next_step: str = ""
    #: Address and port that were dialled, cipher, login; for the details.
    story: tuple[str, ...] = ()
    #: "journal", a path, or "" while unknown.
    source: str = ""
    #: The host's clock minus ours, in seconds; None while unknown.
    skew: float | None = None
    #: When the next try is made, while waiting.
    retry_at: float | None = None
    tries: int = 0
    #: The aggregator whose logs hold this relay's lines; "" for a host with a link of its own.
    via: str = ""
    #: Seconds from a line's time to its arrival here through the aggregator.
    delay: float | None = None
    lines: int = 0

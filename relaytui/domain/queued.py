"""A message that waits in a relay's queue, as the mail system's own list tells it."""

import msgspec

from relaytui.domain.text import SafeText

#: Characters of an address and of a reason that are kept.
ADDRESS, REASON = 320, 1000
_NONE = SafeText("")
#: How lists write that there is no sender.
NO_SENDER = {"MAILER-DAEMON": "", "<>": "", "@": ""}


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """A recipient, why it still waits (empty: not told, or not tried yet), and whether it has
    the message already."""

    address: SafeText
    reason: SafeText = _NONE
    delivered: bool = False


class Queued(msgspec.Struct, frozen=True, gc=False):
    """`queue` is the mail system's word: incoming, active, deferred, hold, frozen and others.

    The sender of a bounce is empty. `arrived` is in seconds since the epoch, to a minute, an hour
    or a day where only an age is told.
    """

    id: SafeText
    queue: str
    sender: SafeText
    recipients: tuple[Waiting, ...] = ()
    size: int | None = None
    arrived: float | None = None
    #: It is to be returned at the next try, whatever its age.
    forced: bool = False
    #: Tries so far, and seconds until the next one (below 0: it is late).
    retries: int | None = None
    next_try: int | None = None
    #: The mail system's word for what it does with it now, where that is not its queue.
    state: SafeText = _NONE

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Those who do not have it yet."""
        return tuple(one for one in self.recipients if not one.delivered)


class Unread(msgspec.Struct, frozen=True):
    """Part of a list that could not be read: a message more that waits, or the list's end."""

    words: str


#: What a parser of lists gives, in the order of the list.
Listed = Queued | Unread

"""One message on its way, for a report, and the lines that tell of it."""

from typing import Any, NamedTuple

from relaytui.analysis.report_sums import Where
from relaytui.analysis.report_tally import ONE

#: Recipients of one message that are told apart.
_MOST_RECIPIENTS = 5000


#: By kind of an outcome: what is counted of it.
OUTCOMES = {
    "sent": ONE["delivered"],
    "deferred": ONE["deferrals"],
    "bounced": ONE["bounced"],
    "expired": ONE["expired"],
}


class Message:
    """One of them. `opened`: its taking in was seen, at `where`; `ours`: we made it (a notice) or
    it is another one again (behind a filter), so that it is no message taken in; `held`: it came
    from this machine, and is counted when it leaves, unless it proves to be one again; `chosen`: a
    line that the report's filter keeps tells of it (all are, without a filter)."""

    __slots__ = ("account", "chosen", "client", "held", "opened", "ours", "tls", "told", "waiting",
                 "where")  # fmt: skip

    def __init__(self, chosen: bool = True) -> None:
        self.chosen = chosen
        self.client: str | None = None
        self.account: str | None = None
        self.where: Where | None = None
        self.opened = self.ours = False
        self.held = False
        self.tls = ""
        #: Sender, size and recipients, once the queue manager has told them.
        self.told: tuple[str, int, int] | None = None
        self.waiting: set[str] | None = None

    def __getstate__(self) -> list[Any]:
        return [getattr(self, name) for name in self.__slots__]

    def __setstate__(self, values: list[Any]) -> None:
        for name, value in zip(self.__slots__, values, strict=True):
            setattr(self, name, value)

    @property
    def counts(self) -> bool:
        """Whether it is one of the messages that were taken in."""
        return self.opened and self.chosen and not self.ours and not self.held

    def is_new(self, recipient: str) -> bool:
        """Whether the recipient was not put off before."""
        if self.waiting is None:
            self.waiting = {recipient}
            return True
        if recipient in self.waiting or len(self.waiting) >= _MOST_RECIPIENTS:
            return False
        self.waiting.add(recipient)
        return True


class Outcome(NamedTuple):
    """What became of a recipient: a kind of OUTCOMES, and why (provider and shape)."""

    kind: str
    where: Where
    recipient: str
    why: tuple[str, str] | None
    times: int


class Told(NamedTuple):
    """What the queue manager tells of a message."""

    sender: str
    size: int
    recipients: int


#: An id's line that waits: an outcome, what was told, or a word: `removed`, `again`, `notice`, or
#: `chosen`: the report's filter keeps a line of it.
Waiting = Outcome | Told | str

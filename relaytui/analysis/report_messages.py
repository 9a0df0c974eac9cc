"""Messages on their way, for a report: what of them is still to be counted, by queue id.

A part of a log that does not begin at its beginning (`root` is false) has lines of messages that
were taken in before: these lines wait, and are counted when the part is joined to what was before.
"""

from dataclasses import dataclass, field

from relaytui.analysis.report_message import OUTCOMES, Message, Outcome, Told, Waiting
from relaytui.analysis.report_sums import Sums, Where
from relaytui.analysis.report_tally import ONE

#: Messages that are remembered, of one host and instance.
MOST = 100_000
_MESSAGE, _DEFERRED = ONE["messages"], ONE["deferred"]
_RECIPIENT, _BYTE = ONE["recipients"], ONE["bytes"]


Place = tuple[str, str | None]


@dataclass
class Queue:
    """The messages of one host and instance."""

    known: dict[str, Message] = field(default_factory=dict)
    #: Lines that wait for what was before this part, by id.
    head: dict[str, list[Waiting]] = field(default_factory=dict)
    #: Ids that were taken in here, so that what was before no longer holds for them.
    opened: set[str] = field(default_factory=set)


class Messages:
    """All queues of a part, and the sums that they are counted into."""

    def __init__(self, sums: Sums, root: bool) -> None:
        self.sums = sums
        self.root = root
        self.queues: dict[Place, Queue] = {}

    def queue(self, place: Place) -> Queue:
        """The messages of a host and instance."""
        found = self.queues.get(place)
        if found is None:
            found = self.queues[place] = Queue()
        return found

    def open(self, queue: Queue, identity: str, message: Message) -> None:
        """A message was taken in."""
        message.opened = True
        self._leave(queue.known.pop(identity, None))
        if not self.root:
            queue.opened.add(identity)
        queue.known[identity] = message
        if len(queue.known) > MOST:
            self._leave(queue.known.pop(next(iter(queue.known))))
        if message.counts:
            self._count(message, 1)

    def choose(self, queue: Queue, identity: str) -> None:
        """A line of a message is one of those that are asked for: the message counts."""
        message = queue.known.get(identity)
        if message is None:
            if not self.root and identity not in queue.opened:
                queue.head.setdefault(identity, []).append("chosen")
            return
        if message.chosen:
            return
        message.chosen = True
        if message.counts:
            self._count_all(message, 1)

    def goes_by(self, message: Message, protocol: str) -> None:
        """By which protocol a message came in, where that is known only later."""
        message.tls = protocol
        if message.counts and message.where is not None:
            self._count_tls(message, message.where, 1)

    def take(self, queue: Queue, identity: str, line: Waiting) -> None:
        """A line of a message that was taken in before."""
        message = queue.known.get(identity)
        if message is None:
            if not self.root and identity not in queue.opened:
                queue.head.setdefault(identity, []).append(line)
                return
            message = Message()
            if line != "removed":
                queue.known[identity] = message
                if len(queue.known) > MOST:
                    self._leave(queue.known.pop(next(iter(queue.known))))
        if type(line) is Outcome:
            self._outcome(message, line)
        elif type(line) is Told:
            self.tell(message, line)
        elif line == "removed":
            self._leave(queue.known.pop(identity, None))
        else:
            self._is_ours(message)

    def tell(self, message: Message, told: Told) -> None:
        """The queue manager tells sender, size and recipients; again at each retry."""
        if message.told is not None:
            return
        message.told = told
        if not message.opened:
            # Nobody handed it in: a notice of our own, or one from before the log began.
            message.ours = message.ours or told.sender == "<>"
        elif message.counts:
            self._count_told(message, told, 1)

    def join(self, queues: dict[Place, Queue]) -> None:
        """Go on with the messages of the part behind this one; its sums are joined already."""
        for place, more in queues.items():
            queue = self.queue(place)
            for identity, lines in more.head.items():
                for line in lines:
                    if line == "chosen":
                        self.choose(queue, identity)
                    else:
                        self.take(queue, identity, line)
            for identity in more.opened:
                self._leave(queue.known.pop(identity, None))
            if not self.root:
                queue.opened |= more.opened
            queue.known.update(more.known)
            while len(queue.known) > MOST:
                self._leave(queue.known.pop(next(iter(queue.known))))

    def end(self) -> None:
        """The log is at its end: what was held back counts."""
        for queue in self.queues.values():
            for message in queue.known.values():
                self._leave(message)

    def _leave(self, message: Message | None) -> None:
        if message is None or not message.held or message.ours:
            return
        message.held = False
        if message.counts:
            self._count_all(message, 1)

    def _is_ours(self, message: Message) -> None:
        if message.counts:
            self._count_all(message, -1)
        message.ours = True

    def _count_all(self, message: Message, sign: int) -> None:
        self._count(message, sign)
        if message.told is not None:
            self._count_told(message, Told(*message.told), sign)

    def _count(self, message: Message, sign: int) -> None:
        where, sums = message.where, self.sums
        if where is None:
            return
        sums.at(where, sign * _MESSAGE)
        if message.client is not None:
            sums.count(where[0], "client", message.client, sign * _MESSAGE)
        if message.account is not None:
            sums.count(where[0], "account", message.account, sign * _MESSAGE)
        if message.tls:
            self._count_tls(message, where, sign)

    def _count_tls(self, message: Message, where: Where, sign: int) -> None:
        self.sums.count(where[0], "tls", (where[1], "in", message.tls), sign)

    def _count_told(self, message: Message, told: Told, sign: int) -> None:
        where, sums = message.where, self.sums
        if where is None:
            return
        amount = sign * (told.recipients * _RECIPIENT + told.size * _BYTE)
        sums.at(where, amount)
        sums.count(where[0], "sender", told.sender, amount + sign * _MESSAGE)
        if message.client is not None:
            sums.count(where[0], "client", message.client, amount)
        if message.account is not None:
            sums.count(where[0], "account", message.account, amount)

    def _outcome(self, message: Message, line: Outcome) -> None:
        sums, where = self.sums, line.where
        if message.ours and not message.opened:
            sums.count(where[0], "notice", line.kind, line.times)
            return
        amount = OUTCOMES[line.kind] * line.times
        if line.kind == "deferred" and message.is_new(line.recipient):
            amount += _DEFERRED
        sums.at(where, amount)
        if line.recipient:
            recipient = line.recipient
            sums.count(where[0], "recipient", recipient, amount)
            domain = recipient[recipient.rfind("@") + 1 :] if "@" in recipient else "-"
            sums.count(where[0], "domain", domain, amount)
        if line.why is not None:
            sums.count(where[0], line.kind, line.why, line.times)

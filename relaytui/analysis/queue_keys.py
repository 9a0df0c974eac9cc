"""Which groups a message of a queue belongs to, by number, and what these groups are called."""

from array import array
from collections.abc import Callable, Mapping, Sequence

from relaytui.analysis.queue_message import Origin
from relaytui.domain.mail_queue import MESSAGES, UNTOLD, MailQueue
from relaytui.domain.names import Names

#: Ages by their beginning in seconds.
_AGES = ((-(1 << 40), "under 5 minutes"), (300, "5 minutes to 1 hour"), (3600, "1 to 4 hours"),
         (14_400, "4 to 12 hours"), (43_200, "12 to 24 hours"), (86_400, "1 to 2 days"),
         (172_800, "2 to 5 days"), (432_000, "over 5 days"))  # fmt: skip
_UNTOLD_AGE = "no time is told"
#: What a group without a name is called.
EMPTY = {"reason": "no reason is told", "sender": "no sender", "domain": "no domain",
          "hop": "no host is named", "queue": "unknown", "account": "no account is known",
          "client": "no client is known"}  # fmt: skip

#: Gives the numbers of a row's groups, one for each recipient where they differ by recipient.
Numbers = Callable[[int], Sequence[int]]
#: The numbers, and the names that they stand for.
Keys = tuple[Numbers, Sequence[str]]


def numbers_of(queue: MailQueue, grouping: str, now: float, origins: Mapping[str, Origin]) -> Keys:
    """What gives the numbers of a row's groups (one for each recipient), and their names."""
    match grouping:
        case "account" | "client":
            names = Names(MESSAGES)
            at = Origin._fields.index(grouping)
            nobody = Origin("", "")
            told = (origins.get(queue.id(row), nobody)[at] for row in range(len(queue)))
            return _single(array("I", map(names.number, told))), names.texts
        case "sender":
            return _single(queue.sender), queue.senders.texts
        case "queue":
            return _single(queue.queue), queue.queues.texts
        case "age":
            return _single(_ages(queue, now)), [*(name for _, name in _AGES), _UNTOLD_AGE]
    column, texts = {
        "domain": (queue.domain, queue.domains.texts),
        "hop": (queue.hop, queue.hops.texts),
    }.get(grouping, (queue.shape, queue.shapes.texts))
    first, none = queue.first, len(texts)

    def numbers(row: int) -> Sequence[int]:
        return column[first[row] : first[row + 1]] or (none,)

    return numbers, [*texts, ""]


def _single(column: Sequence[int]) -> Numbers:
    return lambda row: (column[row],)


def _ages(queue: MailQueue, now: float) -> "array[int]":
    ages = array("B")
    for arrived in queue.arrived:
        age = now - arrived
        older = sum(age >= begin for begin, _ in _AGES[1:])
        ages.append(len(_AGES) if arrived == UNTOLD else older)
    return ages

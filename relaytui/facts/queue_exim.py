"""`exim -bp`: the age, the size, the id, the sender; then each recipient (src/queue.c,
queue_list).

A `D` stands before those who have the message already. Ids are `6-6-2` characters long before
Exim 4.97, `6-11-4` since. The sender stands in angle brackets, empty for a bounce; behind it in
round ones a local user where that is another, and `*** frozen ***`. Reasons are not told.
"""

import re
from collections.abc import Iterable, Iterator

from relaytui.domain.queued import ADDRESS, Listed, Queued, Unread, Waiting
from relaytui.domain.text import safe

#: A message's first line.
IS_EXIM = re.compile(
    r" {0,4}(?:(\d{1,6})([mhd]))? +(?:(\d{1,6}(?:\.\d{1,3})?)([KMGT]?) +)?"
    r"([0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4}))"
    r"(?:$| +(.*))"
)
_RECIPIENT = re.compile(r" {7,8}([ +]?D?) +(\S.*)")
_AGES = {"m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZES = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
_FROZEN = "*** frozen ***"


def exim_list(lines: Iterable[bytes], now: float) -> Iterator[Listed]:
    """The messages; `now` is the relay's clock, from which ages count (0: none is told)."""
    message: Queued | None = None
    recipients: list[Waiting] = []
    for raw in lines:
        line = raw.decode("utf-8", "surrogateescape").rstrip()
        if found := IS_EXIM.fullmatch(line):
            if message:
                yield _whole(message, recipients)
            message, recipients = _message(found, now), []
        elif message is None or not line:
            continue
        elif line.lstrip().startswith("*** spool") and not recipients:
            yield Unread(f"Exim says of {message.id}: {safe(line.strip(' *'), 100)}")
        elif one := _RECIPIENT.fullmatch(line):
            recipients.append(Waiting(safe(one[2], ADDRESS), delivered="D" in one[1]))
    if message:
        yield _whole(message, recipients)


def _message(found: re.Match[str], now: float) -> Queued:
    age, unit, size, power, name, rest = found.groups("")
    frozen = rest.endswith(_FROZEN)
    sender = rest.removesuffix(_FROZEN).strip()
    sender = sender[1 : sender.rfind(">")] if sender.startswith("<") else sender
    return Queued(
        safe(name, 40),
        "frozen" if frozen else "waiting",
        safe(sender, ADDRESS),
        size=int(float(size) * _SIZES[power]) if size else None,
        arrived=now - int(age) * _AGES[unit] if age and now else None,
    )


def _whole(one: Queued, recipients: list[Waiting]) -> Queued:
    return Queued(one.id, one.queue, one.sender, tuple(recipients), one.size, one.arrived)

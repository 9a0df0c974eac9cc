"""The list that `mailq` prints of Postfix (`postqueue -p`) and of sendmail.

A message is a line (id with marks, size, time of arrival, sender), then for its recipients a
reason in brackets that holds for all that follow, and each recipient on a line of its own. The
time is the relay's own, without a year. Sources: Postfix src/postqueue/showq_compat.c, sendmail
queue.c (printqueue); sendmail breaks long reasons over lines.
"""

import re
from calendar import timegm
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

from relaytui.domain.queued import ADDRESS, NO_SENDER, REASON, Listed, Queued, Unread, Waiting
from relaytui.domain.text import SafeText, safe

_HEAD = re.compile(
    r"([0-9A-Za-z]{5,32})([*!#?X-]{0,4}) {0,20}\s(\d{1,15})\s+(?:[A-Z][a-z]{2} )?"
    r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))? {1,9}(.*)"
)
_UNREADABLE = re.compile(r"([0-9A-Za-z]{5,32})[*!#?X-]{0,4} {1,20}\((?:no control file|job [^)]*)")
_TOTAL = re.compile(
    r"-- \d+ [KM]?bytes in (\d+) Requests?\.|\s+Total requests: (\d+)", re.IGNORECASE
)
_KNOWN = re.compile(r"-Queue ID-|-Q-ID-|queue is empty| is empty$|^\s*\S{1,255} \(\d+ requests?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# sendmail puts the body's type before a reason.
_BODY = re.compile(r"^(?:8BITMIME|7BIT) +(?=\()")
#: Lines that one reason may be broken over.
_WRAPPED = 20
_DAY = 86400.0


def mailq_listing(lines: Iterable[bytes], now: float, zone: tzinfo) -> Iterator[Listed]:
    """The messages; `now` and `zone` are the relay's (0: no moments are told)."""
    listing = _Listing(now, zone)
    for raw in lines:
        line = raw.decode("utf-8", "surrogateescape").rstrip()
        if line:
            yield from listing.line(line)
    yield from listing.end()


class _Listing:
    def __init__(self, now: float, zone: tzinfo) -> None:
        self._now, self._zone = now, zone
        self._message: Queued | None = None
        self._recipients: list[Waiting] = []
        self._reason = SafeText("")
        self._wrapped: list[str] = []
        self._seen = self._told = 0
        self._complete, self._known, self._strange = True, False, False

    def line(self, line: str) -> Iterator[Listed]:
        """A line that is not blank; the message that it ends."""
        if line[0] not in " \t(" and (found := _HEAD.match(line)):
            yield from self._done()
            self._complete, self._known = False, True
            self._begin(found)
        elif found := _TOTAL.fullmatch(line):
            yield from self._done()
            self._told += int(found[1] or found[2])
            self._complete = self._known = True
        elif _UNREADABLE.match(line):
            yield from self._done()
            self._seen += 1
            yield Unread("the control file of a message could not be read")
        elif self._message is not None and line[0] in " \t(":
            self._detail(line.strip())
        elif _KNOWN.search(line):
            self._known = True
        else:
            self._strange = True

    def end(self) -> Iterator[Listed]:
        """The last message, and whether any is missing."""
        yield from self._done()
        if not self._complete or (self._told and self._told > self._seen):
            yield Unread("the list broke off")
        if self._strange and not self._known:
            yield Unread("the list is in a form that is not known here")

    def _begin(self, found: re.Match[str]) -> None:
        self._seen += 1
        marks, sender = found[2], found[9].strip()
        if sender.startswith("<") and sender.endswith(">"):
            sender = sender[1:-1]
        self._message = Queued(
            safe(found[1], 40),
            "active" if "*" in marks else "hold" if "!" in marks else "deferred",
            safe(NO_SENDER.get(sender, sender), ADDRESS),
            size=int(found[3]),
            arrived=self._moment(found),
            forced="#" in marks,
        )

    def _detail(self, text: str) -> None:
        """A reason, the rest of one, or a recipient."""
        text = _BODY.sub("", text)
        if self._wrapped or text.startswith("("):
            self._wrapped.append(text)
            if text.endswith(")") or len(self._wrapped) >= _WRAPPED:
                whole = " ".join(self._wrapped).removeprefix("(").removesuffix(")")
                self._reason = safe(whole, REASON)
                self._wrapped = []
            return
        if text.startswith("<") and text.endswith(">"):
            text = text[1:-1]
        self._recipients.append(Waiting(safe(text, ADDRESS), self._reason))

    def _done(self) -> Iterator[Queued]:
        if self._message is not None:
            one = self._message
            # sendmail tells a reason for the message before it names whom it is for.
            yield Queued(
                one.id, one.queue, one.sender, tuple(self._recipients), one.size, one.arrived,
                one.forced,
            )  # fmt: skip
        self._message, self._recipients, self._reason = None, [], SafeText("")
        self._wrapped = []

    def _moment(self, found: re.Match[str]) -> float | None:
        """The latest such time that is not over a day ahead of the relay's clock."""
        if not self._now or found[4] not in _MONTHS:
            return None
        offset = (self._zone.utcoffset(None) or timedelta()).total_seconds()
        year = datetime.fromtimestamp(self._now, self._zone).year
        month, numbers = _MONTHS.index(found[4]) + 1, (found[5], found[6], found[7], found[8] or 0)
        day, hour, minute, second = map(int, numbers)
        for each in (year + 1, year, year - 1):
            at = timegm((each, month, day, hour, minute, second)) - offset
            if at <= self._now + _DAY:
                return at
        return None

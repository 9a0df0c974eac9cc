"""The counts of one relay, and what else limits are judged by: hits, anvil's peaks, services."""

from collections import deque
from typing import NamedTuple

from relaytui.analysis.groups import CLIENT, KINDS, NET, net_of
from relaytui.analysis.messages import MOST, Message
from relaytui.analysis.remembered import Remembered
from relaytui.analysis.slices import Slices, begin_of
from relaytui.domain.event import Event

#: Groups whose last limit hit, clients whose peaks and services are remembered.
MOST_REMEMBERED = 5000
_MOST_GROUPS = 2000
#: Holes in the log that are remembered.
_MOST_GAPS = 1000
#: Seconds in which smtpd tells of a client that postscreen has let through.
_PASSED_AGO = 30.0
#: Seconds in which a mail server refuses what its policy service has judged.
_REFUSED_AGO = 10.0
#: Seconds in which a failed login may follow the line of the password database.
_TRIED_AGO = 15.0


class Hit(NamedTuple):
    """A limit of ours that was hit last: which, what was counted, its value, for which time."""

    at: float
    limit: str
    counted: float | None
    most: float | None
    per: str
    service: str


class Peak(NamedTuple):
    """anvil's highest figure of a client: no judgement, and told for some clients only."""

    at: float
    value: float
    seconds: int | None
    service: str


class RelayRates:
    """What is counted of one relay's lines."""

    def __init__(self) -> None:
        self.slices = Slices((_MOST_GROUPS,) * len(KINDS))
        #: By instance and queue id: ids are each instance's own.
        self.messages: Remembered[tuple[str | None, str], Message] = Remembered(MOST)
        #: From when on all lines are known (seconds since the epoch): the first one's time.
        self.known_from: float | None = None
        self.gaps: deque[tuple[float, int]] = deque(maxlen=_MOST_GAPS)
        self.hits: Remembered[tuple[int, str], Hit] = Remembered(MOST_REMEMBERED)
        self.peaks: Remembered[tuple[str, str], Peak] = Remembered(MOST_REMEMBERED)
        #: The service that a client used last; empty for the one on port 25.
        self.services: Remembered[str, str] = Remembered(MOST_REMEMBERED)
        #: Clients that postscreen has let through to smtpd, which tells of them again: how
        #: often, and when last.
        self._passed: Remembered[str, tuple[int, float]] = Remembered(MOST_REMEMBERED)
        #: Hits that a policy service has told of, and its server's refusals have not yet.
        self._hits_told: Remembered[tuple[str | None, ...], tuple[int, float]] = Remembered(
            MOST_REMEMBERED
        )
        self._tried: Remembered[str, deque[tuple[float, str]]] = Remembered(MOST_REMEMBERED)
        #: The last line's event, by source, for lines that say that it came again.
        self.last: dict[str, Event] = {}

    def count(
        self, at: float, amount: int, client: str | None, *more: tuple[int, str | None]
    ) -> None:
        """Count for a client, its network, and further groups."""
        into = self.slices.at(at)
        if into is None:
            return
        into.total += amount
        add = self.slices.add
        if client is not None:
            add(into, CLIENT, client, amount)
            add(into, NET, net_of(client), amount)
        for kind, key in more:
            if key is not None:
                add(into, kind, key, amount)

    def message_of(self, event: Event) -> Message | None:
        """The message that a line is about. OpenSMTPD gives each recipient an id of his own,
        which begins with the message's."""
        if not event.queue_id:
            return None
        found = self.messages.get((event.instance, event.queue_id))
        if found is None and event.session is not None:
            found = self.messages.get((event.instance, event.queue_id[:8]))
        return found

    def passed(self, client: str, at: float, times: int) -> None:
        """postscreen has let a client through."""
        before, when = self._passed.get(client, (0, at))
        self._passed.put(client, ((before if at - when < _PASSED_AGO else 0) + times, at))

    def comes_from_postscreen(self, client: str, at: float) -> bool:
        """Whether a connection to smtpd is one that postscreen has told of."""
        times, when = self._passed.get(client, (0, at))
        if times < 1 or at - when > _PASSED_AGO:
            return False
        self._passed[client] = times - 1, when
        return True

    def policy_hit(self, event: Event, at: float, times: int) -> None:
        """A policy service has told of a hit; the mail server tells of the refusal after it."""
        key = (event.client_ip, event.sender, event.recipient)
        before, when = self._hits_told.get(key, (0, at))
        self._hits_told.put(key, ((before if at - when <= _REFUSED_AGO else 0) + times, at))

    def is_told_by_policy(self, event: Event, at: float) -> bool:
        """Whether a refusal is that of a hit which a policy service has told of."""
        key = (event.client_ip, event.sender, event.recipient)
        times, when = self._hits_told.get(key, (0, at))
        if times < 1 or at - when > _REFUSED_AGO:
            return False
        self._hits_told[key] = times - 1, when
        return True

    def tried(self, client: str, account: str, at: float) -> None:
        """A password database has told which account a client tried."""
        tried = self._tried.get(client)
        if tried is None:
            tried = deque(maxlen=16)
            self._tried.put(client, tried)
        # Each database tells of the same try.
        if not tried or tried[-1][1] != account or at - tried[-1][0] > 1.0:
            tried.append((at, account))

    def tried_account(self, client: str, at: float) -> str | None:
        """The account of a failed login whose own line doesn't name it."""
        tried = self._tried.get(client)
        while tried:
            when, account = tried.popleft()
            if at - when <= _TRIED_AGO:
                return account
        return None

    def at_least(self, window: str, now: float) -> bool:
        """Whether counts of a window may be too low: lines are missing, or what was before the
        first one that was seen is not known."""
        begin = begin_of(window, now)
        if self.known_from is None or self.known_from > begin:
            return True
        return any(at >= begin for at, _ in self.gaps)

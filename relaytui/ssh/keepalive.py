"""When to ask a silent host for life, and when to give it up. No clock, no network."""

from collections.abc import Callable

from relaytui.ssh.config import ResolvedHost

#: Seconds without a byte before the host is asked for life.
INTERVAL = 10.0
#: Questions without an answer, each for an interval, before the link is given up.
QUESTIONS = 2
#: A host is called silent when a question is unanswered this long, or half an interval.
GRACE = 5.0
#: A host that owes an answer is asked for life after this time, and called silent after that: what
#: is shown of it must not look fresh for long. It is given up no earlier for it.
OWED, OWED_GRACE = 2.5, 2.0


class Keepalive:
    """The state of one link's silence; times in seconds of the monotonic clock.

    `on_quiet` hears for how long the host has been silent, and 0 when it is heard again. Only
    time after a question counts: a reader that was busy elsewhere does not make a host dead.
    """

    def __init__(
        self,
        on_quiet: Callable[[float], None],
        interval: float = INTERVAL,
        questions: int = QUESTIONS,
    ) -> None:
        self.interval = interval
        self.questions = questions
        self._on_quiet = on_quiet
        self._asked: list[float] = []
        self._told = 0.0
        self._early: float | None = None

    def look(self, now: float, heard: float, owed: float | None = None) -> bool:
        """Whether to ask now; `heard` is when the last byte came, `owed` since when the host owes
        an answer to a script."""
        if self._look_early(now, heard, owed):
            return True
        if self._asked and heard >= self._asked[0]:
            self._asked = []
            if self._told:
                self._told = 0.0
                self._on_quiet(0.0)
        if self._asked and now >= self._asked[0] + self._grace and now >= self._told + self._grace:
            self._told = now
            self._on_quiet(now - heard)
        if now - max([heard, *self._asked]) < self.interval or len(self._asked) >= self.questions:
            return False
        self._asked.append(now)
        return True

    def _look_early(self, now: float, heard: float, owed: float | None) -> bool:
        if self._early is not None and heard >= self._early:
            self._early = None
            if self._told and not self._asked:
                self._told = 0.0
                self._on_quiet(0.0)
        if self._early is None:
            if owed is None or self._asked or now - max(heard, owed) < OWED:
                return False
            self._early = now
            return True
        if not self._asked and now >= max(self._early + OWED_GRACE, self._told + self._grace):
            self._told = now
            self._on_quiet(now - heard)
        return False

    def is_dead(self, now: float) -> bool:
        """Whether all questions have gone unanswered."""
        return len(self._asked) >= self.questions and now - self._asked[-1] >= self.interval

    def next_look(self, now: float, heard: float, owed: float | None = None) -> float:
        """Seconds until there is something to do."""
        due = max([heard, *self._asked]) + self.interval
        if self._asked:
            due = min(due, max(self._asked[0], self._told) + self._grace)
        elif self._early is not None:
            due = min(due, max(self._early + OWED_GRACE, self._told + self._grace))
        elif owed is not None:
            due = min(due, max(heard, owed) + OWED)
        return max(0.0, due - now)

    @property
    def _grace(self) -> float:
        return min(GRACE, self.interval / 2)


def keepalive_of(host: ResolvedHost, on_quiet: Callable[[float], None]) -> Keepalive:
    """The user's ServerAliveInterval and ServerAliveCountMax, or ours."""
    if host.alive_interval:
        return Keepalive(on_quiet, host.alive_interval, max(1, host.alive_count))
    return Keepalive(on_quiet)

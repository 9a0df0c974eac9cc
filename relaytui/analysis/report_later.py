"""What of a report depends on the order of a client's lines: counted when the parts of a log are
joined, in order.

* postscreen lets a client through to smtpd, which tells of the same session again.
* The line of a failed login may not name the account; the line of a password database just before
  it does.
"""

from collections import deque
from typing import NamedTuple

from relaytui.analysis.remembered import Remembered
from relaytui.analysis.report_sums import Sums, Where
from relaytui.analysis.report_tally import ONE

#: Seconds in which smtpd tells of a client that postscreen has let through.
PASSED_AGO = 30.0
#: Seconds in which a failed login may follow the line of the password database.
_TRIED_AGO = 15.0
_MOST_CLIENTS = 20_000
_CONNECTION, _FAILED = ONE["connections"], ONE["failed_logins"]


class Step(NamedTuple):
    """`what` is `pass`, `connect`, `try` (of an account) or `fail`; `times` is 0 where a line is
    not asked for: it adds nothing, and changes what those behind it mean."""

    what: str
    host: str
    client: str
    at: float
    where: Where
    times: int
    account: str = ""


class Later:
    """Takes steps in their order."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums
        self._passed: Remembered[tuple[str, str], tuple[int, float]] = Remembered(_MOST_CLIENTS)
        self._tried: Remembered[tuple[str, str], deque[tuple[float, str]]] = Remembered(
            _MOST_CLIENTS
        )

    def take(self, step: Step) -> None:
        """One of them."""
        key = (step.host, step.client)
        match step.what:
            case "pass":
                before, when = self._passed.get(key, (0, step.at))
                recent = before if step.at - when < PASSED_AGO else 0
                self._passed.put(key, (recent + step.times, step.at))
            case "connect":
                self._connect(key, step)
            case "try":
                self._try(key, step)
            case "fail":
                account = self._account(key, step.at)
                if account and step.times:
                    self._sums.count(step.where[0], "account", account, _FAILED * step.times)

    def _connect(self, key: tuple[str, str], step: Step) -> None:
        times, when = self._passed.get(key, (0, 0.0))
        if times > 0 and step.at - when <= PASSED_AGO:
            self._passed[key] = times - 1, when
            return
        if not step.times:
            return
        amount = _CONNECTION * step.times
        self._sums.at(step.where, amount)
        self._sums.count(step.where[0], "client", step.client, amount)

    def _try(self, key: tuple[str, str], step: Step) -> None:
        tried = self._tried.get(key)
        if tried is None:
            tried = deque(maxlen=16)
            self._tried.put(key, tried)
        # Each database tells of the same try.
        if not tried or tried[-1][1] != step.account or step.at - tried[-1][0] > 1.0:
            tried.append((step.at, step.account))

    def _account(self, key: tuple[str, str], at: float) -> str:
        tried = self._tried.get(key)
        while tried:
            when, account = tried.popleft()
            if at - when <= _TRIED_AGO:
                return account
        return ""

"""Counts the logs of hosts, over SSH: back to a moment, rotated files too."""

import threading
from collections.abc import Sequence

from relaytui.analysis.report_part import Part
from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_sums import Sums
from relaytui.cli.matching import Matching
from relaytui.cli.report_progress import Progress
from relaytui.cli.telling import tell
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.domain.link_state import LinkState
from relaytui.engine.session import Wishes
from relaytui.fleet import Fleet


class Hosts:
    """Reads the logs of hosts to their end, and counts the lines that match. `worked`: those that
    gave their log; `failed`: why the others did not."""

    def __init__(self, hosts: Sequence[HostSpec], periods: Periods, matching: Matching) -> None:
        self._matching = matching
        self._part = Part(periods)
        self.worked: set[str] = set()
        self.failed: dict[str, str] = {}
        self._progress = Progress(0)
        since = periods.begin if periods.before is None else periods.before
        self._fleet = Fleet(hosts, wishes=Wishes(since=since, follow=False), prompts=False)
        self._news = threading.Event()
        self._fleet.on_wake(self._news.set)

    def count(self) -> Sums:
        """Until all of them have given what they have."""
        try:
            self._fleet.start()
            while not self._fleet.ended:
                self._news.wait(0.5)
                self._news.clear()
                self._turn()
            self._turn()
        finally:
            self._progress.end()
            self._fleet.close()
        return self._part.end()

    def _turn(self) -> None:
        while lines := self._fleet.drain():
            self._take([line for line in lines if self._is_log(line)])
            self._progress.add(0, len(lines))
        for status in self._fleet.statuses():
            if status.via:
                continue
            if status.state is LinkState.REFUSED and status.relay not in self.failed:
                self.failed[status.relay] = status.reason
                step = f". {status.next_step}" if status.next_step else ""
                self._progress.clear()
                tell(f"{status.relay}: {status.reason}{step}")
            elif status.state in (LinkState.READY, LinkState.CLOSED) and status.source:
                self.worked.add(status.relay)

    def _is_log(self, line: Line) -> bool:
        """Whether it is of the log, and not of the link."""
        if line.marker not in ("lost", "back"):
            return True
        self._progress.clear()
        tell(f"{line.relay}: {line.event.raw}")
        return False

    def _take(self, lines: Sequence[Line]) -> None:
        is_filtered = self._matching.filter is not None
        for line, chosen in zip(lines, self._matching.which(lines), strict=True):
            if line.event.time is None:
                line.event.time = line.at
            # Each log of a relay is a place of its own: a line that came again is of that log.
            self._part.take(line.event, line.relay, chosen if is_filtered else None)


def first_moment(periods: Periods, now: float) -> Periods:
    """The same, from a day ago on where nothing was asked for: relays have long logs."""
    if periods.begin is not None:
        return periods
    return Periods(begin=now - 86400.0, end=periods.end, before=periods.before)

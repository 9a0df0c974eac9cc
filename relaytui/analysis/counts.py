"""How often what happened: by kind, and failed logins by client."""

from collections import Counter
from dataclasses import dataclass, field

from relaytui.analysis.joins import Sessions
from relaytui.analysis.occurrences import Occurrences
from relaytui.domain.event import Event


@dataclass
class Counts:
    """Counts of a log that is read from its beginning; `lost` lines make them "at least"."""

    kinds: Counter[str] = field(default_factory=Counter)
    #: Client address → failed logins.
    failed_logins: Counter[str] = field(default_factory=Counter)
    #: Lines known to be missing; a gap of unknown size is one.
    lost: int = 0
    continuation_lines: int = 0

    def __post_init__(self) -> None:
        self._occurrences = Occurrences()
        self._sessions = Sessions()

    def take(self, event: Event, source: str = "") -> None:
        """Count a line."""
        self._sessions.join(event)
        if event.continuation:
            self.continuation_lines += 1
        if event.kind == "log_gap":
            self.lost += event.lost or 1
        found = self._occurrences.of(event, source)
        if found is None:
            return
        self.kinds[found.event.kind] += found.times
        if found.event.kind == "auth_failed" and found.event.client_ip:
            self.failed_logins[found.event.client_ip] += found.times

"""One host's log, searched: from fixed texts to lines."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.engine.log_choice import log_of, probed
from relaytui.engine.readings import Readings
from relaytui.errors import NoLog
from relaytui.logs.parser import LineParser
from relaytui.sources.choose import LogChoice
from relaytui.sources.search import LogSearch
from relaytui.ssh.link import Link
from relaytui.ssh.script import Script
from relaytui.trace.search import Search

#: Seconds that one script may search.
PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Files:
    """Files of this machine that are searched instead of a host's log; `now` is the clock of the
    relay that wrote them, `zone` its zone."""

    paths: tuple[str, ...]
    now: float
    zone: tzinfo = UTC


class HostSearch:
    """The log of one host. Raises NoLog where none can be read, LinkError where the link ends."""

    def __init__(
        self,
        link: Link,
        spec: HostSpec,
        *,
        since: float | None = None,
        direct: frozenset[str] = frozenset(),
        files: Files | None = None,
    ) -> None:
        self._link = link
        self._skew, self._now = 0.0, time.time
        if files:
            choice, zone = LogChoice("\n".join(files.paths), many=True), files.zone
            self._now = lambda: files.now
        else:
            probe, self._skew = probed(link, spec)
            choice, zone = log_of(link, spec, probe), probe.tzinfo()
        if choice.problem:
            raise NoLog(choice.problem, choice.next_step)
        self._sudo = choice.sudo
        self._made: Callable[[], Readings] = lambda: Readings(
            spec.name, choice.source, zone,
            aggregator=spec.aggregator or files is not None, relays=spec.relays, direct=direct,
        )  # fmt: skip
        parser = LineParser(zone)
        self._search = LogSearch(
            choice,
            lambda raw: parser.parse(raw, self._now() + self._skew).time,
            since=None if since is None else since + self._skew,
            merge=spec.aggregator,
            exact=files is not None,
        )
        #: Whose lines it holds, as far as they were met.
        self.relays = {spec.name}

    def find(self, search: Search, most: int) -> Iterator[tuple[list[Line], list[str]]]:
        """Lines, the newest files first, and words about what could not be seen."""
        shifted = Search(
            search.needles, search.folded, search.since + self._skew, search.until + self._skew
        )
        readings = self._made()
        readings.skew = self._skew
        for found in self._search.find(self._ask, shifted, most):
            lines = []
            now = self._now()
            for one in found.lines:
                if (line := readings.line(one.raw, now)) is not None:
                    line.n = one.number or line.n
                    lines.append(line)
            self.relays |= readings.found.keys()
            yield lines, found.notes

    def _ask(self, script: Script) -> bytes:
        return self._link.run(script, timeout=PATIENCE, sudo=self._sudo).stdout

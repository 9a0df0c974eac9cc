"""Going ahead where a host is too far behind, and reading again what was passed over."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from relaytui.domain.line import Line
from relaytui.engine.inbox import Inbox
from relaytui.engine.pace import Pace
from relaytui.engine.readings import Readings
from relaytui.errors import LinkError, NoAnswer
from relaytui.sources.base import Gap, LogSource, RawLine, Skipped
from relaytui.ssh.link import Link
from relaytui.ssh.script import Script

#: Seconds between two looks at a host whose lines are old though it has no more of them; it
#: doubles with each such look.
REST, LONGEST_REST = 60.0, 3600.0
#: Seconds for counting what is passed over: compressed logs are unpacked for that.
PATIENCE = 60.0
#: Bytes of a page that is read again.
PAGE = 512 * 1024
#: Holes of a host of which is remembered where they are.
HOLES = 1000

#: What a row is known by: its source, and its number there.
Place = tuple[str, int]


class Skipping:
    """The holes of one host. `limit` (seconds): see Pace; None where nothing is passed over."""

    def __init__(self, limit: float | None) -> None:
        self._pace = None if limit is None else Pace(limit)
        self._rest, self._not_before = REST, 0.0
        self._holes: OrderedDict[Place, Skipped] = OrderedDict()
        #: How far behind it was (seconds) when it was last found too far behind.
        self.lag = 0.0

    def too_late(self, lines: list[Line], quiet: float) -> bool:
        """Whether to leave the stream and go ahead; `lines` have just come, after so many seconds
        in which nothing did."""
        moment = time.monotonic()
        if self._pace is None or moment < self._not_before:
            return False
        self.lag = time.time() - max([line.at for line in lines])
        return self._pace.take(self.lag, len(lines), quiet, moment)

    def go_ahead(self, link: Link, source: LogSource, readings: Readings) -> list[Line]:
        """The rows that say what was passed over; none where the host has no more lines than
        were read meanwhile, so that it is they that are old and not we that are slow."""

        def ask(script: Script) -> bytes:
            return link.run(script, timeout=PATIENCE, sudo=source.sudo).stdout

        assert self._pace is not None
        try:
            found = source.skip(ask, self._pace.lines)
        except NoAnswer:
            found = []
        if not found:
            self._not_before = time.monotonic() + self._rest
            self._rest = min(2 * self._rest, LONGEST_REST)
        rows = []
        for one in found:
            words = f"{one.lost:,} lines passed over, {self.lag:.0f} s behind; :reread reads them"
            row = readings.gap(Gap(words, one.lost, one.origin), time.time(), "skipped")
            self._holes[row.source, row.n] = one
            rows.append(row)
        while len(self._holes) > HOLES:
            self._holes.popitem(last=False)
        return rows

    def hole(self, place: Place) -> Skipped | None:
        """What was passed over at a row (any thread)."""
        return self._holes.get(place)


class Rereading:
    """Lines that were passed over, read once more in a thread of its own.

    `link` gives the link to the host, or None while there is none; `wake` is called when there
    is something to `take`.
    """

    def __init__(
        self,
        relay: str,
        hole: Skipped,
        readings: Readings,
        link: Callable[[], Link | None],
        wake: Callable[[], None],
    ) -> None:
        self.relay = relay
        self.total = hole.lost
        self.read = 0
        #: Nothing more comes; `problem` says why it is not all.
        self.ended = False
        self.problem = ""
        self._source = hole.again
        self._readings = readings
        self._link = link
        self._wake = wake
        self._inbox = Inbox(wake)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"again {relay}", daemon=True)
        self._thread.start()

    def take(self, most: int) -> list[Line]:
        """Up to so many lines that have come (the main thread)."""
        return self._inbox.take(most)

    def close(self) -> None:
        """Read no more."""
        self._closed = True
        self._inbox.close()

    def _run(self) -> None:
        try:
            while self.read < self.total and not self._closed:
                if not self._page():
                    self.problem = "the rest is no longer there"
                    break
        except LinkError as error:
            self.problem = error.reason
        except Exception as error:  # noqa: BLE001  (the top of a worker)
            self.problem = f"internal error: {type(error).__name__}: {error}"
        self.ended = True
        self._wake()

    def _page(self) -> bool:
        """Read some more; whether there was any."""
        link = self._link()
        if link is None:
            raise LinkError(f"{self.relay} is not connected")
        source = self._source
        ask = source.page(secrets.token_hex(16), PAGE)
        outcome = link.run(ask, timeout=PATIENCE, sudo=source.sudo)
        before, now, lines = self.read, time.time(), []
        for piece in source.feed(outcome.stdout):
            if isinstance(piece, RawLine):
                self.read += 1
                if line := self._readings.line(piece, now):
                    lines.append(line)
            elif isinstance(piece, Gap):
                lines.append(self._readings.gap(piece, now))
            if self.read >= self.total:
                break
        source.cut()
        self._inbox.put(lines)
        return self.read > before

"""One stream of a source: from its bytes to lines in the inbox."""

import time
from collections.abc import Callable
from datetime import tzinfo

from relaytui.domain.line import Line
from relaytui.domain.text import decode
from relaytui.engine.inbox import Inbox
from relaytui.engine.readings import Readings
from relaytui.errors import LinkLost
from relaytui.logs.parser import LineParser
from relaytui.sources.base import CaughtUp, Gap, LogSource, RawLine, Turn
from relaytui.sources.choose import LogChoice
from relaytui.sources.container import ContainerSource
from relaytui.sources.file import FileMark, FileSource
from relaytui.sources.files import FilesSource
from relaytui.sources.journal import JournalSource
from relaytui.sources.places import parse_paths, paths_script
from relaytui.sources.since import locate
from relaytui.ssh.link import Link
from relaytui.ssh.script import Script

#: A line this young (seconds) shows that a host's history has been read.
LIVE = 2.0
#: Seconds in which small pieces of a log are gathered.
GATHER = 0.1
#: Seconds without a byte that show the same.
SILENCE = 0.25
#: Bytes of a log line, roughly: how far back a file is opened for a number of lines.
LINE_BYTES = 170


def make_source(
    link: Link,
    choice: LogChoice,
    zone: tzinfo,
    since: float | None,
    back: int,
    aggregator: bool = False,
) -> LogSource:
    """The source for a choice, standing where reading begins."""
    if choice.name == "journal":
        return JournalSource(since=since, back=back, sudo=choice.sudo, merge=aggregator)
    if choice.engine:
        return ContainerSource(choice.engine, choice.name, since=since, back=back, sudo=choice.sudo)
    parser = LineParser(zone)
    moment = time.time()

    def ask(script: Script) -> bytes:
        return link.run(script, sudo=choice.sudo).stdout

    def mark_in(path: str) -> FileMark | None:
        if since is None:
            return None
        return locate(ask, path, since, lambda raw: parser.parse(raw, moment).time)

    size = back * LINE_BYTES
    if not choice.many:
        mark = mark_in(choice.name)
        return FileSource(choice.name, mark=mark, back=size, sudo=choice.sudo)
    marks = {}
    if since is not None:
        paths = parse_paths(ask(paths_script(choice.name)))
        marks = {path: mark for path in paths if (mark := mark_in(path))}
    return FilesSource(choice.name, marks=marks, back=size, sudo=choice.sudo)


class Streaming:
    """Runs one stream of a source until it turns, ends or is lost.

    `live` is told whether the host's history has been read, `too_late` is asked whether the lines
    that have just come, after so many seconds of silence, are so old that the stream is to be left
    (the serving thread).
    """

    def __init__(
        self,
        source: LogSource,
        readings: Readings,
        inbox: Inbox,
        live: Callable[[bool], None],
        token: str,
        too_late: Callable[[list[Line], float], bool] = lambda _lines, _quiet: False,
    ) -> None:
        self.finished = False
        #: See `gather_of`: a busy log comes in small pieces, and is painted ten times a second.
        self.gather = GATHER
        #: It was left since it was too late.
        self.late = False
        self._too_late = too_late
        self._source = source
        self._readings = readings
        self._inbox = inbox
        self._live = live
        self._token = token
        self._over = False
        self._ended = False
        self._caught_up = False
        self._heard = self._done = time.monotonic()
        self._complaint = b""

    def run(self, link: Link, follow: bool, stopped: Callable[[], bool]) -> None:
        """Serve the link until this stream is over; LinkLost when it ended unasked."""
        stream = link.stream(self._source.script(self._token, follow), self, sudo=self._source.sudo)
        try:
            while not (self._over or self._ended or stopped()):
                # Once it has caught up there is no silence to look for.
                patience = None if self._caught_up else SILENCE
                link.serve(lambda: self._over or self._ended or stopped(), timeout=patience)
                self._look_at_silence()
        finally:
            stream.close()
        if self._ended and not self._over:
            words = str(decode(self._complaint[-200:])).strip()
            raise LinkLost(f"reading {self._source.name} ended{': ' + words if words else ''}")

    def data(self, chunk: bytes) -> None:
        """Bytes of the log."""
        now = time.time()
        self._heard = time.monotonic()
        quiet = self._heard - self._done
        lines: list[Line] = []
        for piece in self._source.feed(chunk):
            if isinstance(piece, RawLine):
                line = self._readings.line(piece, now)
                if line is not None:
                    lines.append(line)
            elif isinstance(piece, Gap):
                lines.append(self._readings.gap(piece, now))
            elif isinstance(piece, Turn):
                self._over = True
                break
            elif isinstance(piece, CaughtUp):
                self._over = self.finished = True
        if lines:
            self._inbox.put(lines)
            if not self._over and self._too_late(lines, quiet):
                self._over = self.late = True
            if not self._caught_up and lines[-1].at > now - LIVE:
                self._is_live()
        self._done = time.monotonic()

    def complaint(self, chunk: bytes) -> None:
        """What the host's tools say of trouble; the last of it is told when the stream ends."""
        self._complaint = (self._complaint + chunk)[-2000:]

    def ended(self, status: int | None) -> None:
        """The host ended the stream."""
        self._ended = True

    def _look_at_silence(self) -> None:
        if not self._caught_up and time.monotonic() - self._heard > SILENCE:
            self._is_live()

    def _is_live(self) -> None:
        self._caught_up = self._readings.live = True
        self._live(True)

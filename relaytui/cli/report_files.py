"""Counts the lines of log files: in which order, and in which pieces."""

import gc
import heapq
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import tzinfo
from itertools import islice

from relaytui.analysis.occurrences import Twins
from relaytui.analysis.report_part import Part
from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_piece import BATCH, Reader, line_of, may_cut, parse_line
from relaytui.analysis.report_sums import Sums
from relaytui.cli.matching import Matching
from relaytui.cli.report_inputs import STDIN
from relaytui.cli.report_logs import Log, overlapping
from relaytui.cli.report_pool import Pool, processors
from relaytui.cli.report_progress import Progress
from relaytui.cli.report_task import Task, tail
from relaytui.cli.telling import tell
from relaytui.domain.line import Line
from relaytui.logs.parser import LineParser
from relaytui.sources.compressed import BROKEN, COMPRESSED, log_name, opened
from relaytui.sources.local_files import pieces, spans
from relaytui.state.filter import Filter

#: Bytes at the beginning of a file that are looked at to find its first time and its hosts.
_LOOK = 262_144
#: Files smaller than this, in all, are not worth other processes.
_SMALL = 4 << 20


class Files:
    """Counts files, with `chosen` the lines that match. `now`: the clock for lines that name no
    year, instead of each file's own time;
    `incomplete`: files that could not be read to their end."""

    def __init__(
        self,
        paths: Sequence[str],
        zone: tzinfo,
        periods: Periods,
        now: float | None,
        chosen: Filter | None = None,
    ) -> None:
        self._filter = chosen
        self._reader = Reader(zone, now or 0.0, "", periods)
        self._now = now
        self._part = Part(periods)
        self._starts: dict[str, float] = {}
        self.incomplete: list[str] = []
        self._logs = self._arranged(paths)
        sizes = [os.stat(path).st_size for path in paths if path != STDIN]
        self._progress = Progress(sum(sizes) if STDIN not in paths else 0)
        self._small = STDIN not in paths and sum(sizes) < _SMALL

    def count(self, jobs: int | None) -> Sums:
        """Count all of them."""
        # What is counted holds no cycles, and looking for them takes a fifth of the time.
        gc.freeze()
        gc.set_threshold(500_000)
        processes = 1 if self._small else jobs or processors()
        pool = Pool(processes)
        try:
            for group in overlapping(self._logs):
                if len(group) > 1:
                    self._count_together(group)
                    continue
                for task, counted in pool.counted(self._tasks(group[0])):
                    self._part.join(counted)
                    self._progress.add(task.size, counted.sums.lines)
        finally:
            pool.close()
            self._progress.end()
        return self._part.end()

    def _tasks(self, log: Log) -> Iterator[Task]:
        before = b""
        for path in log.files:
            reader = self._reader_of(path)
            if path == STDIN or path.endswith(COMPRESSED):
                for piece, size in self._pieces(path):
                    yield Task(reader, piece, before, size, self._filter)
                    before = tail(piece)
            else:
                try:
                    places = spans(path, self._may_cut(reader))
                except OSError as error:
                    self._fails(path, error)
                    continue
                for place in places:
                    size = place.end - place.begin
                    yield Task(reader, place, before, size, self._filter)
                before = b""

    def _pieces(self, path: str) -> Iterator[tuple[bytes, int]]:
        """The pieces of a stream, each with the bytes of the file that were read for it."""
        cutting = self._may_cut(self._reader_of(path))
        if path == STDIN:
            yield from ((piece, len(piece)) for piece in pieces(sys.stdin.buffer, cutting))
            return
        size, ratio = os.stat(path).st_size, 0
        try:
            with opened(path) as stream:
                for piece in pieces(stream, cutting):
                    ratio = min(size, len(piece) // 8)
                    size -= ratio
                    yield piece, ratio
        except BROKEN as error:
            self._fails(path, error)

    @staticmethod
    def _may_cut(reader: Reader) -> Callable[[bytes], bool]:
        return lambda tail: may_cut(tail, reader)

    def _fails(self, path: str, error: Exception) -> None:
        words = getattr(error, "strerror", None) or str(error) or type(error).__name__
        self.incomplete.append(f"{path}: {words}")
        self._progress.clear()
        tell(f"{path}: {words}; what could be read of it is counted")

    def _reader_of(self, path: str) -> Reader:
        if path == STDIN:
            return replace(self._reader, label=STDIN, now=self._now or time.time(), path=STDIN)
        now = self._now or os.stat(path).st_mtime
        return replace(self._reader, label=os.path.dirname(path) or ".", now=now, path=path)

    # --- what belongs together ---

    def _arranged(self, paths: Sequence[str]) -> list[Log]:
        """The logs, and their files by their first times."""
        logs: dict[str, Log] = {}
        for path in paths:
            log = logs.setdefault(log_name(path), Log(log_name(path)))
            log.files.append(path)
            self._look(path, log)
        for log in logs.values():
            log.files.sort(key=lambda path: self._starts[path])
            log.first = min(self._starts[path] for path in log.files)
        return sorted(logs.values(), key=lambda log: log.first)

    def _look(self, path: str, log: Log) -> None:
        self._starts[path] = 0.0
        if path == STDIN:
            return
        reader = self._reader_of(path)
        parser = LineParser(reader.zone)
        try:
            with opened(path) as stream:
                lines = stream.read(_LOOK).split(b"\n")
        except BROKEN:
            return  # said when it is read
        events = [parse_line(parser, line, reader.now) for line in lines[:500] if line]
        log.hosts.update(event.host or reader.label for event in events)
        self._starts[path] = next((one.time for one in events if one.time is not None), 0.0)
        log.last = max(log.last, os.stat(path).st_mtime, *(one.time or 0.0 for one in events))

    # --- logs that tell of the same lines ---

    def _count_together(self, logs: list[Log]) -> None:
        """Count logs of one host by time: a line that stands in two of them counts once."""
        twins = Twins()
        streams = [self._lines(number, log) for number, log in enumerate(logs)]
        merged = heapq.merge(*streams, key=lambda one: one[0])
        with closing(Matching(self._filter or "")) as matching:
            while batch := list(islice(merged, BATCH)):
                new = [
                    (line, host)
                    for _, number, line, host, _ in batch
                    if not twins.is_one(line.event, str(number))
                ]
                self._take(new, matching)
                self._progress.add(sum(one[-1] for one in batch), 0)

    def _take(self, lines: Sequence[tuple[Line, str]], matching: Matching) -> None:
        if matching.filter is None:
            for line, host in lines:
                self._part.take(line.event, host)
            return
        chosen = matching.which([line for line, _ in lines])
        for (line, host), is_chosen in zip(lines, chosen, strict=True):
            self._part.take(line.event, host, is_chosen)

    def _lines(self, number: int, log: Log) -> Iterator[tuple[float, int, Line, str, int]]:
        at = log.first
        before: float | None = None
        for path in log.files:
            reader = self._reader_of(path)
            parser = LineParser(reader.zone)
            for piece, size in self._content(path):
                for line in piece.removesuffix(b"\n").split(b"\n"):
                    event = parse_line(parser, line, reader.now)
                    made = line_of(event, reader, before)
                    if event.time is not None:
                        at = before = event.time
                    yield at, number, made, event.host or reader.label, size
                    size = 0

    def _content(self, path: str) -> Iterator[tuple[bytes, int]]:
        if path == STDIN or path.endswith(COMPRESSED):
            yield from self._pieces(path)
            return
        try:
            with opened(path) as stream:
                for piece in pieces(stream, lambda tail: True):
                    yield piece, len(piece)
        except OSError as error:
            self._fails(path, error)

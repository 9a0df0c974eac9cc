"""Reads the lines of a piece: those of a frequent form quickly, all others one by one.

Neighbours share their minute, their offset and their host, so that a header is compared, not
parsed. Only lines of plain printable ASCII are taken this way, and only those of Postfix, whose
lines hold no secret but what a stranger has put there as a name.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, tzinfo

from relaytui.analysis.report_header import Header, header_of
from relaytui.analysis.report_part import Part
from relaytui.analysis.report_quick import Quick, Tag
from relaytui.analysis.report_quick_words import may_hold_secret
from relaytui.domain.event import Event
from relaytui.domain.text import redact
from relaytui.logs import postfix, signatures
from relaytui.logs.clock import Clock
from relaytui.logs.parser import LineParser, take_apart

_CLEAN = bytes(range(0x20, 0x7F)) + b"\n"
#: Tags that are remembered.
_TAGS = 1 << 14
#: Process ids that are remembered.
_PIDS = 1 << 16
_LONGEST = 4096
#: Gives the event of a line.
Parse = Callable[[bytes | str], Event]


class Lines:
    """Counts lines into a part. `now` is the relay's clock; `parse` the long way."""

    def __init__(self, part: Part, parse: Parse, zone: tzinfo, now: float, label: str) -> None:
        self._part = part
        self._parse = parse
        self._zone, self._now, self._label = zone, now, label
        self._clock = Clock(zone)
        self._parser = LineParser(zone)
        self._quick = Quick(part, self._time_of)
        self._tags: dict[str, dict[str, Tag | None]] = {}
        #: Process ids with their last bracket, as in `123]`.
        self._pids: set[str] = set()
        #: The last line of each host, where that went the quick way.
        self._lasts: dict[str, str] = {}
        #: The line before, if it went the quick way: its time was not taken.
        self._timed = ""
        self._outside = False
        self._header: Header | None = None

    def read(self, piece: bytes) -> None:
        """Count the lines of a piece."""
        lines: list[bytes | str]
        if piece.translate(None, _CLEAN):
            lines = [
                line if line.translate(None, _CLEAN) else line.decode("ascii")
                for line in piece.split(b"\n")
            ]
        else:
            lines = list(piece.decode("ascii").split("\n"))
        if not lines[-1]:
            lines.pop()
        if max(map(len, lines), default=0) > _LONGEST:
            lines = [line if len(line) <= _LONGEST else _bytes(line) for line in lines]
        self._part.sums.lines += len(lines)
        self._read(lines)
        parse = LineParser(self._zone).parse
        for host, line in self._lasts.items():
            self._part.last[host] = parse(line, self._now)

    def _read(self, lines: list[bytes | str]) -> None:
        """Each line: compare its header with that of the line before, and count it by its tag."""
        last = stamp = tail = host = ""
        second = begin = name = end = 0
        tags: dict[str, Tag | None] = {}
        pids = self._pids
        for line in lines:
            if type(line) is str:
                if line[:second] != stamp or line[begin:end] != tail or not stamp:
                    header = self._header
                    if header is None or not header.fits(line):
                        self._leave(host, last)
                        last = ""
                        header = self._header = self._begin(line)
                        if header is None:
                            stamp = ""
                            self._long(line)
                            continue
                        tail, host, tags = header.tail, header.host, self._tags_of(header.host)
                        second, begin, end = header.second, header.begin, header.end
                        name = end - len(host) - 1
                    stamp = line[:second]
                if begin == second or line[second:begin].isdecimal():
                    if self._outside:
                        self._part.sums.outside += 1
                        last = line
                        continue
                    at = line.find(": ", end) + 2
                    bracket = line.find("[", end, at)
                    word = line[end:bracket]
                    tag = tags[word] if word in tags else self._tag(host, word, tags)
                    pid = line[bracket + 1 : at - 2]
                    if tag is not None and (pid in pids or self._is_pid(pid)):
                        count = tag.count
                        if count is None or not count(tag, line[name : at - 2], line, at):
                            self._count(tag, host, line, bracket, at)
                        last = line
                        continue
            self._leave(host, last)
            last = ""
            self._long(line)
        self._leave(host, last)

    def _is_pid(self, text: str) -> bool:
        """Whether a process id stands there, as in `123]`."""
        word = text[:-1]
        if not (word.isdecimal() and text[-1] == "]" and word[0] != "0" and len(word) < 16):
            return False
        if len(self._pids) >= _PIDS:
            self._pids.clear()
        self._pids.add(text)
        return True

    def _tags_of(self, host: str) -> dict[str, Tag | None]:
        return self._tags.setdefault(host, {})

    def _count(self, tag: Tag, host: str, line: str, bracket: int, at: int) -> None:
        """Count a line by its event; its header is known, and it is plain text."""
        if tag.count is None or redact(line)[1]:
            self._long(line)
            return
        event = Event("other", self._time_of(line), line)
        event.year_inferred = line[4] != "-"
        event.host = host
        event.program, event.instance, event.service, event.daemon = tag.names
        event.pid = int(line[bracket + 1 : at - 3])
        with suppress(Exception):  # the border of one line: it is kept, whatever it is
            self._parser.parse_message(event, line[at:], tag.parsers)
        self._part.time = event.time
        if event.kind == "repeat":
            self._long(line)
        else:
            self._part.count_at(event, host, self._quick.where)

    def _begin(self, line: str) -> Header | None:
        """A header unlike the one before; None: all of its minute goes the long way."""
        header = header_of(line)
        time = self._time_of(line) if header else None
        if header is None or time is None or not header.fits(line):
            return None
        first = round(time - float(line[header.middle + 1 : header.begin]), 3)
        if first % 60 or not self._part.periods.is_whole(first, first + 59.999_999):
            return None
        if header.begin == 15 and comes_twice(time, self._zone):
            return None
        where = self._part.where(header.host, time)
        self._outside = where is None
        if where is not None:
            self._quick.begin(where)
        return header

    def _time_of(self, line: str) -> float | None:
        if line[4:5] == "-":
            return self._clock.iso(line[: line.find(" ", 19)])
        return self._clock.old(line[:15], self._now)

    def _leave(self, host: str, last: str) -> None:
        """A line comes that goes the long way, or is of another host or minute."""
        if last:
            self._lasts[host] = last
            self._timed = last

    def _long(self, line: bytes | str) -> None:
        event = self._parse(line)
        if self._timed and event.time is None:
            self._part.time = self._time_of(self._timed)
        self._timed = ""
        host = event.host or self._label
        last = self._lasts.pop(host, None) if event.kind != "noise" else None
        if last is not None and event.kind == "repeat":
            self._part.last[host] = LineParser(self._zone).parse(last, self._now)
        self._part.count(event, host)

    def _tag(self, host: str, word: str, tags: dict[str, Tag | None]) -> Tag | None:
        """Whose lines have a word such as `postfix/smtpd` before the process id; None: the long
        way."""
        if len(tags) >= _TAGS:
            tags.clear()
        made = None
        if word and " " not in word and not may_hold_secret(word):
            program, instance, service, daemon, _, parsers = take_apart(f"{word}[1]")
            queue = self._part.messages.queue((host, instance))
            made = Tag((program, instance, service, daemon), parsers, queue)
            name = daemon or ("opendkim" if program == "opendkim" else "")
            if parsers == ((postfix if daemon else signatures).parse,):
                made.count = self._quick.counts.get(name, _no)
        tags[word] = made
        return made


def _no(tag: Tag, process: str, line: str, at: int) -> bool:
    """A program whose lines are few."""
    return False


def _bytes(line: bytes | str) -> bytes:
    return line.encode() if isinstance(line, str) else line


def comes_twice(time: float, zone: tzinfo) -> bool:
    """Whether an hour comes twice in a zone, as in a night of autumn."""
    moment = datetime.fromtimestamp(time, zone)
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()

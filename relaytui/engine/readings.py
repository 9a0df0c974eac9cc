"""From a source's pieces to lines: which relay, which file, which row."""

from datetime import tzinfo

from relaytui.analysis.joins import Sessions
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.text import MOST_BYTES, safe
from relaytui.engine.reading import Reading
from relaytui.logs.parser import LineParser
from relaytui.sources.base import Gap, RawLine

#: Names that an aggregator may bring up; lines of more are its own. Anybody who may log to it
#: can invent names.
MOST_RELAYS = 2000


class Readings:
    """One source of a host, over all its streams.

    `skew` is the host's clock minus ours (seconds). A host that is an aggregator stands for
    those whose names are in the headers, or only for `relays`; `direct` are hosts with a link
    of their own, whose lines are read there and not here as well.
    """

    def __init__(
        self,
        relay: str,
        source: str,
        zone: tzinfo,
        since: float | None = None,
        *,
        aggregator: bool = False,
        relays: tuple[str, ...] = (),
        direct: frozenset[str] = frozenset(),
    ) -> None:
        self.relay = relay
        #: As people may see it: whoever may write to a host can name a file as they like.
        self.source: str = safe(source)
        self.skew = 0.0
        #: Relays that were found in the aggregator's logs, in order of their first line, each
        #: with the seconds that its last line took to come (None: it came with the history).
        self.found: dict[str, float | None] = dict.fromkeys(relays)
        #: Whether what comes is new, so that a line's age is its delay.
        self.live = False
        self._zone = zone
        self._since = since
        self._aggregator = aggregator
        self._direct = direct
        self._most = 0 if relays else MOST_RELAYS
        self._parsers: dict[str, LineParser] = {}
        self._sessions = Sessions()
        self._readings: dict[tuple[str, str], Reading] = {}
        self._own = self._reading(relay, source)

    def line(self, piece: RawLine, now: float) -> Line | None:
        """The line, or None when it is older than asked for, or not read here; `now` is ours."""
        event = self._parsed(piece, now + self.skew)
        if event.session is not None:  # OpenSMTPD names the client in a session's first line
            self._sessions.join(event)
        relay = self._relay_of(event.host) if self._aggregator else self.relay
        if relay is None:
            return None
        line = self._reading(relay, piece.origin or self.source).line(event, now, self.skew)
        if line is None:
            return None
        if self._aggregator and relay != self.relay:
            self._note_delay(relay, event, now)
        if self.source != "journal" and not event.redacted and not _is_utf8(piece.text):
            line.unclean = piece.text[:MOST_BYTES]
        return line

    def gap(self, gap: Gap, now: float, marker: str = "gap") -> Line:
        """A row that says that lines are missing."""
        return self._reading(self.relay, gap.origin or self.source).gap(gap, now, marker)

    def anew(self) -> "Readings":
        """The same source, as if nothing had been read of it."""
        relays = tuple(self.found) if not self._most else ()
        again = Readings(
            self.relay, self.source, self._zone,
            aggregator=self._aggregator, relays=relays, direct=self._direct,
        )  # fmt: skip
        again.skew = self.skew
        return again

    def marker(self, marker: str, words: str, now: float) -> Line:
        """A row about the link."""
        return self._own.marker(marker, words, now)

    def _parsed(self, piece: RawLine, host_now: float) -> Event:
        parser = self._parsers.get(piece.origin)
        if parser is None:
            parser = self._parsers[piece.origin] = LineParser(self._zone)
        if self.source == "journal":
            return parser.parse_journal(piece.text, host_now)
        event = parser.parse(piece.text, host_now)
        if piece.at is not None:
            event.time = piece.at
        return event

    def _reading(self, relay: str, source: str) -> Reading:
        reading = self._readings.get((relay, source))
        if reading is None:
            reading = self._readings[relay, source] = Reading(relay, safe(source), self._since)
        return reading

    def _relay_of(self, host: str | None) -> str | None:
        """The relay whose line it is; None where it is read from that relay itself."""
        if not host or host == self.relay:
            return self.relay
        if host in self._direct or host.partition(".")[0] in self._direct:
            return None
        if host not in self.found:
            if len(self.found) >= self._most:
                return self.relay
            host = str(safe(host, 100))
            self.found.setdefault(host, None)
        return host

    def _note_delay(self, relay: str, event: Event, now: float) -> None:
        if self.live and event.time is not None:
            self.found[relay] = now + self.skew - event.time


def _is_utf8(raw: bytes) -> bool:
    if raw.isascii():
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""What a log source is, and where it stands.

A source turns the bytes of one stream into pieces: lines, and notes that something happened
between lines. It keeps a mark (the position after the last whole line that it gave), so that
the next stream goes on exactly there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from relaytui.ssh.script import Script


@dataclass(frozen=True, slots=True)
class RawLine:
    """One whole line, without its newline. `cursor` is the journal's, else empty; `origin` is
    the path, where a source reads several files; `at` its time as a container's engine took it
    (seconds since the epoch), which holds before the line's own."""

    text: bytes
    cursor: str = ""
    origin: str = ""
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines are missing here, or may be: `words` says which, `lost` how many (None: unknown)."""

    words: str
    lost: int | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """The stream is done and a new one has to go on from the mark (the log was rotated)."""

    words: str


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What was there at the start has been given; what comes now is new."""


Piece = RawLine | Gap | Turn | CaughtUp

#: Bytes before the end of a log, and entries of a journal, at which a reader that was too far
#: behind goes on.
KEPT_BYTES, KEPT_ENTRIES = 65_536, 400
#: Runs a script on the host, and gives what it says.
Ask = Callable[[Script], bytes]


class PagedSource(Protocol):
    """One log of one host, read bit by bit over the resident shell."""

    name: str
    sudo: bool

    def page(self, token: str, most: int) -> Script:
        """The script that reads on from the mark, up to so many bytes of output."""

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """What a page holds."""

    def cut(self) -> None:
        """The page is over: half a line is forgotten, and the mark stays."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """So many lines were passed over; `again` stands where they begin, and reads them."""

    lost: int
    again: PagedSource
    origin: str = ""


class LogSource(Protocol):
    """One log of one host, over any number of streams."""

    #: "journal" or the path, as the user knows it.
    name: str
    #: Whether its streams run through sudo.
    sudo: bool

    def script(self, token: str, follow: bool) -> Script:
        """The script that goes on from the mark; `token` is random and new for each stream."""

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """What a chunk of the stream's stdout holds; any cut."""

    def cut(self) -> None:
        """The stream ended: what is half read is forgotten, and the mark stays."""

    def skip(self, ask: Ask, least: int) -> list[Skipped]:
        """Where more than `least` lines are unread, go on near the end; [] where they are fewer.

        Called between two streams.
        """

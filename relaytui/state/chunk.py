"""Rows that are no longer changed, packed: about a tenth of what they take as objects.

The raw texts stand in a piece of their own, so that a search unpacks nothing else.
"""

import zlib
from collections.abc import Sequence

import msgspec

from relaytui.domain.line import Line
from relaytui.state.problem import is_problem

#: Rows in each chunk; every chunk is full.
CHUNK_ROWS = 1024

_NO_MESSAGE = 0
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[list[Line], list[int]]).decode


class Chunk:
    """`CHUNK_ROWS` lines, packed."""

    __slots__ = ("_rest", "_texts", "markers", "problems", "relays")

    def __init__(self, lines: Sequence[Line]) -> None:
        texts, rest = _split(lines)
        self._texts = zlib.compress(texts, 1)
        self._rest = zlib.compress(rest, 1)
        self.relays = tuple(line.relay for line in lines)
        self.markers = tuple(at for at, line in enumerate(lines) if line.marker)
        #: One byte a row, 1 for a problem.
        self.problems = bytes(is_problem(line) for line in lines)

    @property
    def size(self) -> int:
        """Bytes held; names of relays are shared and cost a pointer each."""
        pointers = 8 * (len(self.relays) + len(self.markers))
        return len(self._texts) + len(self._rest) + len(self.problems) + pointers

    def texts(self) -> str:
        """The raw texts, joined by line feeds (safe text holds none)."""
        return zlib.decompress(self._texts).decode("utf-8", "surrogatepass")

    def lines(self) -> list[Line]:
        """The lines as they were."""
        lines, starts = _decode(zlib.decompress(self._rest))
        for line, text, start in zip(lines, self.texts().split("\n"), starts, strict=True):
            line.event.raw = text
            if start != _NO_MESSAGE:
                line.event.message = text[start - 1 :]
        return lines


def _split(lines: Sequence[Line]) -> tuple[bytes, bytes]:
    """The texts, and all the rest; a message that ends the raw text is kept as a place in it."""
    events = [line.event for line in lines]
    kept = [(event.raw, event.message) for event in events]
    starts = []
    try:
        for event, (raw, message) in zip(events, kept, strict=True):
            tail = message is not None and raw.endswith(message)
            starts.append(len(raw) - len(message or "") + 1 if tail else _NO_MESSAGE)
            event.raw = ""
            if tail:
                event.message = None
        rest = _encode((lines, starts))
    finally:
        for event, (raw, message) in zip(events, kept, strict=True):
            event.raw, event.message = raw, message
    texts = "\n".join(raw.replace("\n", "\u240a") for raw, _ in kept)
    return texts.encode("utf-8", "surrogatepass"), rest

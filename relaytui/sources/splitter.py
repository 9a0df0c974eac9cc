"""From chunks to whole lines, at newlines only."""

#: A line longer than this is given in its first part; the rest is passed over.
LINE_LIMIT = 256 * 1024


class Splitter:
    """Cuts a stream at `\\n` and nowhere else (U+2028, CR and the like stay in their line).

    `half` is what has come since the last newline; a line over LINE_LIMIT bytes is kept to
    that length, and `skipped` counts the bytes passed over, so that positions stay right.
    """

    def __init__(self) -> None:
        self.half = b""
        self.skipped = 0

    def feed(self, chunk: bytes) -> list[tuple[bytes, int]]:
        """Whole lines, each with the bytes it took in the stream, newline included."""
        if b"\n" not in chunk:
            self._grow(chunk)
            return []
        first, *rest = chunk.split(b"\n")
        self._grow(first)
        lines = [(self.half, len(self.half) + self.skipped + 1)]
        half = rest.pop()
        lines += [(line[:LINE_LIMIT], len(line) + 1) for line in rest]
        self.half, self.skipped = b"", 0
        self._grow(half)
        return lines

    def _grow(self, piece: bytes) -> None:
        room = LINE_LIMIT - len(self.half)
        self.half += piece[:room]
        self.skipped += max(0, len(piece) - room)

    def clear(self) -> None:
        """Forget the half line."""
        self.half, self.skipped = b"", 0

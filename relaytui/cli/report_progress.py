"""How far a long work is, on stderr where that is a terminal."""

import sys
import time

#: Seconds until the first word, and between two.
_PAUSE = 0.5


class Progress:
    """So much of `size` bytes is done; 0: nobody knows how many there are."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._done = self._lines = 0
        self._shown = sys.stderr.isatty()
        self._told = time.monotonic()
        self._width = 0

    def add(self, size: int, lines: int) -> None:
        """So many bytes and lines more."""
        self._done += size
        self._lines += lines
        now = time.monotonic()
        if self._shown and now - self._told >= _PAUSE:
            self._told = now
            self._tell()

    def _tell(self) -> None:
        words = f"{self._lines:,} lines" if self._lines else f"{self._done >> 20:,} MiB"
        if self._size:
            part = min(1.0, self._done / self._size)
            bar = "#" * round(part * 16)
            words = f"[{bar:<16}] {part:4.0%} {words}"
        self._width = max(self._width, len(words))
        sys.stderr.write(f"\r{words:<{self._width}}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Make room for other words."""
        if self._width:
            sys.stderr.write(f"\r{'':<{self._width}}\r")
            sys.stderr.flush()
            self._width = 0

    def end(self) -> None:
        """It is done."""
        self.clear()

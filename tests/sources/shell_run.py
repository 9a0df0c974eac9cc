"""Runs a source's scripts in this machine's own shell, as a link would."""

import os
import select
import subprocess
import time
from collections.abc import Callable

from relaytui.sources.base import CaughtUp, Gap, LogSource, Piece, RawLine, Turn


class ShellRun:
    """One source, over any number of streams; `pieces` is all that it gave."""

    def __init__(self, source: LogSource, shell: tuple[str, ...] = ("/bin/sh", "-s")) -> None:
        self.source = source
        self.pieces: list[Piece] = []
        self._shell = shell
        self._streams = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines so far."""
        return [piece.text.decode() for piece in self.pieces if isinstance(piece, RawLine)]

    @property
    def gaps(self) -> list[str]:
        """The gaps so far."""
        return [piece.words for piece in self.pieces if isinstance(piece, Gap)]

    def start(self, follow: bool = True) -> None:
        """Begin a stream from the mark."""
        self._streams += 1
        self._process = subprocess.Popen(
            self._shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin
        script = self.source.script(f"token{self._streams:08d}", follow)
        self._process.stdin.write(script.text.encode())
        self._process.stdin.flush()

    def read_until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Feed what comes; a turn begins the next stream."""
        limit = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < limit, f"in vain: {self.pieces[-12:]} {self.source}"
            assert self._process
            assert self._process.stdout
            ready, _, _ = select.select([self._process.stdout], [], [], 0.05)
            chunk = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            for piece in self.source.feed(chunk):
                self.pieces.append(piece)
                if isinstance(piece, Turn):
                    self.stop()
                    self.start()
                    break

    def read_to_the_end(self) -> None:
        """Read what is there now, without following."""
        self.start(follow=False)
        before = len(self.pieces)
        self.read_until(lambda: any(isinstance(one, CaughtUp) for one in self.pieces[before:]))
        self.stop()

    def stop(self) -> None:
        """Cut the stream: the end of its stdin is all that the shell sees."""
        assert self._process
        assert self._process.stdin
        self._process.stdin.close()
        assert self._process.stdout
        self._process.stdout.close()
        self._process.wait(10)
        self.source.cut()

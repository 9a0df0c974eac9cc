"""Lines typed behind `:`, kept from one console to the next in a file of the user's alone.

Lines that hold a secret are not kept at all. All functions touch the disk: call them from a thread.
"""

import contextlib
from pathlib import Path

from relaytui.domain.text import redact
from relaytui.state.own_lines import read_lines, write_lines

#: Lines that are kept.
MOST_LINES = 200
#: Characters of a line that is kept; a longer one is not.
MOST_CHARACTERS = 500
# A file that others have made long is not read to its end.
_MOST_BYTES = MOST_LINES * MOST_CHARACTERS * 4


def read_history(path: Path) -> list[str]:
    """The lines, oldest first; none where the file can't be read."""
    lines = read_lines(path, _MOST_BYTES)
    return newest_once([line for line in lines if line.isprintable() and is_kept(line)])


def write_history(path: Path, lines: list[str]) -> None:
    """Keep these lines; what can't be written is no trouble of the user's."""
    with contextlib.suppress(OSError):
        write_lines(path, newest_once(lines))


def newest_once(lines: list[str]) -> list[str]:
    """The newest lines, each at its newest place only."""
    newest_first = dict.fromkeys(reversed(lines))
    return list(newest_first)[:MOST_LINES][::-1]


def is_kept(line: str) -> bool:
    """Whether a line may be written down."""
    return 0 < len(line) <= MOST_CHARACTERS and not redact(line)[1]


class History:
    """The lines, and going back and forth among them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._begun = ""
        self._at: int | None = None

    def add(self, line: str) -> bool:
        """Take a line in; whether it is one to write down."""
        self.rest()
        if not is_kept(line):
            return False
        self.lines = newest_once([*self.lines, line])
        return True

    def older(self, typed: str) -> str | None:
        """The line before that begins as what was typed; None where there is none."""
        if self._at is None:
            self._begun, self._at = typed, len(self.lines)
        for at in range(self._at - 1, -1, -1):
            if self.lines[at].startswith(self._begun) and self.lines[at] != typed:
                self._at = at
                return self.lines[at]
        return None

    def newer(self, typed: str) -> str | None:
        """The line after it; at the end, what was typed. None while nothing older is shown."""
        if self._at is None:
            return None
        for at in range(self._at + 1, len(self.lines)):
            if self.lines[at].startswith(self._begun) and self.lines[at] != typed:
                self._at = at
                return self.lines[at]
        begun = self._begun
        self.rest()
        return begun

    def rest(self) -> None:
        """Begin at the newest again."""
        self._at = None

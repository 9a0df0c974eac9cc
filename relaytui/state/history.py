"""Lines typed behind `:`, kept from one console to the next in a file of the user's alone.

Lines that hold a secret are not kept at all. All functions touch the disk: call them from a thread.
"""

import contextlib
import os
import stat
from pathlib import Path

from relaytui.domain.text import redact

#: Lines that are kept.
MOST_LINES = 200
#: Characters of a line that is kept; a longer one is not.
MOST_CHARACTERS = 500
# A file that others have made long is not read to its end.
_MOST_BYTES = MOST_LINES * MOST_CHARACTERS * 4


def read_history(path: Path) -> list[str]:
    """The lines, oldest first; none where the file can't be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return []
        text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    lines = [line for line in text.split("\n") if line.isprintable() and is_kept(line)]
    return newest_once(lines)


def write_history(path: Path, lines: list[str]) -> None:
    """Keep these lines; what can't be written is no trouble of the user's."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        try:
            with open(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in newest_once(lines))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


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

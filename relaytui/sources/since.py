"""Where in a file, or in its rotated forerunners, a moment stands: found by halving.

About 20 small reads over the resident shell, whatever the file's size; a compressed file is
read from its beginning.
"""

from collections.abc import Callable
from dataclasses import dataclass

from relaytui.sources.base import Ask
from relaytui.sources.file import FileMark
from relaytui.sources.file_script import FILES, PART, PRINT
from relaytui.ssh.script import script

#: Bytes of one look; long enough to hold a whole line of ordinary length.
LOOK = 4096
_COMPRESSED = (".gz", ".xz", ".bz2", ".zst")

#: The time of a line (seconds since the epoch), or None where it has none.
TimeOf = Callable[[bytes], float | None]


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of a log, `changed` in seconds since the epoch."""

    ident: str
    size: int
    changed: float
    path: str


def list_files(ask: Ask, path: str) -> list[LogFile]:
    """The files of a log, oldest first, the one at `path` last."""
    found = []
    for line in ask(script("log-files", FILES, path=path)).split(b"\n"):
        words = line.decode("utf-8", "surrogateescape").split(" ", 3)
        if len(words) == 4 and words[1].isdecimal() and words[2].isdecimal():
            found.append(LogFile(words[0], int(words[1]), float(words[2]), words[3]))
    return found


def locate(ask: Ask, path: str, moment: float, time_of: TimeOf) -> FileMark | None:
    """The mark from which on lines of that moment and later stand; None: from the very end."""
    files = list_files(ask, path)
    if not files:
        return None
    chosen = files[-1]
    for file in reversed(files):
        chosen = file
        begin = _first_time(ask, file, 0, time_of)
        if begin is not None and begin[0] < moment:
            break
        if file.changed < moment and file is not files[-1]:
            break
    start = 0 if chosen.path.endswith(_COMPRESSED) else _halve(ask, chosen, moment, time_of)
    words = ask(script("log-print", PRINT, path=chosen.path)).split()
    if len(words) < 2:
        return None
    return FileMark(chosen.ident, start, int(words[1]), int(words[0]))


def _halve(ask: Ask, file: LogFile, moment: float, time_of: TimeOf) -> int:
    """Offset of a line start such that all lines before it are older than the moment."""
    low, high = 0, file.size
    while high - low > LOOK:
        middle = (low + high) // 2
        found = _first_time(ask, file, middle, time_of)
        if found is None or found[0] >= moment:
            high = middle
        else:
            low = found[1]
    return low


def _first_time(ask: Ask, file: LogFile, offset: int, time_of: TimeOf) -> tuple[float, int] | None:
    """Time and offset of the first whole line with a time at or behind an offset."""
    part = ask(script("log-part", PART, path=file.path, start=offset, length=LOOK))
    at = offset
    lines = part.split(b"\n")[:-1]
    if offset:
        if not lines:
            return None
        at += len(lines.pop(0)) + 1
    for line in lines:
        time = time_of(line)
        if time is not None:
            return time, at
        at += len(line) + 1
    return None

"""A simulated log file with its rotated forerunners, in memory."""

import gzip
import itertools
from dataclasses import dataclass, field

_DEVICE = 2049
_inodes = itertools.count(131_073)


@dataclass(slots=True)
class LogPart:
    """One file: what it holds (the text, also of a compressed file) and what `stat` says of it.

    `cuts` counts how often it was truncated.
    """

    path: str
    birth: int
    content: bytearray = field(default_factory=bytearray)
    inode: int = field(default_factory=lambda: next(_inodes))
    changed: float = 0.0
    cuts: int = 0

    @property
    def ident(self) -> str:
        """Device, inode and time of birth, as `stat -c %d:%i:%.W` prints them."""
        return f"{_DEVICE}:{self.inode}:{self.birth}"

    @property
    def compressed(self) -> bool:
        """Whether it is stored compressed."""
        return self.path.endswith(".gz")

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return len(gzip.compress(self.content, 1)) if self.compressed else len(self.content)


class LogFile:
    """The log at a path. `how` is `r` when the login may read it, `s` with sudo only, `-` not.

    It rotates by itself beyond `limit` bytes, and keeps `keep` forerunners.
    """

    def __init__(self, path: str, *, how: str = "r", limit: int = 4_000_000, keep: int = 2) -> None:
        self.path = path
        self.how = how
        self._limit, self._keep = limit, keep
        self.current = LogPart(path, 0)
        self._older: list[LogPart] = []

    def append(self, line: bytes, time: float = 0.0) -> None:
        """Write a line (without its newline), at a time in seconds since the epoch."""
        if len(self.current.content) > self._limit:
            self.rotate(time)
        self.current.content += line + b"\n"
        self.current.changed = time
        if not self.current.birth:
            self.current.birth = int(time)

    def older(self) -> list[LogPart]:
        """The forerunners, oldest first."""
        return list(self._older)

    def rotate(self, time: float = 0.0, *, compress: bool = False) -> None:
        """As logrotate does it: rename all and begin a new file.

        With `compress` the forerunners but the newest are compressed, each into a new file.
        """
        kept = [*self._older, self.current][-self._keep :]
        self._older = []
        for number, part in zip(range(len(kept), 0, -1), kept, strict=True):
            name = f"{self.path}.{number}"
            if compress and number > 1 and not part.compressed:
                part = LogPart(f"{name}.gz", int(time), part.content, changed=part.changed)
            part.path = f"{name}.gz" if part.compressed else name
            self._older.append(part)
        self.current = LogPart(self.path, int(time), changed=time)

    def copy_truncate(self, time: float = 0.0) -> None:
        """As logrotate's copytruncate: the content goes to a new file, ours is cut to nothing."""
        copy = LogPart(f"{self.path}.1", int(time), bytearray(self.current.content), changed=time)
        for number, part in zip(range(len(self._older) + 1, 1, -1), self._older, strict=True):
            part.path = f"{self.path}.{number}{'.gz' if part.compressed else ''}"
        self._older = [*self._older, copy][-self._keep :]
        self.current.content = bytearray()
        self.current.cuts += 1

    def forget_older(self) -> None:
        """Delete the forerunners."""
        self._older = []

"""The journal: what was changed, where, by whom and why; append-only JSON lines, hash-chained.

Each line holds the sum of the line before it, so that a line that was changed, taken out or put
in is found. What can't be journalled is not done.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from relaytui.domain.text import safe
from relaytui.errors import RelaytuiError

#: The sum that the first line holds.
BEGIN = "0" * 64


class JournalError(RelaytuiError):
    """The journal can't be written or read, so nothing is changed anywhere."""


class Record(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One entry. `at` is seconds since the epoch by this machine's clock.

    `event`: `intended` (before anything is sent), `done`, `failed`, `unknown`, `holding`,
    `not effective`, `undone`, `settled`.
    """

    at: float
    event: str
    #: The change's name, the same on all hosts and in all entries about it.
    change: str
    relay: str
    by: str
    what: str
    layers: tuple[str, ...] = ()
    why: str = ""
    #: What a host said, or why it failed.
    words: str = ""
    #: What was done, step by step.
    steps: tuple[str, ...] = ()
    before: str = BEGIN


class Journal:
    """The journal in a file; every process of this user writes to the same."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def ready(self) -> None:
        """Whether it can be written: raises JournalError where it can't."""
        with self._open():
            pass

    def append(self, *records: Record) -> None:
        """Write entries, whole and to the disk. Raises JournalError."""
        with self._open() as file:
            size = os.fstat(file).st_size
            before = _sum_of(_last_line(file, size))
            lines = []
            for one in records:
                line = msgspec.json.encode(msgspec.structs.replace(one, before=before))
                before = _sum_of(line)
                lines.append(line + b"\n")
            try:
                _write(file, b"".join(lines))
                os.fsync(file)
            except OSError as error:
                with contextlib.suppress(OSError):
                    os.ftruncate(file, size)
                raise self._error(error) from error

    def read(self) -> Iterator[tuple[int, Record | None]]:
        """Entries with the numbers of their lines from 1; None where a line is none."""
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    try:
                        yield number, msgspec.json.decode(line, type=Record)
                    except (msgspec.DecodeError, UnicodeDecodeError):
                        yield number, None
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._error(error) from error

    def broken(self) -> list[tuple[int, str]]:
        """Lines where the chain is broken, and why."""
        found, before = [], BEGIN
        try:
            raw = self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise self._error(error) from error
        lines = raw.split(b"\n")
        if lines and lines[-1]:
            found.append((len(lines), "the line was not finished"))
        for number, line in enumerate(lines[:-1], 1):
            try:
                held = msgspec.json.decode(line, type=Record).before
            except (msgspec.DecodeError, UnicodeDecodeError):
                found.append((number, "not an entry"))
                before = _sum_of(line)
                continue
            if held != before:
                found.append((number, "what stood before it was changed, or taken out"))
            before = _sum_of(line)
        return found

    @contextlib.contextmanager
    def _open(self) -> Iterator[int]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            file = os.open(self.path, flags, 0o600)
        except OSError as error:
            raise self._error(error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._refuse_strangers(file)
            yield file
        finally:
            os.close(file)

    def _refuse_strangers(self, file: int) -> None:
        seen = os.fstat(file)
        if seen.st_uid != os.geteuid() or stat.S_IMODE(seen.st_mode) & 0o022:
            raise JournalError(
                f"{safe(str(self.path), 300)}: others can write to it, so it proves nothing",
                f"chmod 600 {safe(str(self.path), 300)}",
            )

    def _error(self, error: OSError) -> JournalError:
        return JournalError(
            f"{safe(str(self.path), 300)}: the journal can't be used: {error.strerror}",
            "Nothing is changed on a host while that is so",
        )


def _sum_of(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else BEGIN


def _last_line(file: int, size: int) -> bytes:
    """The last whole line, without its end."""
    length = 4096
    while True:
        at = max(0, size - length)
        piece = os.pread(file, size - at, at)
        lines = piece.split(b"\n")
        if len(lines) > 2 or at == 0:
            return lines[-2] if len(lines) > 1 else b""
        length *= 4


def _write(file: int, raw: bytes) -> None:
    while raw:
        raw = raw[os.write(file, raw) :]


def by_words() -> str:
    """Who changes: the account and the machine, as `ops@bastion`."""
    import getpass
    import socket

    try:
        name: Any = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return str(safe(f"{name}@{socket.gethostname()}", 60))

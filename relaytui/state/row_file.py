"""A file of rows that is there as a whole or not at all. It touches the disk: use a thread."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from relaytui.errors import UsageError


def occupied(path: Path) -> bool:
    """Whether a file stands at a path; UsageError where none can be put there."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no folder {path.parent}", "Make it first") from None
        return False
    except OSError as error:
        raise _refused(path, error) from error
    if not stat.S_ISREG(mode):
        raise UsageError(f"{path} is no plain file", "Name another one")
    return True


class RowFile:
    """A draft beside the path (0600) that takes its place when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            self._file = open(os.open(self._draft, flags, 0o600), "wb")  # noqa: SIM115
        except OSError as error:
            raise _refused(path, error) from error

    def write(self, text: str) -> None:
        """Write some more."""
        try:
            self._file.write(text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise _refused(self._path, error) from error

    def finish(self, *, over: bool) -> None:
        """Put it in its place; UsageError where a file has come there, unless it may go."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            if over:
                self._draft.replace(self._path)
            else:
                os.link(self._draft, self._path, follow_symlinks=False)
        except OSError as error:
            raise _refused(self._path, error) from error
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._draft.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path}: {error.strerror or error}", "Nothing was written; name another file"
    )

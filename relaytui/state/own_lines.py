"""A small file of lines that only the user can read. It touches the disk: use a thread."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path


def read_lines(path: Path, most_bytes: int) -> list[str]:
    """The lines, of so many bytes at most; none where the file can't be read or is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return []
        return file.read(most_bytes).decode("utf-8", "replace").split("\n")


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Put these in the place of the file, whole or not at all; OSError where that can't be."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    try:
        with open(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)

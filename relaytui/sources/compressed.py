"""Log files of this machine as streams: plain, or by gzip, xz, bzip2 or zstd; and their names."""

import bz2
import gzip
import importlib
import lzma
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from relaytui.errors import UsageError

_OPENERS: dict[str, Callable[..., Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".lzma": lzma.open,
}


COMPRESSED = (*_OPENERS, ".zst")


#: What a rotated file has behind the name of the log: `.1`, `-20260208`, `.2026-02-08`.
_ROTATED = re.compile(r"(?:\.\d{1,4}|[-.]\d{4}-?\d\d-?\d\d(?:-?\d{1,10})?)$")


#: Errors of files that are not what their names say, or are cut short.
BROKEN = (OSError, EOFError, lzma.LZMAError, ValueError)


def log_name(path: str) -> str:
    """The log that a file is of: rotated files have the name of the one that is written."""
    return _ROTATED.sub("", without_ending(path))


def without_ending(path: str) -> str:
    """A path without the ending that tells how it is compressed."""
    root, ending = os.path.splitext(path)
    return root if ending in COMPRESSED else path


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The content of a file, as a stream."""
    ending = os.path.splitext(path)[1]
    if ending == ".zst":
        with _zstd(path) as stream:
            yield stream
        return
    with _OPENERS.get(ending, open)(path, "rb") as stream:
        yield stream


@contextmanager
def _zstd(path: str) -> Iterator[BinaryIO]:
    if sys.version_info >= (3, 14):
        zstd: Any = importlib.import_module("compression.zstd")
        with zstd.open(path) as stream:
            yield stream
        return
    program = shutil.which("zstd")
    if program is None:
        raise UsageError(
            f"{path}: the program zstd is missing, or Python 3.14, which reads it itself",
            "Install zstd, or write `zstd -dc FILE | relaytui report -`",
        )
    run = subprocess.Popen([program, "-dcq", "--", path], stdout=subprocess.PIPE)
    assert run.stdout is not None
    try:
        yield cast(BinaryIO, run.stdout)
        if not run.stdout.read(1) and run.wait():
            raise EOFError("it is damaged or cut short")
    finally:
        run.stdout.close()
        run.wait()

"""Log files of this machine: plain, or compressed by gzip, xz, bzip2 or zstd, as bytes in pieces.

A piece ends with a newline, unless the file ends without one. Plain files are not read here: their
pieces are places (`Span`), which whoever counts them reads.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from relaytui.sources.compressed import BROKEN

#: Bytes of a piece, about.
PIECE = 8 << 20
#: A line longer than this may be cut in two.
_LONGEST = 1 << 20
#: Bytes of a piece that has no place where it may be cut; and those looked at to tell.
_MOST, _LOOK = 64 << 20, 4096
#: Whether a log may be cut behind some bytes.
MayCut = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a plain file: bytes from `begin` up to `end`."""

    path: str
    begin: int
    end: int


def pieces(stream: BinaryIO, may_cut: MayCut, size: int = PIECE) -> Iterator[bytes]:
    """A stream in pieces; what is read before an error is given before it is raised."""
    half = b""
    failed: Exception | None = None
    while failed is None:
        chunk, failed = _filled(stream, size)
        if not chunk:
            break
        end = chunk.rfind(b"\n") + 1
        if not end:
            half += chunk
            if len(half) < _LONGEST:
                continue
            chunk, half, end = half, b"", len(half)
        elif len(half) < _MOST and not may_cut(chunk[max(0, end - _LOOK) : end]):
            half += chunk
            continue
        yield half + chunk[:end]
        half = chunk[end:]
    if half:
        yield half
    if failed is not None:
        raise failed


def _filled(stream: BinaryIO, size: int) -> tuple[bytes, Exception | None]:
    """So many bytes, or fewer at the end or before an error."""
    parts, got = [], 0
    # Small reads: what a damaged file holds before the damage is not lost with it.
    read = getattr(stream, "read1", stream.read)
    try:
        while got < size and (part := read(min(size - got, 1 << 17))):
            parts.append(part)
            got += len(part)
    except BROKEN as error:
        return b"".join(parts), error
    return b"".join(parts), None


def spans(path: str, may_cut: MayCut, size: int = PIECE) -> list[Span]:
    """A plain file as it is now, cut into pieces at newlines."""
    found, begin = [], 0
    with open(path, "rb") as file:
        end = file.seek(0, os.SEEK_END)
        while begin < end:
            cut = _line_end(file, begin + size, end)
            while cut < end and cut - begin < _MOST and not may_cut(_before(file, cut)):
                cut = _line_end(file, cut + size // 8, end)
            found.append(Span(path, begin, cut))
            begin = cut
    return found


def _before(file: BinaryIO, cut: int) -> bytes:
    begin = max(0, cut - _LOOK)
    file.seek(begin)
    return file.read(cut - begin)


def _line_end(file: BinaryIO, at: int, end: int) -> int:
    """Behind the first newline from a place on."""
    if at >= end:
        return end
    file.seek(at)
    while at < end and (chunk := file.read(min(65536, end - at))):
        newline = chunk.find(b"\n")
        if newline >= 0:
            return at + newline + 1
        at += len(chunk)
    return end

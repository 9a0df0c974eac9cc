"""A piece of a log that is to be counted."""

from dataclasses import dataclass

from relaytui.analysis.report_part import Counted
from relaytui.analysis.report_piece import PieceReader, Reader
from relaytui.sources.local_files import Span

#: Bytes before a piece in which the last line before it is looked for.
_BEFORE = 65536


@dataclass(frozen=True, slots=True)
class Task:
    """A piece, or where it is; `before`: the bytes before it; `size` in bytes as stored."""

    reader: Reader
    piece: bytes | Span
    before: bytes
    size: int


def count(task: Task) -> Counted:
    """Count one piece."""
    piece, before = task.piece, task.before
    if isinstance(piece, Span):
        with open(piece.path, "rb") as file:
            begin = max(0, piece.begin - _BEFORE)
            file.seek(begin)
            before = file.read(piece.begin - begin)
            content = file.read(piece.end - piece.begin)
    else:
        content = piece
    return PieceReader(task.reader, before=before).read(content)


def tail(piece: bytes) -> bytes:
    """The last bytes of a piece, as the next one wants them."""
    return piece[-_BEFORE:]

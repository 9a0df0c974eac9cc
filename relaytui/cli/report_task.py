"""A piece of a log that is to be counted."""

from dataclasses import dataclass

from relaytui.analysis.report_part import Counted
from relaytui.analysis.report_piece import PieceReader, Reader
from relaytui.domain.text import safe
from relaytui.errors import UsageError
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
        try:
            with open(piece.path, "rb") as file:
                begin = max(0, piece.begin - _BEFORE)
                file.seek(begin)
                before = file.read(piece.begin - begin)
                content = file.read(piece.end - piece.begin)
        except OSError as error:
            step = "It was there a moment ago: try again"
            raise UsageError(f"{safe(piece.path)}: {error.strerror}", step) from error
    else:
        content = piece
    return PieceReader(task.reader, before=before).read(content)


def tail(piece: bytes) -> bytes:
    """The last bytes of a piece, as the next one wants them."""
    return piece[-_BEFORE:]

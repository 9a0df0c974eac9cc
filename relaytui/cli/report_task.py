"""A piece of a log that is to be counted."""

from dataclasses import dataclass

from relaytui.analysis.report_part import Counted
from relaytui.analysis.report_piece import PieceReader, Reader
from relaytui.cli.matching import Matching
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.sources.local_files import Span
from relaytui.state.filter import Filter

#: Bytes before a piece in which the last line before it is looked for.
_BEFORE = 65536


@dataclass(frozen=True, slots=True)
class Task:
    """A piece, or where it is; `before`: the bytes before it; `size` in bytes as stored."""

    reader: Reader
    piece: bytes | Span
    before: bytes
    size: int
    #: Which lines count; all, without one.
    filter: Filter | None = None


class Counter:
    """Counts pieces, in the process that it is of: patterns of the filter have processes of their
    own, that serve for all pieces."""

    def __init__(self) -> None:
        self._matching: Matching | None = None

    def count(self, task: Task) -> Counted:
        """Count one piece."""
        content, before = _content(task)
        choose = None
        if task.filter is not None:
            if self._matching is None:
                self._matching = Matching(task.filter)
            choose = self._matching.which
        return PieceReader(task.reader, before=before, choose=choose).read(content)

    def close(self) -> None:
        """End what it has begun."""
        if self._matching is not None:
            self._matching.close()


def _content(task: Task) -> tuple[bytes, bytes]:
    """The bytes of a piece, and those before it."""
    piece = task.piece
    if not isinstance(piece, Span):
        return piece, task.before
    try:
        with open(piece.path, "rb") as file:
            begin = max(0, piece.begin - _BEFORE)
            file.seek(begin)
            before = file.read(piece.begin - begin)
            return file.read(piece.end - piece.begin), before
    except OSError as error:
        step = "It was there a moment ago: try again"
        raise UsageError(f"{safe(piece.path)}: {error.strerror}", step) from error


def tail(piece: bytes) -> bytes:
    """The last bytes of a piece, as the next one wants them."""
    return piece[-_BEFORE:]

"""Logs for reports, and their sums in a form that can be compared."""

import importlib
import sys
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from relaytui.analysis.report_part import Counted, Part
from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_piece import Choose, PieceReader, Reader
from relaytui.analysis.report_sums import Sums

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
_MAKER = importlib.import_module("make_maillog")

NOW = datetime(2026, 11, 25, tzinfo=UTC).timestamp()
CORPUS = sorted((ROOT / "tests" / "data" / "mail" / "raw").glob("*.log"))


def made(lines: int, seed: int, **options: Any) -> bytes:
    """A log of the generator's."""
    return "".join(f"{line}\n" for line in _MAKER.generate(lines, seed, **options)).encode()


def corpus() -> bytes:
    """All recorded lines."""
    return b"".join(path.read_bytes() for path in CORPUS)


def reader(zone: tzinfo = UTC, periods: Periods | None = None) -> Reader:
    """How a log is read here."""
    return Reader(zone, NOW, "here", periods or Periods())


def whole(log: bytes, how: Reader, *, slowly: bool = False, choose: Choose | None = None) -> Sums:
    """The sums of a log that is read in one go."""
    piece = PieceReader(how, root=True, choose=choose)
    (piece.read_slowly if slowly else piece.read)(log)
    return piece.part.end()


def parts(log: bytes, how: Reader, cuts: list[int], choose: Choose | None = None) -> list[Counted]:
    """What pieces count, each by itself; cuts are places behind a newline."""
    found = []
    for begin, end in zip([0, *cuts], [*cuts, len(log)], strict=True):
        before = log[max(0, begin - 65536) : begin]
        found.append(PieceReader(how, before=before, choose=choose).read(log[begin:end]))
    return found


def joined(counted: list[Counted], how: Reader) -> Sums:
    """The sums of parts that are joined in order."""
    root = Part(how.periods)
    for one in counted:
        root.join(one)
    return root.end()


def plain(sums: Sums) -> dict[str, Any]:
    """Sums without what is zero."""
    tables = {
        place: {key: count for key, count in table.items() if count}
        for place, table in sums.tables.items()
    }
    return {
        **vars(sums),
        "tables": {place: table for place, table in tables.items() if table},
        "volumes": {where: count for where, count in sums.volumes.items() if count},
        "kinds": dict(sums.kinds),
    }

"""What rows mean, a byte each: their kinds, and whether they are problems."""

from collections.abc import Sequence

from relaytui.domain.line import Line
from relaytui.state.problem import is_problem

#: The kind and the second meanings of a row, and whether it is a problem.
_Meaning = tuple[tuple[str, ...], bool]
#: All that there are; the last number stands for those that came when none was left.
_KNOWN: dict[_Meaning, int] = {}
_MOST = 254
_PROBLEM, _OTHER = 255, 254
#: By number, 1 for a problem.
_PROBLEMS = bytearray(255) + b"\x01"


def meanings_of(lines: Sequence[Line]) -> bytes:
    """A byte for each line."""
    return bytes(map(_number, lines))


def kinds_of(meanings: bytes) -> list[object] | None:
    """The kind and the second meanings of each row; None where they are not known."""
    if _OTHER in meanings or _PROBLEM in meanings:
        return None
    known = list(_KNOWN)
    return [known[number][0] for number in meanings]


def problems_of(meanings: bytes) -> bytes:
    """A byte for each row, 1 for a problem."""
    return meanings.translate(bytes(_PROBLEMS))


def _number(line: Line) -> int:
    event, problem = line.event, is_problem(line)
    meaning = ((event.kind, *(event.also or ())), problem)
    number = _KNOWN.get(meaning)
    if number is None:
        if len(_KNOWN) >= _MOST:
            return _PROBLEM if problem else _OTHER
        number = _KNOWN[meaning] = len(_KNOWN)
        _PROBLEMS[number] = problem
    return number

"""When a line to the terminal is called slow, and what is taken out of the keys."""

import itertools

import pytest

from relaytui.state.answer_guard import AnswerGuard
from relaytui.state.round_trips import AT_START, PATIENCE, PAUSE, RoundTrips


def trips(*seconds: float | None) -> RoundTrips:
    """Questions whose answers took so long; None: no answer came."""
    measured, now = RoundTrips(), 100.0
    for trip in seconds:
        if not measured.due(now):
            break
        measured.asked(now)
        if trip is not None:
            measured.answered(now + trip)
        now += max(trip or 0.0, PATIENCE) + 1
        measured.due(now)
    return measured


@pytest.mark.parametrize(
    ("seconds", "slow"),
    [
        ((), False),
        ((0.02, 0.01, 0.01), False),
        ((0.9, 0.01, 0.01), False),
        ((1.1,), True),
        ((0.5, 0.4, 0.01, 0.4, 0.01), False),
        ((0.5, 0.4, 0.4), True),
        ((0.1, 0.1, 0.1, 0.1, 0.31, 0.35), True),
        ((None,), False),
        ((None, None, None), False),
        ((0.01, None), True),
    ],
)
def test_the_verdict(seconds: tuple[float | None, ...], slow: bool) -> None:
    assert trips(*seconds).slow is slow


def test_a_silent_terminal_is_asked_once() -> None:
    silent = RoundTrips()
    silent.asked(1.0)
    assert not silent.due(2.0)
    assert not silent.due(2.0 + PATIENCE)
    assert not silent.due(1000.0)
    assert not silent.starting


def test_it_is_asked_a_few_times_at_the_start_and_then_now_and_then() -> None:
    quick, now, asked = RoundTrips(), 0.001, []
    for _ in range(100):
        if quick.due(now):
            quick.asked(now)
            quick.answered(now + 0.01)
            asked.append(now)
        now += 0.1
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert all(gap < 1 for gap in gaps[: AT_START - 1])
    assert all(gap >= PAUSE - 0.001 for gap in gaps[AT_START - 1 :])
    assert not quick.starting


def test_an_answer_to_no_question_is_nothing() -> None:
    quiet = RoundTrips()
    quiet.answered(5.0)
    assert quiet.starting
    assert not quiet.slow


@pytest.mark.parametrize(
    ("typed", "due", "handed_on", "taken"),
    [
        ("jk1[2", False, "jk1[2", 0),
        ("\x1b[12;40R", True, "", 1),
        ("[12;40Rj", True, "j", 1),
        ("j\x1b[1;2Rk", True, "jk", 1),
        ("\x1b[0n2", True, "2", 1),
        ("\x1b[?62;22cq", True, "q", 1),
        ("\x1bj", True, "\x1bj", 0),
        ("\x1b\x1b[1;1R", True, "\x1b", 1),
        ("[1 2", True, " 2", 0),
        ("\x1b[12;40R", False, "\x1b[12;40R", 0),
    ],
)
def test_answers_are_taken_out_of_the_keys(
    typed: str, due: bool, handed_on: str, taken: int
) -> None:
    guard: AnswerGuard[str] = AnswerGuard()
    got, seen = "", 0
    for place, character in enumerate(typed):
        got += "".join(guard.feed(character, character, place / 100, due))
        seen += guard.taken
    got += "".join(guard.release())
    assert got == handed_on
    assert seen == taken


def test_keys_go_on_when_the_rest_of_an_answer_never_comes() -> None:
    guard: AnswerGuard[str] = AnswerGuard()
    assert guard.feed("[", "[", 1.0, True) == []
    assert guard.feed("1", "1", 3.0, False) == ["1"]

"""A slow line to the terminal is found, told, and spared; answers of the terminal are no keys."""

import re
import time
from collections.abc import Callable

import pytest

from tests.screens.driving import console
from tests.screens.fake_fleet import fed
from tests.screens.on_terminal import Console

QUESTION, ANSWER = b"\x1b[6n", b"\x1b[12;40R"


def answered(one: Console, delay: float, until: Callable[[], bool], pieces: int = 1) -> bool:
    """Answer every question of the console after a while; whether it came to that."""
    done, due, end = 0, list[float](), time.monotonic() + 20
    size = -(-len(ANSWER) // pieces)
    while time.monotonic() < end and not until():
        one.it.draw(0.02)
        asked = one.output.count(QUESTION)
        due += [time.monotonic() + delay] * (asked - done - len(due))
        while due and due[0] <= time.monotonic():
            due.pop(0)
            done += 1
            for at in range(0, len(ANSWER), size):
                one.it.write(ANSWER[at : at + size])
                if pieces > 1:
                    one.it.draw(0.12)  # longer than Textual waits for the rest of a sequence
    return until()


def test_a_far_terminal_is_spared(consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100", "--rate", "50")
    consoles.append(one)
    assert answered(one, 0.45, lambda: one.it.shows("slow link")), one.it.text()
    one.it.draw(2.0)
    before, asked = len(one.output), one.output.count(QUESTION)
    one.it.draw(3.0)
    assert len(one.output) - before < 3 * 12_000
    assert one.output.count(QUESTION) == asked
    assert not re.search(rb"[34]8;2;", one.output[before:])


def test_a_near_terminal_is_not(consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100", "--rate", "50")
    consoles.append(one)
    assert answered(one, 0.0, lambda: one.output.count(QUESTION) >= 4)
    assert not one.it.shows("slow link")
    one.types("q")
    one.leaves()


@pytest.mark.parametrize("pieces", [2, 4, 8])
def test_an_answer_in_pieces_is_no_key(pieces: int, consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100")
    consoles.append(one)
    one.shows("3/3 ready")
    assert answered(one, 0.0, lambda: one.output.count(QUESTION) >= 2, pieces), one.it.text()
    one.it.draw(1.0)
    assert one.it.shows(" Logs  3/3 ready")
    assert one.it.shows("follow")


def test_a_silent_terminal_is_fast_and_asked_once(consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100", "--rate", "50")
    consoles.append(one)
    one.shows("3/3 ready")
    one.it.draw(6.0)
    assert one.output.count(QUESTION) == 1
    assert not one.it.shows("slow link")


def test_the_end_waits_for_the_last_answer(consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100")
    consoles.append(one)
    one.it.draw(20, lambda: QUESTION in one.output)
    one.types("q")
    one.it.draw(0.3)
    assert not one.it.ended
    one.it.write(ANSWER)
    one.leaves()
    assert b"\x1b[?1049l" in one.output


@pytest.mark.parametrize(("link", "told"), [("slow", True), ("fast", False)])
def test_the_users_word_is_not_measured(link: str, told: bool, consoles: list[Console]) -> None:
    one = Console((100, 30), "--lines", "100", "--link", link)
    consoles.append(one)
    one.shows("3/3 ready")
    one.it.draw(1.0)
    assert one.it.shows("slow link") is told
    assert QUESTION not in one.output


async def test_it_is_said_while_it_runs() -> None:
    async with console(fed(["mx1"], 40)) as driver:
        driver.app.action_link("slow")
        await driver.shows("slow link")
        driver.app.action_link("fast")
        await driver.lacks("slow link")
        assert driver.app.look.name == "night"

"""Whatever logs hold, a chase ends, in time, and what it tells is safe to show."""

import random
import time
from pathlib import Path

import pytest

from relaytui.cli.output import json_line
from relaytui.cli.trace_object import story_object
from relaytui.domain.line import Line
from relaytui.domain.text import is_shown
from relaytui.trace.sought import Sought
from relaytui.trace.steps import steps_of
from relaytui.trace.stories import stories_of
from relaytui.trace.words import headline
from tests.conformance import load
from tests.trace.following import followed

DATA = Path(__file__).parents[1] / "data"
CONTEXT = {"now": "2026-02-11T12:00:00+00:00", "tz": "UTC"}
LINES = [
    str(record["raw"])
    for folder in sorted(DATA.iterdir())
    for record in load(folder, "events", None)
    if record["group"] != "journal"
]
WORDS = (
    "4104E3D", "0F5383D", "bob", "a@example.com", "@example.com", "192.0.2.10", "::1",
    "x@example.com", "1vpO7T-000000005vi-0000", "1a2b3c4d5e6f7081", "u9A0GtpL018001",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_recorded_lines(word: str) -> None:
    half = len(LINES) // 2
    logs = {"mx1": LINES[:half], "mx2": LINES[half:], "mx3": LINES[::-1]}
    record = {"word": word, "context": CONTEXT, "logs": logs, "limit": 50}
    stories = followed(record).stories()
    for story in stories:
        words = [headline(story)[0], *(step.words for step in steps_of(story))]
        assert all(words)
        assert all(map(is_shown, "".join(words)))
        assert json_line(story_object(story)).startswith('{"row":"mail"')
    if word in ("4104E3D", "1vpO7T-000000005vi-0000"):
        assert stories


def test_mutated_lines(soak: bool) -> None:
    chance = random.Random(1)
    for _ in range(2000 if soak else 60):
        lines = [_mutated(chance, chance.choice(LINES)) for _ in range(40)]
        record = {"word": "4104E3D", "context": CONTEXT, "logs": {"mx1": lines, "mx2": lines[::2]}}
        for story in followed(record).stories():
            assert headline(story)[0]
            assert steps_of(story) or story.refused or story.lives


def _mutated(chance: random.Random, text: str) -> str:
    at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    piece = chance.choice(("", "4104E3D", "<>", "queued as 4104E3D", text[at:end] * 2, "\udcff"))
    return text[:at] + piece + text[end:]


def test_a_flood_of_one_header_costs_little() -> None:
    """A stranger can send ten thousand mails with one message-id, and name ids at will."""

    def seconds(mails: int) -> float:
        lines = []
        for number in range(mails):
            moment = (
                f"2026-02-09T10:{number // 600 % 60:02}:{number // 10 % 60:02}+00:00 mx1 postfix"
            )
            mail = f"{number + 0xA0000:05X}D"
            lines += [
                f"{moment}/smtpd[1]: {mail}: client=a.example[192.0.2.1]",
                f"{moment}/cleanup[2]: {mail}: message-id=<same@a.example>",
                f"{moment}/smtp[3]: {mail}: to=<b@example.net>, relay=c[192.0.2.3]:25, delay=1, "
                f"delays=0/0/0/1, dsn=2.0.0, status=sent (250 queued as A0001D)",
            ]
        parsed = _parsed(lines)
        begun = time.process_time()
        (story,) = stories_of(parsed, Sought("same@a.example"))
        assert len(story.lives) == mails
        assert len(steps_of(story)) >= 3 * mails
        return time.process_time() - begun

    small = seconds(300)
    assert seconds(1500) < 30 * small + 0.5  # linear is 5


def _parsed(lines: list[str]) -> list[Line]:
    record = {"word": "same@a.example", "context": CONTEXT, "logs": {"mx1": lines}, "limit": 1}
    chase = followed(record)
    return sorted(chase.lines(), key=lambda line: line.n)

"""A mail's story for people: in full, or as a row of a list."""

import os
import sys
import time
from collections.abc import Sequence

from relaytui.cli.table import BAD, GOOD, GREY, WARNING, Table
from relaytui.domain.text import safe
from relaytui.trace.outcome import outcome_of
from relaytui.trace.recipients import recipients_of
from relaytui.trace.steps import Step, steps_of
from relaytui.trace.story import Story
from relaytui.trace.words import headline, id_words, recipient_words, sender_words, token_of

_COLOURS = {"good": GOOD, "warning": WARNING, "bad": BAD, "muted": GREY, "text": 0}


def write_story(story: Story) -> None:
    """Print all of it."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    steps = steps_of(story)
    recipients = recipients_of(story)
    words, token = headline(story)
    lines = [
        f"{sender_words(story)} → {recipient_words(recipients, 5)}",
        _coloured(words, token, colour),
    ]
    for name, value in (
        ("message-id", story.first("message_id")),
        ("subject", story.first("subject")),
    ):
        if value:
            lines.append(f"{name} {value}")
    width = max((len(step.line.relay) for step in steps), default=0)
    ids = max((len(step.queue_id) for step in steps), default=0)
    day = ""
    for step in steps:
        local = time.localtime(step.line.at)
        if (this := time.strftime("%Y-%m-%d", local)) != day:
            day = this
            lines.append(f"  {day} {local.tm_zone}")
        lines.append(_step_line(step, width, ids, colour))
    sys.stdout.write("".join(f"{one.rstrip()}\n" for one in lines))


def _step_line(step: Step, width: int, ids: int, colour: bool) -> str:
    at = step.line.at
    moment = f"{time.strftime('%H:%M:%S', time.localtime(at))}.{int(at % 1 * 1000):03}"
    words = _coloured(step.words, step.token, colour)
    return f"  {moment}  {step.line.relay:<{width}}  {step.queue_id:<{ids}}  {words}"


def _coloured(words: str, token: str, colour: bool) -> str:
    number = _COLOURS[token]
    return f"\x1b[{number}m{words}\x1b[m" if colour and number else words


def write_list(stories: Sequence[Story]) -> None:
    """Print a row for each."""
    table = Table(("LAST SEEN", "OUTCOME", "FROM", "TO", "RELAYS", "ID"))
    for story in stories:
        recipients = recipients_of(story)
        outcome = outcome_of(story, recipients)
        tries = f" {len(story.beside):,}×" if story.refused and len(story.beside) > 1 else ""
        table.add(
            time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(story.ended)),
            (outcome + tries, _COLOURS[token_of(outcome)]),
            sender_words(story),
            recipient_words(recipients),
            safe(" ".join(story.relays()), 200),
            id_words(story),
        )
    table.write()

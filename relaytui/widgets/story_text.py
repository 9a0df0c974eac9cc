"""A mail's story as paragraphs, and whose story a line is of."""

import time
from collections.abc import Sequence

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.trace.recipients import recipients_of
from relaytui.trace.steps import steps_of
from relaytui.trace.story import Story
from relaytui.trace.words import headline, recipient_words, sender_words
from relaytui.widgets.text_panel import Paragraph

#: Steps that are shown: the first and the last of a mail to a great many.
_STEPS = 400


def word_of(event: Event) -> str:
    """What the mail of a line is known by; empty where the line is of no mail."""
    return event.queue_id or event.message_id or event.notification_id or ""


def story_of(stories: Sequence[Story], line: Line) -> Story | None:
    """The story that a line is of: an id may be used again."""
    known = (line.relay, line.event.raw)
    for story in stories:
        if any((one.relay, one.event.raw) == known for one in story.lines()):
            return story
    return None


def story_paragraphs(story: Story) -> list[Paragraph]:
    """Who, to whom, what became of it, and each step under its relay."""
    words, token = headline(story)
    shown = [Paragraph(f"{sender_words(story)} → {recipient_words(recipients_of(story), 5)}")]
    shown.append(Paragraph(words, token=token, literal=False))
    for name in ("message_id", "subject"):
        if value := story.first(name):
            shown.append(Paragraph(str(value), name.replace("_", "-")))
    steps = steps_of(story)
    left_out = len(steps) - _STEPS
    day, where = "", ("", "")
    for at, step in enumerate(steps):
        if left_out > 0 and at == _STEPS // 2:
            shown.append(Paragraph(f"… {left_out:,} steps …", token="muted", literal=False))
        if left_out > 0 and _STEPS // 2 <= at < _STEPS // 2 + left_out:
            continue
        local = time.localtime(step.line.at)
        here = (step.line.relay, step.queue_id)
        if (this := time.strftime("%Y-%m-%d", local)) != day or here != where:
            shown += [Paragraph(""), Paragraph(safe(f"{here[0]} {here[1]} · {this}"), "", "accent")]
            day, where = this, here
        shown.append(Paragraph(step.words, time.strftime("%H:%M:%S", local), step.token))
    return shown

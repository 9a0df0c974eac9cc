"""A story in a few words: a headline, and a row of a list."""

from relaytui.domain.spans import span_words
from relaytui.trace.outcome import BAD, WAITING, counts_words, outcome_of
from relaytui.trace.recipients import Recipient, recipients_of
from relaytui.trace.story import Story


def token_of(outcome: str) -> str:
    """The colour of an outcome."""
    if outcome in BAD:
        return "bad"
    return "warning" if outcome in WAITING else "good" if outcome == "delivered" else "text"


def sender_words(story: Story) -> str:
    """Who sent it; an account where no sender is told."""
    sender = story.first("sender")
    if sender == "":
        return "<>"
    return str(sender or story.first("user") or story.first("client_ip") or "?")


def recipient_words(recipients: list[Recipient], most: int = 2) -> str:
    """To whom; behind the first few how many more."""
    names = [one.address for one in recipients]
    more = f" +{len(names) - most:,}" if len(names) > most else ""
    return " ".join(names[:most]) + more if names else "?"


def id_words(story: Story) -> str:
    """Its id in the first queue; its message-id where it was in none."""
    if story.lives:
        return story.lives[0].queue_id
    message_id = story.first("message_id")
    return f"<{message_id}>" if message_id else ""


def headline(story: Story) -> tuple[str, str]:
    """What became of it in one line, and the colour of that."""
    recipients = recipients_of(story)
    outcome = outcome_of(story, recipients)
    words = counts_words(recipients, outcome)
    if story.refused:
        tries = len(story.beside)
        words += f" {tries:,} times" if tries > 1 else ""
        step = " · never taken in" if outcome in ("refused", "put off") else ""
        return words + step, token_of(outcome)
    relays = story.relays()
    took = span_words(max(0.0, story.ended - story.begun))
    where = f"{len(relays)} relays" if len(relays) > 1 else relays[0]
    last = story.lives[-1]
    still = "" if last.mail.done else f" · has not left {last.relay} so far"
    return f"{words} · {took} on {where}{still}", token_of(outcome)

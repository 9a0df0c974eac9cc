"""What became of a mail for each of its recipients."""

from dataclasses import dataclass

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.trace.lives import Life
from relaytui.trace.names import next_id
from relaytui.trace.story import Story

DELIVERIES = {"sent": "delivered", "deferred": "deferred", "bounced": "bounced",
               "expired": "expired"}  # fmt: skip
#: Recipients of one mail that are told apart.
MOST = 2000


@dataclass(slots=True)
class Recipient:
    """One recipient as it was handed in, what became of it, and the line that tells."""

    address: str
    outcome: str
    line: Line


def recipients_of(story: Story) -> list[Recipient]:
    """Each recipient of a mail in the order in which lines name them."""
    found: dict[str, Recipient] = {}
    ids = {life.queue_id for life in story.lives}
    for life in story.lives:
        for line in life.lines:
            _take(found, life, line, ids)
    for line in story.beside:
        if story.refused or line.event.kind in DELIVERIES:
            _say(found, _names(line.event), refusal_of(line.event) or "delivered", line)
    return list(found.values())


def _take(found: dict[str, Recipient], life: Life, line: Line, ids: set[str]) -> None:
    event = line.event
    if event.kind in DELIVERIES:
        outcome = DELIVERIES[event.kind]
        if event.kind == "sent" and next_id(event) in ids - {life.queue_id}:
            outcome = "passed on"
        elif event.discarded:
            outcome = "discarded"
        names = _names(event)
        if event.kind == "expired" and not names:
            names = [one.address for one in found.values() if one.outcome == "deferred"]
        _say(found, names, outcome, line)
    elif event.kind in ("reject", "rate_limited") or event.action == "discard":
        outcome = "discarded" if event.action == "discard" else refusal_of(event)
        _say(found, _names(event), outcome, line)


def _say(found: dict[str, Recipient], names: list[str], outcome: str, line: Line) -> None:
    for name in names:
        known = found.get(name.casefold())
        if known is None and len(found) < MOST:
            found[name.casefold()] = Recipient(name, outcome, line)
        elif known is not None and not (
            outcome == "passed on" and known.outcome == "delivered" and known.line.at > line.at
        ):
            known.outcome, known.line = outcome, line


def _names(event: Event) -> list[str]:
    """Recipients as the sender wrote them."""
    if event.recipients:
        return event.recipients
    name = event.orig_recipient or event.recipient
    return [name] if name else []


def refusal_of(event: Event) -> str:
    """The outcome that a line without a queue tells of."""
    if event.kind in DELIVERIES:
        return DELIVERIES[event.kind]
    return "put off" if event.temporary else "refused"

"""What became of a mail in all."""

from collections import Counter

from relaytui.trace.lives import Life
from relaytui.trace.recipients import DELIVERIES, Recipient, recipients_of, refusal_of
from relaytui.trace.story import Story

#: Outcomes, the worst first; docs/trace.md says what each means.
OUTCOMES = ("refused", "bounced", "expired", "discarded", "held", "deferred", "put off", "queued",
            "passed on", "delivered", "unknown")  # fmt: skip
#: Outcomes that want somebody to look.
BAD = frozenset({"refused", "bounced", "expired"})
WAITING = frozenset({"held", "deferred", "put off", "queued", "discarded"})


def outcome_of(story: Story, recipients: list[Recipient] | None = None) -> str:
    """What became of it in all: the worst that is true of any recipient."""
    told = recipients_of(story) if recipients is None else recipients
    outcomes = {one.outcome for one in told}
    last = story.lives[-1] if story.lives else None
    if outcomes - {"passed on"}:
        worst = next(one for one in OUTCOMES if one in outcomes)
        return "held" if last and worst != "delivered" and is_held(last) else worst
    if last is None:
        return refusal_of(story.beside[-1].event) if story.beside else "unknown"
    if is_held(last):
        return "held"
    for event in (event for life in story.lives for event in life.events()):
        if event.kind in ("reject", "rate_limited"):
            return refusal_of(event)
        if event.action in ("discard", "deleted"):
            return "discarded"
    if last.mail.done:
        return "passed on" if outcomes else "unknown"
    return "queued"


def is_held(life: Life) -> bool:
    """Whether it is on hold: nobody has released it, and it has not left."""
    held = False
    for event in life.events():
        if event.kind == "held":
            held = True
        elif event.action in ("release", "requeued") or event.kind in (*DELIVERIES, "removed"):
            held = False
    return held


def counts_words(recipients: list[Recipient], outcome: str) -> str:
    """The outcome in words; where recipients differ, how many have which."""
    counts = Counter(one.outcome for one in recipients)
    if len(counts) < 2:
        return outcome
    return ", ".join(f"{counts[one]} {one}" for one in OUTCOMES if counts[one])

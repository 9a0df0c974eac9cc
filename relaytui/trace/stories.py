"""From lines to stories: those of the mails that are looked for."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.trace.joins import joined
from relaytui.trace.lives import lives_of
from relaytui.trace.sessions import attach
from relaytui.trace.sought import Sought
from relaytui.trace.story import Story

#: What lines without an id tell of a mail that did not come in.
_REFUSED = frozenset({"reject", "rate_limited", "blocked", "auth_failed", "auth_error"})
#: Seconds between a relay's refusal and the line of the relay that was refused.
_ANSWERED = 10.0
#: Seconds between two refusals of the same that are one story: clients try again for days.
_TRIES_APART = 86_400.0


def stories_of(lines: Sequence[Line], sought: Sought) -> list[Story]:
    """The mails that lines tell of and that are looked for, the newest first.

    `lines` are in their order for each relay.
    """
    about = {id(line) for line in lines if sought.is_about(line.event)}
    lives = lives_of(lines)
    stories = [
        Story(group)
        for group in joined(lives)
        if any(id(line) in about for life in group for line in life.lines)
    ]
    attach([life for story in stories for life in story.lives], lines)
    attached = {id(line) for story in stories for life in story.lives for line in life.session}
    loose = [line for line in lines if not line.event.queue_id and id(line) not in attached]
    _add_beside(stories, loose)
    taken = _add_refused(stories, loose)
    stories += _refusals([one for one in loose if id(one) in about and id(one) not in taken])
    return sorted(stories, key=lambda story: story.ended, reverse=True)


def _add_beside(stories: Iterable[Story], loose: Iterable[Line]) -> None:
    """Lines of mailbox servers and filters, which know a mail by its header alone."""
    by_id: dict[str, list[Story]] = {}
    for story in stories:
        for message_id in {one for life in story.lives for one in life.message_ids()}:
            by_id.setdefault(message_id, []).append(story)
    for line in loose:
        held = by_id.get(line.event.message_id or "", ())
        near = [story for story in held if story.begun - 60 <= line.at <= story.ended + 3600]
        if near:
            min(near, key=lambda story: abs(line.at - story.ended)).beside.append(line)


def _add_refused(stories: Iterable[Story], loose: Iterable[Line]) -> set[int]:
    """Refusals of a next hop that is one of ours: the delivery that failed so is known."""
    refused = [line for line in loose if line.event.kind in _REFUSED and line.event.recipient]
    failed: dict[tuple[str, str], list[tuple[float, Story]]] = {}
    for story in stories:
        sender = str(story.first("sender") or "").casefold()
        for line in (line for life in story.lives for line in life.lines):
            if line.event.kind in ("bounced", "deferred") and line.event.recipient:
                key = (sender, line.event.recipient.casefold())
                failed.setdefault(key, []).append((line.at, story))
    taken: set[int] = set()
    for line in refused:
        sender, recipient = line.event.sender or "", line.event.recipient or ""
        for at, story in failed.get((sender.casefold(), recipient.casefold()), ()):
            if abs(at - line.at) <= _ANSWERED:
                story.beside.append(line)
                taken.add(id(line))
                break
    return taken


def _refusals(loose: Iterable[Line]) -> list[Story]:
    """What was refused at the door, tries of the same put together; deliveries by message-id
    that no queue is known of."""
    found: list[Story] = []
    open_ones: OrderedDict[tuple[str | None, ...], Story] = OrderedDict()
    for line in loose:
        event = line.event
        if event.kind not in _REFUSED and not event.message_id:
            continue
        key = _same_try(line.relay, event)
        story = open_ones.get(key)
        if story is None or line.at - story.ended > _TRIES_APART:
            story = open_ones[key] = Story()
            found.append(story)
        story.beside.append(line)
    return found


def _same_try(relay: str, event: Event) -> tuple[str | None, ...]:
    if event.message_id:
        return (event.message_id,)
    who = event.sender if event.sender is not None else event.user
    return (relay, event.kind, event.client_ip, who, event.recipient, event.reason_class)

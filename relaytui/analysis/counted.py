"""Which lines stand for an event of their own."""

from relaytui.domain.event import Event


def left_out(event: Event) -> bool:
    """Whether a line only tells again, or in part, what another line counts for."""
    return event.duplicate or event.duplicate_of_next or event.part or event.continuation

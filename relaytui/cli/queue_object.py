"""Queues, groups of messages, and messages as objects."""

from typing import Any

from relaytui.analysis.queue import QueueGroup
from relaytui.analysis.queue_message import QueueMessage, RelayPlace
from relaytui.cli.facts import iso


def place_object(one: RelayPlace) -> dict[str, Any]:
    """A queue as an object: how much is in it."""
    queue = one.place.queue
    fields = {
        "row": "queue",
        "relay": one.relay,
        "place": one.place.name,
        "messages": len(queue),
        "at_least": queue.at_least or None,
        "by_queue": queue.by_queue(),
        "bounces": queue.bounces,
        "oldest": iso(queue.oldest),
        "warning": one.place.warning or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def group_object(one: QueueGroup, by: str) -> dict[str, Any]:
    """A group as an object."""
    fields = {
        "row": "group",
        by: one.name,
        "bounces": one.bounces or None,
        "messages": one.messages,
        "recipients": one.recipients,
        "bytes": one.size,
        "held": one.held,
        "working": one.working,
        "oldest": iso(one.oldest or None),
        "relays": one.relays,
    }
    return {name: value for name, value in fields.items() if value is not None}


def message_object(one: QueueMessage) -> dict[str, Any]:
    """A message as an object: of its recipients the first, of its reasons the shape."""
    fields = {
        "row": "message",
        "relay": one.relay,
        "place": one.place.name,
        "queue_id": one.id,
        "queue": one.queue,
        "arrived": iso(one.arrived),
        "size": one.size,
        "sender": one.sender,
        "recipient": one.recipient,
        "recipients": one.recipients,
        "reason": one.reason or None,
    }
    return {name: value for name, value in fields.items() if value is not None}

"""master, postfix-script, postsuper, and the caches."""

from relaytui.domain.event import Event
from relaytui.logs.scan import number_at

_STATES = {"daemon started -- version ": "start", "reload -- version ": "reload"}
_SCRIPT = {
    "starting the Postfix mail system": "start",
    "stopping the Postfix mail system": "stop",
    "refreshing the Postfix mail system": "reload",
    "aborting the Postfix mail system": "stop",
}
_MANY = {
    "Deleted: ": "deleted",
    "Requeued: ": "requeued",
    "Placed on hold: ": "hold",
    "Released from hold: ": "release",
    "Expired: ": "expired",
}


_ONE = {"requeued": "requeued", "released from hold": "release", "expired": "expired"}


def master_line(event: Event, text: str) -> None:
    """Start, reload and stop."""
    for start, action in _STATES.items():
        if text.startswith(start):
            event.kind, event.action = "service", action
            event.version = text[len(start) :].partition(",")[0]
            return
    if text.startswith("terminating on signal"):
        event.kind, event.action = "service", "stop"


def script_line(event: Event, text: str) -> None:
    """What `postfix start`, `stop` and `reload` say."""
    for start, action in _SCRIPT.items():
        if text.startswith(start):
            event.kind, event.action = "service", action


def postsuper_line(event: Event, text: str) -> None:
    """`Deleted: 115 messages`, `ID: placed on hold`."""
    for start, action in _MANY.items():
        if text.startswith(start):
            event.action = action
            event.count = number_at(text, len(start))
            return
    if event.queue_id and text == "placed on hold":
        event.kind = "held"
    elif event.queue_id and text in _ONE:
        event.action = _ONE[text]
    elif event.queue_id and text in ("removed", "deleted"):
        event.kind, event.action = "removed", "deleted"


def cache_line(event: Event, _text: str) -> None:
    """verify's cache lines are of no further interest."""
    event.kind = "other"

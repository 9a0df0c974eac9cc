"""unattended-upgrades: its own file, `TIME,mmm LEVEL TEXT`, and syslog."""

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.scan import first_word, say

_LEVELS = {"DEBUG": "debug", "INFO": "info", "WARNING": "warning", "ERROR": "error",
           "CRITICAL": "critical"}  # fmt: skip
_STATES = {
    "Starting unattended upgrades script": "start",
    "Packages that will be upgraded: ": "upgrade",
    "Packages that are auto removed: ": "remove",
    "Package installation successful": "upgraded",
    "All upgrades installed": "upgraded",
    "No packages found that can be upgraded": "stop",
    "Packages were successfully auto-removed": "removed",
    "Found /var/run/reboot-required, rebooting": "reboot",
    "Unattended-upgrades in progress during shutdown": "stop",
}


def parse(event: Event, message: str) -> bool:
    """Fill an event from a line; the level may stand in front of the text."""
    level = _LEVELS.get(first_word(message).rstrip(":"))
    text = message.partition(" ")[2] if level else message
    event.severity = level or event.severity
    event.reason = text
    for start, action in _STATES.items():
        if text.startswith(start):
            event.kind, event.action = "service", action
            names = text[len(start) :].split() if start.endswith(": ") else []
            say(event, packages=names[:500] or None)
            return True
    if event.severity in ("error", "critical"):
        event.kind = "error"
    elif event.severity == "warning":
        event.kind = "warning"
    return True


def own(event: Event, message: str) -> bool:
    """Fill an event from unattended-upgrades.log, whose levels end with a blank."""
    if first_word(message) not in _LEVELS:
        return False
    event.program = "unattended-upgrades"
    return parse(event, message)


FORMAT = LogFormat(
    "unattended-upgrades",
    frozenset({"unattended-upgrade", "unattended-upgrades", "unattended-upgrade-shutdown"}),
    parse,
    own=own,
)

"""mailcow's netfilter container: `CRIT: Banning 192.0.2.1/32 for 60 minutes` and its like."""

import re

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.scan import first_word, number_at, say, take_target

_LEVELS = {"CRIT: ": "critical", "WARN: ": "warning", "INFO: ": "info"}
_MORE = re.compile(r"(\d{1,9}) more attempts in the next (\d{1,9}) seconds until (\S{2,50}) is ban")
_LISTED = re.compile(r"(Add|Remove)(?:e?d)? host/network (\S{2,50}) (?:to|from) (\w{5,20})")
_ALLOWED = re.compile(r"Address (\S{2,50}) is (?:allow|white)listed by rule (\S{2,50})")
_MATCHED = re.compile(r"(\S{2,50}) matched rule id (\d{1,6})")


def own(event: Event, message: str) -> bool:
    """Fill an event from a line of the container."""
    if message[:6] not in _LEVELS:
        return False
    event.program = "netfilter-mailcow"
    return parse(event, message)


def parse(event: Event, message: str) -> bool:
    """Fill an event; the level stands in front of the text."""
    level = _LEVELS.get(message[:6])
    text = message[6:] if level else message
    event.severity = level or event.severity
    event.reason = text
    if text.startswith("Banning "):
        event.kind = "ban"
        take_target(event, first_word(text[8:]))
        minutes = number_at(text, text.find(" for ") + 5) if " for " in text else None
        say(event, duration_seconds=minutes * 60 if minutes else None)
    elif text.startswith("Unbanning "):
        event.kind = "unban"
        take_target(event, first_word(text[10:]))
    elif found := _MORE.match(text):
        event.kind, event.count = "offence", int(found[1])
        take_target(event, found[3])
    elif found := _MATCHED.match(text):
        event.kind = "offence"
        take_target(event, found[1])
        say(event, rule=found[2])
    elif found := _LISTED.match(text):
        _listed(event, found[1] == "Add", found[2], found[3].lower())
    elif found := _ALLOWED.match(text):
        event.kind, event.list = "allowed", "allowlist"
        take_target(event, found[1])
        say(event, rule=found[2])
    elif text.startswith("Clearing all bans"):
        event.kind = "unban"
        say(event, all=True)
    elif level == "critical":
        event.kind = "error"
    elif level == "warning":
        event.kind = "warning"
    return True


def _listed(event: Event, added: bool, network: str, name: str) -> None:
    """A change of the deny list is a ban without an end; one of the allow list is none."""
    take_target(event, network)
    event.list = name
    if name in ("denylist", "blacklist"):
        event.kind = "ban" if added else "unban"
        say(event, permanent=True if added else None)


FORMAT = LogFormat(
    "mailcow", frozenset({"netfilter-mailcow", "netfilter", "f2b-mailcow"}), parse, own=own
)

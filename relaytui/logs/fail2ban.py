"""fail2ban 0.8 to 1.1: its own file, syslog, the journal, and one wrapped in the other.

`[TIME ]fail2ban.MODULE  [PID]: LEVEL   [JAIL] TEXT`; over syslog the module is the tag.
"""

import re

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.scan import between, first_word, number_at, say, take_target

_HEAD = re.compile(r"(fail2ban[\w.-]{0,64}) {0,40}(?:\[(\d{1,10})\])? ?: ")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{1,6} ")
_LEVELS = {
    "CRITICAL": "critical",
    "ERROR": "error",
    "WARNING": "warning",
    "NOTICE": "notice",
    "INFO": "info",
    "DEBUG": "debug",
    "HEAVYDEBUG": "debug",
    "TRACEDEBUG": "debug",
    "MSG": "info",
}
_STATES = {
    "Starting Fail2ban v": "start",
    "Exiting Fail2ban": "stop",
    "Shutdown in progress": "stop",
    "Stopping all jails": "stop",
    "Stopping Server": "stop",
    "Reload finished": "reload",
    "Reload jail ": "reload",
    "Reload all jails": "reload",
    "rollover performed on ": "rollover",
}
_BAN = {"Ban": {}, "Restore": {"restored": True}, "Increase": {"increased": True}, "Reban": {}}


def parse(event: Event, message: str) -> bool:
    """Fill an event from a syslog or journal line."""
    if found := _STAMP.match(message):  # the server's own line, as systemd took it from stderr
        message = message[found.end() :]
    if head := _HEAD.match(message):
        message = message[head.end() :]
    _text(event, message)
    return True


def own(event: Event, message: str) -> bool:
    """Fill an event from a line of fail2ban.log."""
    head = _HEAD.match(message) if message.startswith("fail2ban") else None
    if head is None:
        return False
    event.program = head[1]
    event.pid = int(head[2]) if head[2] else None
    _text(event, message[head.end() :])
    return True


def _text(event: Event, text: str) -> None:
    level = _LEVELS.get(first_word(text))
    if level:
        event.severity = level
        text = text.partition(" ")[2].lstrip(" ")
    event.reason = text
    if text.startswith("[") and (end := text.find("] ")) > 0:
        say(event, jail=text[1:end])
        if _of_jail(event, text[end + 2 :]):
            return
    elif _state(event, text):
        return
    if event.severity in ("error", "critical"):
        event.kind = "error"
        _failed_action(event, text)
    elif event.severity == "warning":
        event.kind = "warning"


def _of_jail(event: Event, text: str) -> bool:
    """`Ban ADDRESS`, `Found ADDRESS - TIME`, `ADDRESS already banned` and their like."""
    verb, _, rest = text.partition(" ")
    if verb in ("Restore", "Increase"):
        rest = rest.removeprefix("Ban ")
    word = first_word(rest).rstrip(",")
    if verb in _BAN:
        event.kind = "ban"
        take_target(event, word)
        say(event, **_BAN[verb])
        if verb == "Increase":
            say(event, ban_count=number_at(rest, rest.find("(") + 1))
    elif verb == "Unban":
        event.kind = "unban"
        take_target(event, word)
    elif verb == "Flush":
        event.kind = "unban"
        say(event, all=True)
    elif verb == "Found":
        event.kind = "offence"
        take_target(event, word)
    elif verb == "Ignore":
        event.kind, event.list = "allowed", "ignoreip"
        take_target(event, word)
    elif text.endswith(" already banned"):
        event.kind = "offence"
        take_target(event, verb)
        say(event, still_arriving=True)
    else:
        return False
    return True


def _state(event: Event, text: str) -> bool:
    """What the server and its jails do: start, stop, reload."""
    for start, action in _STATES.items():
        if text.startswith(start):
            event.kind, event.action = "service", action
            if action == "start":
                event.version = text[len(start) :].strip() or None
            elif start == "Reload jail ":
                say(event, jail=between(text, "'", "'"))
            elif action == "rollover":
                event.file = text[len(start) :]
            return True
    if text.startswith("Jail '"):
        jail, _, word = text[6:].partition("' ")
        if word in ("started", "stopped", "reloaded"):
            event.kind = "service"
            event.action = {"started": "start", "stopped": "stop", "reloaded": "reload"}[word]
            say(event, jail=jail)
            return True
    return False


def _failed_action(event: Event, text: str) -> None:
    """`Failed to execute ban jail 'J' action 'A' info 'ActionInfo({'ip': 'X', …': …`: X stands in
    fail2ban's list, yet nothing blocks it."""
    if text.startswith(("Failed to execute ban jail '", "Failed to execute unban jail '")):
        say(event, jail=between(text, " jail '", "'"))
        if target := between(text, "{'ip': '", "'"):
            take_target(event, target)


FORMAT = LogFormat(
    "fail2ban",
    frozenset(
        ["fail2ban", "fail2ban-server", "fail2ban-client"]
        + [f"fail2ban.{name}" for name in (
            "actions", "action", "actions.action", "asyncserver", "client", "database", "filter",
            "filterpyinotify", "filtersystemd", "filterpoll", "filtergamin", "ipdns", "jail",
            "observer", "server", "transmitter", "utils", "configreader", "jailreader",
            "datedetector", "datetemplate", "comm", "jails", "process", "ticket", "beautifier",
            "failmanager", "banmanager", "helpers", "jailthread",
        )]
    ),
    parse,
    own=own,
)  # fmt: skip

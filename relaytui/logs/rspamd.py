"""rspamd: its own file `TIME #PID(WORKER) <TAG>; MODULE; FUNCTION: TEXT`, and syslog."""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.rspamd_task import task_line
from relaytui.logs.scan import decimal, say

_OWN = re.compile(r"#(\d{1,10})\(([\w-]{1,32})\) ")
_LEVEL = re.compile(r"\[(\w{3,9})\] ")
_FRONT = re.compile(
    r"(?:\([\w-]{1,32}\) )?(?:<?([\w-]{1,32})>?)?; ([\w-]{1,32}); ([^:]{1,128}(?::\d{1,6})?): "
)
_LIMIT = re.compile(
    r"ratelimit \"(.{1,512}?)\" (?:is )?exceeded, \((\S{1,32}) / (\S{1,32})\): (\S{1,32})"
)
_REPEATED = re.compile(r"rspamd_log_reset_repeated: Last message repeated (\d{1,9}) times?")
_STATES = (
    ("rspamd ", " is starting", "start"),
    ("rspamd ", " is loading configuration", "start"),
    ("reloading rspamd", "", "reload"),
    ("rspamd is restarting", "", "reload"),
    ("terminating after receiving signal", "", "stop"),
    ("catch termination signal", "", "stop"),
    ("terminating...", "", "stop"),
)
_TROUBLE = ("cannot ", "can't ", "failed to ", "error ", "unable to ", "timeout ", "got error",
            "connection refused", "no space left", "address resolution for ")  # fmt: skip


def own(event: Event, message: str) -> bool:
    """Fill an event from a line of rspamd.log."""
    found = _OWN.match(message)
    if found is None:
        return False
    event.program, event.pid, event.service = "rspamd", int(found[1]), found[2]
    return parse(event, message[found.end() :])


def parse(event: Event, message: str) -> bool:
    """Fill an event from `<TAG>; MODULE; FUNCTION: TEXT`."""
    if level := _LEVEL.match(message):
        event.severity, message = level[1].lower(), message[level.end() :]
    front = _FRONT.match(message)
    if front is None:
        _repeated(event, message)
        return True
    event.session = front[1]
    text = message[front.end() :]
    if text.startswith("rspamd_task_write_log: "):
        text = text[23:]
        task_line(event, text)
    elif front[3] == "rspamd_task_write_log":
        task_line(event, text)
    elif not (_limit(event, text) or _state(event, text)):
        _severity(event, front[2], text)
    return True


def _repeated(event: Event, message: str) -> None:
    """`rspamd_log_reset_repeated: Last message repeated 5 times`."""
    if found := _REPEATED.match(message):
        event.kind, event.repeat = "repeat", int(found[1])


def _limit(event: Event, text: str) -> bool:
    """`ratelimit "NAME(KEY)" exceeded, (BURST / RATE): COUNT (…); redis key: …`."""
    found = _LIMIT.match(text.removeprefix("ratelimit: "))
    if found is None:
        return False
    event.kind, event.limit = "rate_limited", "rspamd"
    name, _, key = found[1].partition("(")
    event.client_ip = canonical_address(key.removesuffix(")"))
    event.limit_max, event.count = decimal(found[2]), decimal(found[4])
    say(event, limit_name=name, rate=decimal(found[3]))
    return True


def _state(event: Event, text: str) -> bool:
    for start, middle, action in _STATES:
        if text.startswith(start) and middle in text:
            event.kind, event.action = "service", action
            if action == "start":
                event.version = text[7:].partition(" ")[0]
            return True
    return False


def _severity(event: Event, module: str, text: str) -> None:
    """rspamd's file has no severities unless `log_severity` is set: its words tell."""
    event.reason = text
    lower = text[:160].lower()
    if event.severity in ("error", "critical", "crit"):
        event.kind = "error"
    elif event.severity in ("warning", "warn"):
        event.kind = "warning"
    elif event.severity is None and module not in ("proxy", "csession", "task"):
        trouble = lower.startswith(_TROUBLE) or ": cannot " in lower or " error: " in lower
        event.kind = "warning" if trouble else "other"


FORMAT = LogFormat("rspamd", frozenset({"rspamd", "rspamd_proxy"}), parse, own=own)

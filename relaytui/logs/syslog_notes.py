"""What the log system itself says: repeats, lost lines, its own start."""

import re

from relaytui.domain.event import Event
from relaytui.logs.scan import number_at

_LAST = "last message repeated "
_RSYSLOG_LOST = re.compile(r"\w{1,20}: (\d{1,15}) messages lost due to rate-limiting")
_SUPPRESSED = re.compile(r"Suppressed (\d{1,15}) messages from (\S{1,256})")
_RSYSLOG_STATE = re.compile(
    r"\[origin software=\"rsyslogd\" .{0,512}\] (start|exiting on signal \d+)"
)


def syslog_note(event: Event, message: str) -> None:
    """Fill an event that no format has claimed; it stays `other` when it is no such note."""
    if message.startswith(_LAST):
        count = number_at(message, len(_LAST))
        if count is not None and message.endswith((" times", " time")):
            event.kind = "repeat"
            event.repeat = count
    elif event.program == "rsyslogd":
        _rsyslogd(event, message)
    elif event.program in ("systemd-journald", "journal", "systemd-journal"):
        if found := _SUPPRESSED.match(message):
            event.kind = "log_gap"
            event.lost = int(found[1])
            event.unit = found[2]
        elif message.startswith("Missed "):
            event.kind = "log_gap"
            event.lost = number_at(message, len("Missed "))


def _rsyslogd(event: Event, message: str) -> None:
    if found := _RSYSLOG_LOST.search(message):
        event.kind = "log_gap"
        event.lost = int(found[1])
    elif "begin to drop messages due to rate-limiting" in message:
        event.kind = "log_gap"
    elif found := _RSYSLOG_STATE.match(message):
        event.kind = "service"
        event.action = "start" if found[1] == "start" else "stop"

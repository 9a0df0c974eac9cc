"""Lines of a stream that have no header: what tail, sudo, journalctl and logins say."""

import re

from relaytui.domain.event import Event

_HEADER = re.compile(r"==> (.{1,512}) <==")
_TRUNCATED = re.compile(r"tail: '?(.{1,512}?)'?: file truncated")
#: A message's header below a line of Exim's rejectlog: a letter or a blank, then the header.
_HEADER_DUMP = re.compile(r"(?:[A-Z*] [A-Z][\w-]{1,64}:| )|Envelope-(?:from|to): ")
_REPLACED = re.compile(r"tail: .{1,512} has (been replaced|appeared)")


def stray_event(event: Event, text: str) -> None:
    """Fill an event for a line without a time: noise, or a hole in the log."""
    event.kind = "noise"
    if found := _HEADER.fullmatch(text):
        event.file = found[1]
    elif text.startswith("tail: "):
        if found := _TRUNCATED.fullmatch(text):
            event.kind = "log_gap"
            event.file = found[1]
        elif _REPLACED.match(text):
            event.rotated = True
    elif _HEADER_DUMP.match(text) and not text.isspace():
        event.continuation = True
    elif text.startswith(("Hint: You are currently not seeing", "No journal files were opened")):
        event.permission_hint = True

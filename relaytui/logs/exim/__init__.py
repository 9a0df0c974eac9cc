"""Exim 4: mainlog, rejectlog, paniclog and syslog; message ids of before and since 4.97.

`[TIME ][\\[PID\\] ][ID ]TEXT`. Over syslog a long line comes in pieces, `[1\\4]`, and the time may
stand there twice. Sources: Exim's specification, chapter 52, and its sources.
"""

import re

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.exim.message import message_line
from relaytui.logs.exim.server import server_line

_PID = re.compile(r"\[(\d{1,10})\] ")
_PIECE = re.compile(r"\[(\d{1,3})[\\/](\d{1,3})\] ")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})? ")
#: 6-6-2 before 4.97, 6-11-4 since.
_ID = re.compile(
    r"[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) "
)


def parse(event: Event, message: str) -> bool:
    """Fill an event from a syslog line."""
    if piece := _PIECE.match(message):
        event.truncated = piece[1] != piece[2]
        message = message[piece.end() :]
        if int(piece[1]) > 1:  # the end of a line before it
            event.continuation = True
            return True
    if stamp := _STAMP.match(message):
        message = message[stamp.end() :]
    if not _text(event, message):
        _init_script(event, message)
    return True


def _init_script(event: Event, text: str) -> None:
    """`Starting MTA: exim4.` of Debian's script."""
    for start, action in (("Starting MTA: ", "start"), ("Stopping MTA: ", "stop"),
                          ("Reloading ", "reload")):  # fmt: skip
        if text.startswith(start):
            event.kind, event.action = "service", action


def own(event: Event, message: str) -> bool:
    """Fill an event from a line of a file; no where nothing of it is Exim's."""
    if not _text(event, message):
        event.pid = event.queue_id = None
        return False
    event.program = "exim"
    return True


def _text(event: Event, text: str) -> bool:
    if pid := _PID.match(text):
        event.pid, text = int(pid[1]), text[pid.end() :]
    found = _ID.match(text) or _ID.match(text + " ")
    if found is None:
        return server_line(event, text)
    event.queue_id = found[0][:-1]
    message_line(event, text[found.end() :])
    return True


FORMAT = LogFormat("exim", frozenset({"exim", "exim4", "exim4-daemon", "exim-out"}), parse, own=own)

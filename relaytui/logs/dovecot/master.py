"""Dovecot's master, and its helpers: start, stop, reload, full tables, crashes."""

import re

from relaytui.domain.event import Event
from relaytui.logs.dovecot.process import Process

_START = re.compile(r"Dovecot v?(\d[\w.~-]{0,30})\b.{0,80} starting up")
_PLACE = re.compile(r"configuration file (/[^\s,:]{1,256})(?:,? line (\d{1,7}))?")
_FULL = ("process_limit (", "client_limit (", "reached its process limit", "Out of memory",
         "Too many open files", "fd limit", "vsz_limit")  # fmt: skip


def master_line(event: Event, _process: Process, text: str) -> None:
    """Fill an event for one line of the master process or of doveconf."""
    if found := _START.match(text):
        event.kind, event.action, event.version = "service", "start", found[1]
    elif text.startswith(("Killed with signal", "Shutting down", "Master process terminated")):
        event.kind, event.action = "service", "stop"
    elif text.startswith("SIGHUP received"):
        event.kind, event.action = "service", "reload"
    elif "killed with signal" in text or "core dumped" in text:
        event.kind, event.crash = "error", True
    elif any(words in text for words in _FULL):
        event.kind, event.capacity = "warning", True
        if event.severity in ("error", "fatal"):
            event.kind = "error"
    elif found := _PLACE.search(text):
        event.kind, event.config_problem = "error", True
        event.config_file = found[1]
        event.config_line = int(found[2]) if found[2] else None

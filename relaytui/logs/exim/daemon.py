"""Exim about itself: start, reload, queue runs, and trouble."""

import re

from relaytui.domain.event import Event

_START = re.compile(r"exim ([\w.]{1,20}) daemon started: ")
_HUP = re.compile(r"pid \d{1,10}: SIG(HUP|TERM) received")
_PLACE = re.compile(r"(?:in line|at line|line) (\d{1,7}) of (/[^\s:]{1,256})")
_KNOWN = ("Start queue run: ", "End queue run: ", "queue run", "ident connection to ",
          "DKIM: ", "PDKIM: ", "SPF", "DMARC")  # fmt: skip
_WARNINGS = ("Warning: ", "WARNING: ", "lowest numbered MX record points to local host",
             "remote host address is the local host", "list matching forced to fail",
             "spam acl condition: ", "malware acl condition: ", "no free daemon slots")  # fmt: skip
_ERRORS = ("socket bind() to port ", "unable to ", "Unable to ", "failed to ", "Failed to ",
           "could not ", "Could not ", "cannot ", "Cannot ", "daemon: ", "queue_smtp",
           "Exim configuration error", "exim: ", "exim user lost privilege", "internal problem",
           "SIGSEGV", "process ", "fork of ", "log write error", "invalid message",
           "search ", "Berkeley DB error", "syslog", "write_reject_log")  # fmt: skip
_FULL = ("No space left", "spool directory space", "too many open files", "no free daemon slots",
         "load average")  # fmt: skip


def daemon_line(event: Event, text: str) -> bool:
    """Fill an event; whether the text is surely Exim's."""
    if found := _START.match(text):
        event.kind, event.action, event.version = "service", "start", found[1]
    elif found := _HUP.match(text):
        event.kind, event.action = "service", "reload" if found[1] == "HUP" else "stop"
    elif text.startswith(_WARNINGS):
        event.kind, event.severity, event.reason = "warning", "warning", text
    elif text.startswith(_ERRORS):
        event.kind, event.reason = "error", text
    elif not text.startswith(_KNOWN):
        return False
    if event.kind in ("warning", "error"):
        event.capacity = any(words in text for words in _FULL)
        if found := _PLACE.search(text):
            event.config_problem = True
            event.config_line, event.config_file = int(found[1]), found[2]
    return True

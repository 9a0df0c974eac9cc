"""Exim's lines that are of no message: dispatch by how they begin."""

from collections.abc import Callable

from relaytui.domain.event import Event
from relaytui.logs.exim.daemon import daemon_line
from relaytui.logs.exim.logins import login_line
from relaytui.logs.exim.refusals import (
    client_line,
    connection_refused,
    local_line,
    refused,
    rejected_command,
    unqualified,
    verify_failed,
)
from relaytui.logs.exim.sessions import (
    disconnected,
    name_not_found,
    no_mail,
    session_line,
    tls_line,
)

_STARTS: tuple[tuple[str, Callable[[Event, str], bool]], ...] = (
    ("H=", client_line),
    ("SMTP ", session_line),
    ("TLS ", tls_line),
    ("SSL ", tls_line),
    ("[", tls_line),
    ("no MAIL in ", no_mail),
    ("no host name found", name_not_found),
    ("no IP address found", name_not_found),
    ("rejected ", rejected_command),
    ("refused connection from ", refused),
    ("temporarily refused connection from ", refused),
    ("Connection from ", connection_refused),
    ("unexpected disconnection ", disconnected),
    ("unqualified ", unqualified),
    ("VRFY failed for ", verify_failed),
    ("U=", local_line),
    ("F=", local_line),
)


def server_line(event: Event, text: str) -> bool:
    """Fill an event; whether the text is surely Exim's."""
    for start, fill in _STARTS:
        if text.startswith(start):
            return fill(event, text)
    return login_line(event, text) or daemon_line(event, text)

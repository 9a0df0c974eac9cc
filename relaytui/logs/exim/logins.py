"""Exim's logins: `AUTHENTICATOR authenticator failed for HOST: 535 … (set_id=USER)`."""

from relaytui.domain.event import Event
from relaytui.logs.exim.hosts import take_client, take_peer

_FAILED = " authenticator failed for "
_OUR_LOGIN = " authenticator failed H="


def login_line(event: Event, text: str) -> bool:
    """Fill an event; whether the text is of a login."""
    at = text.find(_FAILED, 0, 128)
    if at > 0 and " " not in text[:at]:
        _client(event, text, at)
        return True
    at = text.find(_OUR_LOGIN, 0, 128)
    if at > 0:  # our own login at a smarthost
        event.kind, event.direction = "auth_error", "out"
        end = take_peer(event, text, at + len(_OUR_LOGIN))
        event.reason = text[end:].lstrip(": ") or None
        event.sasl_method = text[:at]
        return True
    return False


def _client(event: Event, text: str, at: int) -> None:
    event.sasl_method = text[:at]
    end = take_client(event, text, at + len(_FAILED))
    words = text[text.find(": ", end) + 2 :]
    user = words.rfind(" (set_id=")
    if user >= 0:
        name = words[user + 9 :]
        event.user = (name[:-1] if name.endswith(")") else name.partition(")")[0]) or None
    event.reason = words[:user] if user >= 0 else words
    code = words[:3]
    event.code = int(code) if code.isdecimal() else None
    temporary = event.code is not None and event.code < 500
    event.kind = "auth_error" if temporary else "auth_failed"

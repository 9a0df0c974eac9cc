"""Cyrus saslauthd: whether a password was right. The SMTP daemon's own line is what counts."""

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.pam import pam_line
from relaytui.logs.scan import between, say

#: Reasons that are trouble of our own database, not a wrong password.
_OURS = (
    "start error", "cannot", "can't", "unable", "timeout", "timed out", "connect", "system error",
    "service error", "no such file", "conversation",
)  # fmt: skip
_STATES = {"listening on socket": "start", "master exited": "stop", "server_exit": "stop"}


def parse(event: Event, message: str) -> bool:
    """`FUNCTION : auth failure: [user=U] [service=S] [realm=R] [mech=M] [reason=WHY]`."""
    if pam_line(event, message):
        return True
    function, colon, text = message.partition(": ")
    if not colon or " " in function.strip():
        function, text = "", message
    if text.startswith(("auth failure: [user=", "auth success: [user=")):
        _verdict(event, text)
    else:
        _state(event, text, function.strip())
    return True


def _verdict(event: Event, text: str) -> None:
    # The user is a stranger's text and may hold brackets: what follows it is looked for from
    # the end.
    end = text.rfind("] [service=")
    event.user = text[20:end] if end >= 20 else None
    behind = text[end + 2 :] if end >= 0 else ""
    realm = between(behind, "[realm=", "]")
    say(event, realm=realm or None, service_name=between(behind, "[service=", "]"))
    event.sasl_method = None
    event.duplicate = True
    if text.startswith("auth success"):
        event.kind = "auth_ok"
        return
    event.reason = between(behind, "[reason=", "]")
    lower = (event.reason or "").lower()
    event.kind = "auth_error" if any(one in lower for one in _OURS) else "auth_failed"


def _state(event: Event, text: str, function: str) -> None:
    event.reason = text
    for words, action in _STATES.items():
        if text.startswith(words) or function == words:
            event.kind, event.action = "service", action
            return
    lower = text.lower()
    if any(one in lower for one in ("could not", "failed", "cannot", "unable to", "error")):
        event.kind = "auth_error"


FORMAT = LogFormat("saslauthd", frozenset({"saslauthd"}), parse)

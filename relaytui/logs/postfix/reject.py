"""`reject: STAGE from CLIENT: [CODE ][X.Y.Z ]text[; from=<> to=<> proto= helo=<>]`."""

from relaytui.domain.event import Event
from relaytui.logs.postfix.tail import split_tail, take_tail
from relaytui.logs.reasons import blocklist_of, is_policy_limit, reason_class
from relaytui.logs.scan import client_at

#: The word before the colon, and what became of the client.
ACTIONS = {
    "reject": "reject",
    "milter-reject": "reject",
    "reject_warning": "policy",
    "discard": "policy",
    "milter-discard": "policy",
    "filter": "policy",
    "redirect": "policy",
    "warn": "policy",
    "prepend": "policy",
    "info": "other",
    "permit": "allowed",
    "hold": "held",
    "milter-hold": "held",
}


def reject_line(event: Event, text: str) -> bool:
    """Fill an event; whether the text is such a line. The client is at its fixed place only."""
    colon = text.find(": ", 0, 20)
    action = text[:colon] if colon > 0 else ""
    kind = ACTIONS.get(action)
    if kind is None:
        return action in _PROXY and _proxy_line(event, action, text[colon + 2 :])
    stop = text.find(" from ", colon)
    stage = text[colon + 2 : stop]
    if stop < 0 or " " in stage:
        return False
    event.kind = kind
    event.stage = stage
    event.action = action if action != "reject" else None
    end = client_at(event, text, stop + 6)
    if end < 0 or not text.startswith(": ", end):
        return True
    reason, tail = split_tail(text[end + 2 :])
    take_tail(event, tail)
    _verdict(event, reason)
    if kind == "reject":
        _judge(event, reason)
    return True


#: What a filter before the queue answered (smtpd_proxy_filter).
_PROXY = {"proxy-accept": "queued", "proxy-reject": "reject"}


def _proxy_line(event: Event, action: str, text: str) -> bool:
    """`proxy-reject: STAGE: CODE X.Y.Z text; from=<> to=<> proto= helo=<>`: names no client."""
    stage, _, words = text.partition(": ")
    event.kind, event.stage, event.action = _PROXY[action], stage, action
    event.part = event.kind == "queued"
    reason, tail = split_tail(words)
    take_tail(event, tail)
    _verdict(event, reason)
    if event.kind == "reject":
        _judge(event, reason)
        event.reason_class = event.reason_class or "content"
    return True


def _verdict(event: Event, reason: str) -> None:
    """Code, enhanced code and words of a refusal."""
    if reason[:3].isdecimal() and reason[3:4] in (" ", "-"):
        event.code = int(reason[:3])
        reason = reason[4:]
    word, _, rest = reason.partition(" ")
    if is_enhanced(word):
        event.dsn = word
        reason = rest
    if event.code is not None:
        event.temporary = 400 <= event.code < 500
    elif event.dsn:
        event.temporary = event.dsn[0] == "4"
    if reason.startswith("<"):
        end = reason.find(">: ")
        reason = reason[end + 3 :] if end >= 0 else reason
    event.reason = reason.removeprefix(": ").rstrip() or None


def _judge(event: Event, reason: str) -> None:
    words = event.reason or ""
    event.reason_class = reason_class(words)
    if event.reason_class == "dnsbl":
        event.dnsbl = blocklist_of(words)
    elif event.reason_class == "capacity":
        event.capacity = True
    elif event.reason_class == "access_denied" and words.startswith("Client host rejected"):
        event.also = ["blocked"]
    elif event.reason_class is None:
        if is_policy_limit(words):
            event.kind = "rate_limited"
            event.limit = "policy"
        elif event.stage == "END-OF-MESSAGE" and event.action == "milter-reject":
            event.reason_class = "content"


def is_enhanced(word: str) -> bool:
    """Whether a word is an enhanced status code such as 5.7.1 (RFC 3463)."""
    parts = word.split(".")
    return len(parts) == 3 and parts[0] in ("2", "4", "5") and all(one.isdecimal() for one in parts)

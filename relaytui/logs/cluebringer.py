"""Policyd 2 (cluebringer): `module=Quotas, mode=update, host=A, …, quota=31.00/30 (103.3%)`."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.scan import decimal, first_word, say

_REFUSED = frozenset({"reject", "defer"})
_PASSED = frozenset({"pass", "bypass", "none", "add"})
_LEVELS = {"[ERROR]": "error", "[WARNING]": "warning", "[CRITICAL]": "error"}
_CLASSES = {"CheckHelo": "helo", "Greylisting": "greylisted", "CheckSPF": "access_denied"}


def parse(event: Event, message: str) -> bool:
    """Fill an event from a line of one of its modules, or of its own state."""
    if not message.startswith("module="):
        for word, kind in _LEVELS.items():
            if word in message[:64]:
                event.kind, event.reason = kind, message
        return True
    fields = _fields(message)
    event.client_ip = canonical_address(fields.get("host", ""))
    event.helo, event.sender = fields.get("helo"), fields.get("from")
    event.recipient, event.reason = fields.get("to"), fields.get("reason")
    say(event, policy=fields.get("policy"))
    module, action = fields["module"], fields.get("action", "")
    event.action = action or None
    if module == "Quotas":
        _quota(event, message, action)
    elif action in _REFUSED:
        event.kind, event.temporary = "reject", action == "defer"
        event.reason_class = _CLASSES.get(module)
    elif action in ("hold", "discard", "redirect", "filter"):
        event.kind = "held" if action == "hold" else "policy"
    elif action in _PASSED and "whitelist" in (event.reason or ""):
        event.kind, event.list = "allowed", "whitelist"
    return True


def _fields(text: str) -> dict[str, str]:
    """`name=value, name=value`; the first of a name counts, since strangers' texts come later."""
    fields: dict[str, str] = {}
    for part in text.split(", ")[:40]:
        name, equals, value = part.partition("=")
        if equals:
            fields.setdefault(name, value)
    return fields


def _quota(event: Event, text: str, action: str) -> None:
    """`quota=USED/LIMIT (PERCENT%)`: over a hundred is a hit, below it a count."""
    used, slash, rest = text[text.rfind(", quota=") + 8 :].partition("/")
    if slash:
        event.count, event.limit_max = decimal(used), decimal(first_word(rest))
    over = event.count is not None and event.limit_max is not None and event.count > event.limit_max
    if over or action in _REFUSED:
        event.kind, event.limit = "rate_limited", "policyd"
        event.temporary = True if action == "defer" else None
    else:
        event.kind, event.metric = "statistics", "quota"


FORMAT = LogFormat("cluebringer", frozenset({"cbpolicyd", "policyd", "cluebringer"}), parse)

"""postfwd 1 to 3: `[RULES] rule=12, id=RATE_01, queue=, client=N[A], …, action=450 …`."""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.reasons import is_policy_limit, reason_class
from relaytui.logs.scan import client_at, first_word, number_at, say

_RATE = re.compile(r"(?:rate|size|rcpt)/(\d{1,12})/(\d{1,9})")
#: Words at the front of an action that let a mail go on.
_PASSES = frozenset({"DUNNO", "OK", "PERMIT", "PREPEND", "FILTER", "WARN", "INFO", "BCC", "SCORE"})
_KEPT = {"HOLD": "held", "DISCARD": "policy", "REDIRECT": "policy"}
_LISTED = re.compile(r"\[DNSBL\] object '?([0-9A-Fa-f.:]{2,45})'? listed on '?([\w.-]{1,255})")


def parse(event: Event, message: str) -> bool:
    """Fill an event; no where the line is none of postfwd's (`policy` is a common name)."""
    if message.startswith("[RULES] "):
        _rule(event, message)
    elif message.startswith("[DNSBL] "):
        if found := _LISTED.match(message):
            event.kind, event.offence, event.part = "offence", "dnsbl", True
            event.client_ip, event.dnsbl = canonical_address(found[1]), found[2]
    elif message.startswith(("warning: ", "Warning: ", "WARNING: ")):
        event.kind, event.severity, event.reason = "warning", "warning", message[9:]
    elif message.startswith(("fatal: ", "FATAL: ", "error: ", "ERROR: ")):
        event.kind, event.severity, event.reason = "error", "error", message[7:]
    elif message.startswith("postfwd") and " starting" in message:
        event.kind, event.action = "service", "start"
        event.version = message.partition(" ")[2].partition(" ")[0] or None
    elif not message.startswith("["):
        return False
    return True


def _rule(event: Event, text: str) -> None:
    at = text.find(", client=")
    end = client_at(event, text, at + 9) if at > 0 else -1
    if at < 0 or end < 0:
        return
    say(event, rule=_value(text, ", id=", ","))
    event.queue_id = _value(text[: at + 1], ", queue=", ",")
    # Sender, recipient and HELO are strangers' texts; what the rule says stands behind them.
    sender = text.find(", sender=<", end)
    recipient = text.find(">, recipient=<", end)
    helo = text.find(">, helo=<", recipient)
    proto = text.rfind(">, proto=")
    if 0 <= sender < recipient:
        event.sender = text[sender + 10 : recipient]
        event.user = _value(text[end : sender + 1], ", user=", ",")
    if 0 <= recipient < helo < proto:
        event.recipient, event.helo = text[recipient + 14 : helo], text[helo + 9 : proto]
    behind = text[max(proto, end) :]
    event.stage = _value(behind, ", state=", ",")
    action = behind.rfind(", action=")
    _judge(event, _value(behind, ", rate=", ","), behind[action + 9 :] if action >= 0 else "")


def _value(text: str, name: str, stop: str) -> str | None:
    at = text.find(name)
    return text[at + len(name) :].partition(stop)[0] or None if at >= 0 else None


def _judge(event: Event, rate: str | None, action: str) -> None:
    verb = first_word(action).upper()
    event.action, event.reason = verb.lower() or None, action or None
    if verb.isdecimal():
        event.code, event.action = int(verb[:3]), None
        event.temporary = event.code < 500
    elif verb.startswith("DEFER"):
        event.temporary = True
    limit = _RATE.search(rate or "")
    passes = verb in _PASSES or verb.startswith(("DUNNO", "NOTE", "WAIT", "SET", "JUMP"))
    if limit or is_policy_limit(action):
        event.kind, event.limit = "rate_limited", "postfwd"
        if limit:
            event.limit_max, event.per_seconds = float(limit[1]), number_at(limit[2], 0)
        if passes:
            say(event, enforced=False)
    elif passes:
        event.kind = "policy" if verb in ("WARN", "INFO", "FILTER") else "other"
    else:
        event.kind = _KEPT.get(verb, "reject")
        event.reason_class = reason_class(action)


FORMAT = LogFormat(
    "postfwd", frozenset({"postfwd", "postfwd2", "postfwd3", "policy", "postfwd-script"}), parse
)

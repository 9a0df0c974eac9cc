"""Exim's deliveries: `=>` `->` `>>` `*>` done, `**` failed, `==` put off."""

import re

from relaytui.domain.event import Event
from relaytui.logs.exim.fields import Seen, take_fields
from relaytui.logs.exim.hosts import address_at, is_address, take_peer
from relaytui.logs.reasons import reason_class
from relaytui.logs.scan import say

_NUMBER = re.compile(r" defer \((-?\d{1,6})\)")
_ANSWER = re.compile(r": (\d{3})[ -]")
_REMOTE = "SMTP error from remote mail"
_LIMITS = ("rate limited", "unusual rate", "too many messages", "throttl", "rate limit")


def delivered(event: Event, text: str) -> None:
    """`=> FINAL[ <ORIGINAL>] R=… T=… H=… C="…"`; `*>` was held back by -N or a cutthrough."""
    event.kind = "sent"
    at = _recipient(event, text)
    if text.startswith("*>") or text.startswith((":blackhole:", "/dev/null", "blackhole "), 3):
        event.discarded = True
    take_fields(event, text, at, Seen(), outgoing=True)
    event.remote_code = _code(event.reason or "")
    queued = (event.reason or "").rfind("queued as ")
    if queued >= 0 and event.reason:
        event.remote_queue_id = event.reason[queued + 10 :].partition(" ")[0].rstrip(")")


def failed(event: Event, text: str) -> None:
    """`** RECIPIENT[ <ORIGINAL>] R=… T=… H=…: WHY`, `** RECIPIENT: WHY`."""
    event.kind = "bounced"
    at = take_fields(event, text, _recipient(event, text), Seen(), outgoing=True)
    take_reason(event, text[at:].lstrip(" :"))
    if "retry timeout exceeded" in (event.reason or ""):
        event.also = ["expired"]


def deferred(event: Event, text: str) -> None:
    """`== RECIPIENT R=… T=… defer (110) H=…: WHY`, `== RECIPIENT routing defer (-51): WHY`."""
    event.kind, seen = "deferred", Seen()
    at = take_fields(event, text, _recipient(event, text), seen, outgoing=True)
    for word in (" routing", " remote", " local", " delivery"):
        if text.startswith(word, at):
            at += len(word)
    number = _NUMBER.match(text, at)
    if number:
        say(event, error_number=int(number[1]))
        at = take_fields(event, text, number.end(), seen, outgoing=True)
    take_reason(event, text[at:].lstrip(" :"))


def _recipient(event: Event, text: str) -> int:
    """Take the recipient; the place behind it. The original address stands in `<>`."""
    if text[3:4] in ("|", "/", ":", ">"):
        end = text.find(" <", 3)
        fields = text.find(" R=", 3)
        if end < 0 or 0 <= fields < end:
            return fields if fields >= 0 else len(text)
        first = text[3:end]
    else:
        first, end = address_at(text, 3, brackets=False)
        if first.endswith(":") and text[end - 1 : end] == ":":
            first, end = first[:-1], end - 1
        if not is_address(first):
            return len(text)
    event.recipient = first
    if text.startswith(" (", end):  # a parent or "ACL discarded recipients"
        close = text.find(")", end)
        end = close + 1 if close > 0 else end
    if text.startswith(" <", end):
        original, end = address_at(text, end + 1)
        event.recipient = original
        if "@" in first and first != original:
            event.orig_recipient, event.recipient = original, original
            say(event, final_recipient=first)
    return end


def take_reason(event: Event, words: str) -> None:
    """What the other side said, or why it could not be asked."""
    event.reason = words or None
    event.reason_class = reason_class(words)
    lower = words.lower()
    event.remote_rate_limited = any(one in lower for one in _LIMITS)
    at = words.find(_REMOTE)
    if at < 0:
        if event.peer_ip is None and words.startswith("host "):
            take_peer(event, words, 5)
        return
    stage = words.find(" after ", at)
    if stage >= 0:
        event.remote_stage = words[stage + 7 :].partition(":")[0]
    found = _ANSWER.search(words, at)
    event.remote_code = int(found[1]) if found else None
    host = words.find(": host ", at)
    if host >= 0 and event.peer_ip is None:
        take_peer(event, words, host + 7)


def _code(words: str) -> int | None:
    return int(words[:3]) if words[:3].isdecimal() else None

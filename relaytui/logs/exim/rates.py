"""Exim's `ratelimit` conditions: the text is the admin's own, so it is read leniently."""

import re

from relaytui.domain.event import Event
from relaytui.logs.reasons import is_policy_limit
from relaytui.logs.scan import decimal, say

_RATE = re.compile(
    r"(\d{1,9}(?:\.\d{1,9})?) ?(?:/|per) ?(\d{0,6} ?(?:[smhdw]\b|sec|min|hour|day)\w{0,5})"
)
_MAX = re.compile(r"\b(?:max|limit)(?:imum)?(?: is)?[:=]? ?(\d{1,9}(?:\.\d{1,9})?)")
_WORDS = ("ratelimit", "rate-limit", "rate limit", "throttl", "sending too fast", "too fast")


def take_rate(event: Event, text: str) -> bool:
    """Fill an event where a text says that a rate was too high; whether it did."""
    lower = text.lower()
    found = _RATE.search(text) if "rate" in lower or "limit" in lower or "per" in lower else None
    named = any(words in lower for words in _WORDS) or is_policy_limit(lower)
    if not (named or (found and "rate" in lower)):
        return False
    event.kind, event.limit = "rate_limited", "exim_ratelimit"
    if found:
        say(event, rate=decimal(found[1]), per=found[2].replace(" ", ""))
    if most := _MAX.search(text):
        event.limit_max = decimal(most[1])
    return True

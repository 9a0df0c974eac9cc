"""Queue ids: short ones are upper-case hexadecimal, long ones have no vowels and a `z`.

Source: postconf(5), enable_long_queue_ids.
"""

from functools import lru_cache

from relaytui.domain.event import Event

SEVERITIES = frozenset({"warning", "error", "fatal", "panic"})
_SHORT = frozenset("0123456789ABCDEF")
_LONG = frozenset("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz")


@lru_cache(maxsize=16384)
def is_queue_id(word: str) -> bool:
    """Whether a word is a queue id (of 5 characters or more; `NOQUEUE` is none)."""
    if not 5 <= len(word) <= 32 or not word.isascii():
        return False
    return _SHORT.issuperset(word) or (len(word) >= 10 and _LONG.issuperset(word))


def take_queue_id(event: Event, text: str) -> str:
    """Take `ID: ` or `NOQUEUE: ` from the front; what follows it."""
    end = text.find(": ", 0, 36)
    if end < 0:
        return text
    word = text[:end]
    if word == "NOQUEUE":
        return text[end + 2 :]
    if is_queue_id(word):
        event.queue_id = word
        return text[end + 2 :]
    return text

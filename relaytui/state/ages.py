"""Ages and counts as words that change rarely, so that an idle screen need not be painted."""

from datetime import datetime

from relaytui.domain.spans import bytes_words, long_span_words, span_words

__all__ = [
    "age_words", "bytes_words", "count_words", "long_span_words", "moment_words", "rate_words",
    "span_words",
]  # fmt: skip

_STEPS = (
    (10.0, "now"),
    (60.0, "10 s"),
    (300.0, "1 min"),
    (900.0, "5 min"),
    (3600.0, "15 min"),
)
_HOUR = 3600.0
_DAY = 86400.0


def age_words(seconds: float) -> str:
    """An age in steps: now, 10 s, 1 min, 5 min, 15 min, then whole hours and days."""
    for below, words in _STEPS:
        if seconds < below:
            return words
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h"
    return f"{int(seconds // _DAY)} d"


def rate_words(rate: float) -> str:
    """A rate, short: nothing lost below one, no digits that mean nothing."""
    if rate == 0:
        return "0"
    if rate < 9.95:
        return f"{rate:.1f}"
    return f"{rate:,.0f}" if rate < 99_950 else f"{rate / 1000:,.0f}k"


def count_words(count: float) -> str:
    """A number of things in a span that slides: whole, and never 0 where there was one."""
    return f"{max(1, round(count)) if count > 0 else 0:,}"


def moment_words(at: float, now: float) -> str:
    """A moment as local time, and how far away it is."""
    try:
        there = datetime.fromtimestamp(at).astimezone()
    except (ValueError, OverflowError, OSError):
        return "at an impossible time"
    far = f"{long_span_words(now - at)} ago" if at <= now else f"in {long_span_words(at - now)}"
    return f"{there:%Y-%m-%d %H:%M:%S %z} ({far})"

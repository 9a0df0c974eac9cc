"""Ages and counts as words that change rarely, so that an idle screen need not be painted."""

from datetime import datetime

from relaytui.domain.spans import span_words

__all__ = [
    "age_words", "count_words", "long_span_words", "moment_words", "rate_words", "span_words",
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


def bytes_words(size: float) -> str:
    """A number of bytes, short: 512 B, 4.3 kB, 12 MB."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 9.95 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.0f} TB"


def long_span_words(seconds: float) -> str:
    """A span of time in one figure, never longer than six characters: 12 s, 7 min, 3 h, 41 d."""
    if seconds < 0:
        return "over"
    for length, word in ((100.0, "s"), (6000.0, "min"), (172_800.0, "h")):
        if seconds < length:
            unit = {"s": 1.0, "min": 60.0, "h": _HOUR}[word]
            return f"{int(seconds // unit)} {word}"
    days = int(seconds // _DAY)
    return f"{days} d" if days < 10_000 else "years"


def moment_words(at: float, now: float) -> str:
    """A moment as local time, and how far away it is."""
    try:
        there = datetime.fromtimestamp(at).astimezone()
    except (ValueError, OverflowError, OSError):
        return "at an impossible time"
    far = f"{long_span_words(now - at)} ago" if at <= now else f"in {long_span_words(at - now)}"
    return f"{there:%Y-%m-%d %H:%M:%S %z} ({far})"

"""Ages and counts as words that change rarely, so that an idle screen need not be painted."""

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


def span_words(seconds: float) -> str:
    """A span of time, short and rounded: 0.4 s, 12 s, 3 min, 2 h."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / _HOUR:.0f} h"


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

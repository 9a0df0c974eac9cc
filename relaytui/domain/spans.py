"""Spans of time as words."""


def span_words(seconds: float) -> str:
    """A span of time, short and rounded: 0.4 s, 12 s, 3 min, 2 h."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600.0:.0f} h"

"""Spans of time and sizes as words."""

_HOUR, _DAY = 3600.0, 86_400.0


def span_words(seconds: float) -> str:
    """A span of time, short and rounded: 0.4 s, 12 s, 3 min, 2 h."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600.0:.0f} h"


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


def bytes_words(size: float) -> str:
    """A number of bytes, short: 512 B, 4.3 kB, 12 MB."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 9.95 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.0f} TB"

"""Durations and times as programs in Go print them. Pure."""

import re
from datetime import datetime

_GO_PART = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(d|h|ms|m|s|us|µs|ns)")
_GO_UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0,
             "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}  # fmt: skip


def seconds_of(duration: str) -> float | None:
    """A duration of Go's; None where it is none."""
    text = duration.strip()[:100]
    sign, text = (-1.0, text[1:]) if text[:1] == "-" else (1.0, text)
    parts = _GO_PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sign * sum(float(number) * _GO_UNITS[unit] for number, unit in parts)


def moment(text: str) -> float | None:
    """`2026-12-01T00:00:00.123456789Z`, in seconds since the epoch; Go's zero time is none."""
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00")))
        return found.timestamp() if found.year > 1970 else None
    except (ValueError, OverflowError):
        return None

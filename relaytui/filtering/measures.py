"""Values as people type them: numbers, sizes, durations, moments, addresses."""

import re
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from relaytui.domain.net import Net, parse_net

_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|[smhdw])")
_SECONDS = {"ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)([kmgt]?)(?:i?b)?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,9})?")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")


def number(text: str) -> float | None:
    """A plain number; None where it is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def span(text: str) -> float | None:
    """Seconds of `90s`, `30m`, `1h30m`, `250ms`; None where it is no duration."""
    parts = _SPAN.findall(text)
    if not parts or "".join(count + unit for count, unit in parts) != text:
        return None
    return sum(float(count) * _SECONDS[unit] for count, unit in parts)


def seconds(text: str) -> float | None:
    """The same; a plain number is seconds."""
    found = number(text)
    return span(text) if found is None else found


def size(text: str) -> float | None:
    """Bytes of `1M`, `10k`, `2.5GiB`, 1,024 of each in the next; None where it is no size."""
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    return float(found[1]) * 1024.0 ** (" kmgt".index(found[2].lower() or " "))


def is_moment(text: str) -> bool:
    """Whether a text names a moment."""
    return moment(text, 0.0) is not None


def moment(text: str, now: float, zone: tzinfo | None = None) -> float | None:
    """Seconds since the epoch of `2026-11-25`, `2026-11-25T08:00`, `2026-11-25T08:00:00Z`, or of a
    time of day as it was last; `now`, `today` and `yesterday` are their beginnings.

    None where it is none of them. Without a zone it is that of this computer.
    """
    here = datetime.fromtimestamp(now, zone) if zone else datetime.fromtimestamp(now).astimezone()
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    words = {"now": here, "today": midnight, "yesterday": midnight - timedelta(days=1)}
    if text in words:
        return words[text].timestamp()
    try:
        if clock := _CLOCK.fullmatch(text):
            hour, minute, second = (int(one or 0) for one in clock.groups())
            at = midnight.replace(hour=hour, minute=minute, second=second)
            return (at if at <= here else at - timedelta(days=1)).timestamp()
        if len(text) < 8:
            return None
        at = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
        return (at if at.tzinfo else at.replace(tzinfo=here.tzinfo)).timestamp()
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=65536)
def net(text: str) -> Net | None:
    """An address, a network or a range, also in brackets; None where it is none of them."""
    text = text.strip("[]")
    if text[:5].lower() == "ipv6:":
        text = text[5:]
    return parse_net(text, host_bits=True)

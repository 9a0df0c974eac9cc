"""Durations as people type them."""

import argparse
import re

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def seconds_of(text: str) -> float:
    """Seconds of `90s`, `30m`, `1h30m`, `2d`; the error says what is understood."""
    parts = re.findall(r"(\d{1,9}(?:\.\d{1,3})?)([smhdw])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration; write 90s, 30m, 6h or 2d")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)

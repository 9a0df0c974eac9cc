"""Moments and zones as people type them."""

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from relaytui.cli.durations import seconds_of
from relaytui.errors import UsageError


def zone_here() -> tzinfo:
    """The zone of this machine; UTC where it has none."""
    names = [os.environ.get("TZ", "").removeprefix(":")]
    parts = Path(os.path.realpath("/etc/localtime")).parts
    if "zoneinfo" in parts:
        names.append("/".join(parts[parts.index("zoneinfo") + 1 :]))
    for name in names:
        if name:
            try:
                return ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                continue
    return UTC


def zone_of(name: str) -> tzinfo:
    """A zone by its name; this machine's without one."""
    if not name:
        return zone_here()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f"--tz {name}: no such zone", "Write it as Europe/Berlin") from error


Moment = Callable[[float, tzinfo], float]


def moment_of(text: str) -> Moment:
    """What gives a moment (seconds since the epoch) from now and a zone, of an age such as `30m`, a
    time such as `2026-02-11T12:00`, a day, or `today` and `yesterday`."""
    if text in ("today", "yesterday"):
        back = 86400.0 if text == "yesterday" else 0.0
        return lambda now, zone: _midnight(now - back, zone)
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        try:
            age = seconds_of(text)
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentTypeError(
                f"{text!r} is no moment; write an age (30m, 6h, 2d), today, yesterday, 2026-02-11 "
                "or 2026-02-11T12:00"
            ) from error
        return lambda now, zone: now - age
    return lambda now, zone: (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


def _midnight(now: float, zone: tzinfo) -> float:
    local = datetime.fromtimestamp(now, zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

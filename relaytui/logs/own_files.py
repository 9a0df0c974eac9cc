"""Lines of log files that programs write themselves, without syslog: where the time ends.

`2026-02-09 09:00:00[.345|,345][ +0100] TEXT` is common to Exim, fail2ban, rspamd, mailcow,
Dovecot and unattended-upgrades. CrowdSec writes logrus lines, as text or as JSON.
"""

import re
from typing import NamedTuple

import msgspec

from relaytui.domain.text import safe

#: Words that syslog-ng's default template on some systems puts where the host should be.
SEVERITY_WORDS = frozenset(
    {"debug", "info", "notice", "warn", "warning", "err", "error", "crit", "alert", "emerg"}
)
_DAY_FIRST = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)")
_QUOTED = {"n": "\u240a", "t": " ", "r": "\u240d"}


class Logrus(NamedTuple):
    """The fields of a logrus line that matter."""

    stamp: str
    level: str
    message: str


def behind_time(text: str) -> tuple[str, int]:
    """The time of a line that starts with `2026-02-09 09:00:00`, and where the text begins."""
    end = text.find(" ", 11)
    if end < 0:
        return text, len(text)
    stamp = text[:end]
    zone = text[end + 1 : end + 6]
    if zone[:1] in ("+", "-") and zone[1:].isdecimal() and text[end + 6 : end + 7] in (" ", ""):
        return stamp + zone, end + 7
    return stamp.rstrip(":"), end + 1


def multilog_time(text: str) -> float | None:
    """Seconds since the epoch of `@400000004c91b044077a9e94 `, multilog's TAI64N stamp, which is
    written 10 seconds ahead; None where it is none."""
    digits = text[1:25]
    if text[25:26] != " " or not _HEX.issuperset(digits):
        return None
    return int(digits[:16], 16) - 2**62 - 10 + int(digits[16:], 16) / 1_000_000_000


_HEX = frozenset("0123456789abcdef")


def logrus_line(text: str) -> Logrus | None:
    """`time="…" level=info msg="…" …`, or the same as a JSON object; None where it is neither."""
    if text.startswith("{"):
        return _from_json(text)
    stamp, at = _value(text, 5)
    if not text.startswith(" level=", at):
        return None
    level, at = _value(text, at + 7)
    if not text.startswith(" msg=", at):
        return Logrus(_day_last(stamp), level, "")
    message, _ = _value(text, at + 5)
    return Logrus(_day_last(stamp), level, message)


def _from_json(text: str) -> Logrus | None:
    try:
        fields = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    found = [fields.get(name) for name in ("time", "level", "msg")]
    if not all(isinstance(one, str) for one in found):
        return None
    stamp, level, message = (safe(str(one)) for one in found)
    return Logrus(_day_last(stamp), level, message)


def _value(text: str, at: int) -> tuple[str, int]:
    """A value at a place, quoted or not, and the place behind it."""
    if not text.startswith('"', at):
        end = text.find(" ", at)
        end = len(text) if end < 0 else end
        return text[at:end], end
    begin = at = at + 1
    while (at := text.find('"', at)) >= 0:
        slashes = at
        while slashes > begin and text[slashes - 1] == "\\":
            slashes -= 1
        if (at - slashes) % 2 == 0:
            return _plain(text[begin:at]), at + 1
        at += 1
    return _plain(text[begin:]), len(text)


def _plain(text: str) -> str:
    """A quoted text without its backslashes."""
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda found: _QUOTED.get(found[1], found[1]), text)


def _day_last(stamp: str) -> str:
    """CrowdSec before 1.5 wrote the day first, as `25-11-2026 03:25:08`."""
    found = _DAY_FIRST.fullmatch(stamp)
    return f"{found[3]}-{found[2]}-{found[1]}T{found[4]}" if found else stamp

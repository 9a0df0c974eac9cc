"""One record of `journalctl -o json`, as systemd.journal-fields(7) names its fields.

MESSAGE comes in five shapes: text, an array of byte numbers (when it holds control characters
or is no UTF-8), an array of texts (a field given twice), null (over 4,096 bytes without
--all), and not at all.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

_DECODER = msgspec.json.Decoder()
#: The year 9999: a later time (seconds) has no date.
_LAST = 253_370_764_800.0
#: journald before 236 wrote bytes over 0x7F sign-extended.
_BROKEN_ESCAPE = re.compile(rb"\\uffffff([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class JournalFields:
    """What a record says; `time` in seconds since the epoch, `stamp` the same as text."""

    message: str
    program: str
    pid: int | None
    host: str
    unit: str
    time: float | None
    stamp: str
    truncated: bool


def journal_fields(record: bytes | str) -> JournalFields | None:
    """The fields, or None where the record is no JSON object."""
    raw = record.encode("utf-8", "surrogateescape") if isinstance(record, str) else record
    fields = _object(raw)
    if fields is None:
        return None
    message, truncated = _message(fields)
    time, stamp = _time(_text(fields, "__REALTIME_TIMESTAMP"))
    pid = _text(fields, "SYSLOG_PID") or _text(fields, "_PID")
    return JournalFields(
        message=message,
        program=_text(fields, "SYSLOG_IDENTIFIER") or _text(fields, "_COMM"),
        pid=int(pid[:15]) if pid.isdecimal() else None,
        host=_text(fields, "_HOSTNAME"),
        unit=_text(fields, "_SYSTEMD_UNIT"),
        time=time,
        stamp=stamp,
        truncated=truncated,
    )


def _object(raw: bytes) -> dict[str, Any] | None:
    for attempt in (raw, None):
        if attempt is None:
            attempt = _BROKEN_ESCAPE.sub(rb"\\u00\1", raw.decode("utf-8", "replace").encode())
        try:
            found = _DECODER.decode(attempt)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            continue
        return found if isinstance(found, dict) else None
    return None


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, list):
        return _of_array(value)
    return value if isinstance(value, str) else ""


def _message(fields: dict[str, Any]) -> tuple[str, bool]:
    value = fields.get("MESSAGE", "")
    if value is None:
        return "", True
    if isinstance(value, list):
        return _of_array(value).rstrip("\r"), False
    return (value.rstrip("\r") if isinstance(value, str) else ""), False


def _of_array(value: list[Any]) -> str:
    if value and isinstance(value[0], str):
        return value[0]
    if value and isinstance(value[0], list):
        return _of_array(value[0])
    whole = bytes(one for one in value if isinstance(one, int) and 0 <= one < 256)
    return whole.decode("utf-8", "backslashreplace")


def _time(microseconds: str) -> tuple[float | None, str]:
    if not microseconds.isdecimal():
        return None, "-"
    time = int(microseconds[:18]) / 1_000_000
    try:
        if not 0 <= time < _LAST:
            return None, "-"
        return time, datetime.fromtimestamp(time, UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError, OSError):
        return None, "-"

"""`smtpctl show queue`: a line an envelope, which is a recipient of a message, in 14 columns
(usr.sbin/smtpd/smtpctl.c, show_queue_envelope):

    id|inet4|mta|flags|sender|recipient|destination|made|expires|last try|tries|state|seconds|error

An address may hold a `|` before its `@`, the error anywhere.
"""

import re
from collections.abc import Iterable, Iterator

from relaytui.domain.queued import ADDRESS, NO_SENDER, REASON, Listed, Queued, Unread, Waiting
from relaytui.domain.text import safe

_ADDRESS = r"((?:[^@|]*(?:\|[^@|]*){0,60}@)?[^|@]*)"
_ROW = re.compile(
    r"([0-9a-f]{16})\|([a-z0-9_-]*)\|([a-z]*)\|([a-z,]*)"
    rf"\|{_ADDRESS}\|{_ADDRESS}\|{_ADDRESS}"
    r"\|(\d{1,12})\|(\d{1,12})\|(\d{1,12})\|(\d{1,9})\|([a-z]*)\|(-?\d{1,12})?\|(.*)"
)
#: How a line begins.
IS_OPENSMTPD = re.compile(r"[0-9a-f]{16}\|")
_COLUMNS = 14


def smtpctl_queue(lines: Iterable[bytes]) -> Iterator[Listed]:
    """The envelopes, each as a message of its own."""
    for raw in lines:
        line = raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
        if not IS_OPENSMTPD.match(line):
            continue
        words = line.split("|", _COLUMNS - 1)
        if not _fits(words):
            found = _ROW.fullmatch(line)
            words = ["" if one is None else one for one in found.groups()] if found else []
        if not words:
            yield Unread("an envelope of the list could not be read")
            continue
        yield Queued(
            safe(words[0], 40),
            _queue(words[3], words[11]),
            safe(NO_SENDER.get(words[4], words[4]), ADDRESS),
            (Waiting(safe(words[5], ADDRESS), safe(words[13], REASON)),),
            arrived=float(words[7]),
            retries=int(words[10]),
            next_try=int(words[12]) if words[12] else None,
            state=safe(words[11], 40),
        )


def _fits(words: list[str]) -> bool:
    """Whether the columns of numbers hold numbers."""
    return (
        len(words) == _COLUMNS
        and all(one.isascii() and one.isdecimal() and len(one) < 13 for one in words[7:11])
        and (not words[12] or (words[12].removeprefix("-").isdecimal() and len(words[12]) < 13))
    )


def _queue(flags: str, state: str) -> str:
    """`pending`, `inflight`, `offline` as it says, but for what is held back."""
    held = {"hold", "suspend"} & set(flags.split(","))
    return "hold" if held else state or "unknown"

"""The time column of the log, in the forms that a key steps through."""

import re
import time
from functools import lru_cache

from relaytui.domain.line import Line
from relaytui.state.ages import age_words

#: Form → what it shows.
TIME_FORMS = {
    "local": "this computer's time of day",
    "date": "the same, with the date",
    "utc": "UTC",
    "host": "as the host has logged it, by its own clock and zone (the journal: UTC)",
    "age": "how long ago, in steps",
    "off": "nothing",
}
#: From this width on there is room for milliseconds.
ROOMY = 110

_AGE_WIDTH = 6
# The header stands at the start of a line; nothing that a stranger writes comes before its time.
_LOGGED = re.compile(r"(?:\S+T|\w{3} [ \d]\d (?:\d{4} )?)?(\d\d:\d\d:\d\d)")
_NOT_LOGGED = "--:--:--"


def time_words(line: Line, form: str, width: int, now: float) -> str:
    """The words of a line, without the blank behind them; `now` in seconds since the epoch."""
    if form == "age":
        return age_words(now - line.at).rjust(_AGE_WIDTH)
    if form == "host":
        found = _LOGGED.match(line.event.raw)
        return found[1] if found else _NOT_LOGGED
    second = int(line.at)
    if form == "utc":
        return f"{time.strftime('%H:%M:%S', time.gmtime(second))}{_milliseconds(line, width)}Z"
    date, clock = _clock(second)
    return f"{date} {clock}" if form == "date" else f"{clock}{_milliseconds(line, width)}"


def _milliseconds(line: Line, width: int) -> str:
    return f".{int(line.at % 1 * 1000):03}" if width >= ROOMY else ""


@lru_cache(4096)
def _clock(second: int) -> tuple[str, str]:
    """Date and time of day of a second since the epoch, in this computer's time zone."""
    moment = time.localtime(second)
    return time.strftime("%m-%d", moment), time.strftime("%H:%M:%S", moment)

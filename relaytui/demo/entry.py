"""One thing that a program logged, and the two forms in which syslog writes it to a file."""

import time
from dataclasses import dataclass

# fmt: off
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# fmt: on


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its header; `time` in seconds since the epoch, `priority` as syslog's."""

    time: float
    tag: str
    pid: int
    message: str
    priority: int = 6

    def iso_line(self, host: str) -> bytes:
        """rsyslog's own form with microseconds, the default of Debian 12 (without its \\n)."""
        second, micros = divmod(round(self.time * 1_000_000), 1_000_000)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        return self._line(f"{stamp}.{micros:06}+00:00", host)

    def traditional_line(self, host: str) -> bytes:
        """RFC 3164's form, which has neither year nor zone; the zone is UTC here."""
        now = time.gmtime(self.time)
        month = _MONTHS[now.tm_mon - 1]
        clock = f"{now.tm_hour:02}:{now.tm_min:02}:{now.tm_sec:02}"
        return self._line(f"{month} {now.tm_mday:2} {clock}", host)

    def _line(self, stamp: str, host: str) -> bytes:
        text = f"{stamp} {host} {self.tag}[{self.pid}]: {self.message}"
        return text.encode("utf-8", "surrogateescape")


def stamp_in_text(moment: float) -> str:
    """A time as anvil quotes it in its messages."""
    now = time.gmtime(moment)
    month = _MONTHS[now.tm_mon - 1]
    return f"{month} {now.tm_mday:2} {now.tm_hour:02}:{now.tm_min:02}:{now.tm_sec:02}"

"""What the headers of neighbouring lines of syslog have in common."""

from relaytui.analysis.report_quick_words import may_hold_secret
from relaytui.logs.clock import MONTHS
from relaytui.logs.own_files import SEVERITY_WORDS

_SECONDS = tuple(frozenset(f":{one:02}{end}" for one in range(60)) for end in ("", "."))


class Header:
    """What the headers of neighbouring lines have in common: the minute (up to `middle`), then
    seconds and their fraction, then what stands from `begin` to `end`: offset and host."""

    __slots__ = ("begin", "end", "host", "middle", "minute", "second", "tail")

    def __init__(self, line: str, middle: int, second: int, begin: int) -> None:
        space = line.find(" ", begin)
        self.middle, self.second, self.begin = middle, second, begin
        self.end = line.find(" ", space + 1) + 1
        self.minute = line[:middle]
        self.tail = line[begin : self.end]
        self.host = line[space + 1 : self.end - 1] if space >= begin and self.end else ""

    def fits(self, line: str) -> bool:
        """Whether a line is of the same minute and host."""
        return (
            line[: self.middle] == self.minute
            and line[self.begin : self.end] == self.tail
            and line[self.middle : self.second] in _SECONDS[self.second == 20]
        )

    @property
    def is_plain(self) -> bool:
        """Whether a host stands there, as nearly everywhere."""
        host = self.host
        return not (
            not host
            or "(" in host
            or host[-1] == ":"
            or host[0] == "<"
            or host in SEVERITY_WORDS
            or may_hold_secret(host)
        )


def header_of(line: str) -> Header | None:
    """The header of a line of syslog, with an ISO 8601 or an old time; None: of any other."""
    if line[4:5] == "-" and line[7:8] == "-" and line[10:11] == "T":
        fraction = line[19:20] == "."
        begin = 26 if fraction else 19
        if line[begin : begin + 1] not in ("+", "-", "Z"):
            return None
        found = Header(line, 16, 20 if fraction else 19, begin)
    elif line[3:4] == " " and line[15:16] == " " and line[:3] in MONTHS:
        found = Header(line, 12, 15, 15)
    else:
        return None
    return found if found.is_plain else None

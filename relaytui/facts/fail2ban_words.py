"""What fail2ban-client prints, read one form at a time (versions 0.8 to 1.1). Pure.

The forms are those of client/beautifier.py: trees with `|-` and "`-", Python literals, and lines
`address TAB since + seconds = end` in the host's local time. A log line with a warning may stand
before or between them.
"""

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from relaytui.domain.text import SafeText, safe

#: Entries of one list that are taken.
MOST = 200_000
#: Characters of a word or a name from the host that are kept.
WORD = 300
_BRANCH = re.compile(r"^[\s|`-]*[|`]-\s*")
_FIELD = re.compile(r"([^:]+):(?:\t|\s|$)\s*(.*)$")
# One that does not end goes to the end, so that each character is looked at once.
_STRING = re.compile(r"""'((?:[^'\\]|\\.)*+)(?:'|\\?$)|"((?:[^"\\]|\\.)*+)(?:"|\\?$)""", re.DOTALL)
_TIMES = re.compile(
    r"(\S+)\s+((\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)) \+ (-?\d{1,15}) = \S+", re.ASCII
)
_EPOCH = date(1970, 1, 1).toordinal()


class JailStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A jail as `status JAIL` tells it; numbers are None where they are not told."""

    name: SafeText
    failed: int | None = None
    failed_total: int | None = None
    banned_now: int | None = None
    banned_total: int | None = None
    banned: tuple[str, ...] = ()
    files: tuple[SafeText, ...] = ()
    matches: tuple[SafeText, ...] = ()


class Timed(msgspec.Struct, frozen=True):
    """A ban of `--with-time`: `local` as printed, `seconds` of the ban (-1: for ever), `clock`
    the printed time as if it were UTC, in seconds since the epoch."""

    word: str
    local: str
    seconds: int
    clock: float

    @property
    def permanent(self) -> bool:
        """Whether it never ends."""
        return self.seconds < 0


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Names and values of a tree, in order."""
    for line in text.split("\n"):
        if found := _FIELD.match(_BRANCH.sub("", line, count=1)):
            yield found[1].strip(), found[2].strip()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def jail_names(text: str) -> tuple[str, ...]:
    """The jails of `status`."""
    for name, value in _fields(text):
        if name == "Jail list":
            return tuple(one for one in (each.strip() for each in value.split(",")) if one)
    return ()


def jail_statuses(text: str) -> tuple[JailStatus, ...]:
    """The jail of `status JAIL`, or all of `status --all`."""
    found: list[dict[str, str]] = []
    for name, value in _fields(text):
        if name in ("Status for the jail", "Jail"):
            found.append({"name": value})
        elif found:
            found[-1].setdefault(name, value)
    return tuple(_status(one) for one in found)


def _status(fields: dict[str, str]) -> JailStatus:
    def words(name: str, between: str) -> tuple[SafeText, ...]:
        return tuple(safe(one, WORD) for one in re.split(between, fields.get(name, "")) if one)

    return JailStatus(
        name=safe(fields["name"], WORD),
        failed=_number(fields.get("Currently failed", "")),
        failed_total=_number(fields.get("Total failed", "")),
        banned_now=_number(fields.get("Currently banned", "")),
        banned_total=_number(fields.get("Total banned", "")),
        banned=tuple(_list_of(fields)[:MOST]),
        files=words("File list", r" (?=/)"),
        matches=words("Journal matches", r" \+ "),
    )


def _list_of(fields: dict[str, str]) -> list[str]:
    # `IP list` in 0.8.
    return (fields.get("Banned IP list") or fields.get("IP list") or "").split()


def banned(text: str) -> dict[str, list[str]] | None:
    """The bans by jail of `banned`: a Python literal of dictionaries. None where it is none.

    Read by hand: ast needs a gigabyte for a list of 100,000.
    """
    literal = next((one for one in text.split("\n") if one[:1] in ("[", "{")), None)
    if literal is None:
        return None
    found: dict[str, list[str]] = {}
    words: list[str] = []
    left = MOST
    for one in _STRING.finditer(literal):
        word = one[1] if one[1] is not None else one[2]
        if literal.startswith(":", one.end()):
            words = found.setdefault(word, [])
        elif left:
            words.append(word)
            left -= 1
    return found


def strings(text: str) -> tuple[str, ...]:
    """The strings of a Python literal: `get JAIL banned`, `banned ADDRESS`."""
    return tuple((one[1] or one[2] or "") for one in _STRING.finditer(text))[:MOST]


def with_times(text: str) -> list[Timed]:
    """The bans of `get JAIL banip --with-time`; other lines are left out."""
    found: list[Timed] = []
    days: dict[str, int] = {}
    for line in text.split("\n"):
        one = _TIMES.match(line)
        if one is None or len(found) >= MOST:
            continue
        word, local, day, hours, minutes, seconds, length = one.groups()
        if day not in days:
            days[day] = _day(day)
        clock = days[day] * 86400.0 + int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        found.append(Timed(word, local, int(length), clock))
    return found


def _day(text: str) -> int:
    """Days since the epoch; 0 where there is no such day."""
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH
    except ValueError:
        return 0


def ignored(text: str) -> tuple[SafeText, ...] | None:
    """The networks and names of `get JAIL ignoreip` and what changes them; None where it is no
    such answer."""
    if "No IP address/network is ignored" in text:
        return ()
    _, heading, rest = text.partition("addresses/networks are ignored:")
    if not heading:
        return None
    lines = (one for one in rest.split("\n") if one[:2] in ("|-", "`-"))
    return tuple(safe(one[2:].strip(), WORD) for one in lines)[:MOST]


def journal_matches(text: str) -> tuple[SafeText, ...]:
    """The alternatives of `get JAIL journalmatch`."""
    _, heading, rest = text.partition("Current match filter:\n")
    words = rest.split("\n")[0].split(" + ") if heading else []
    return tuple(safe(one.strip(), WORD) for one in words if one.strip())


def counted(text: str) -> dict[str, tuple[int, ...]]:
    """The table of `stats`: by jail, failures now and ever, bans now and ever."""
    found: dict[str, tuple[int, ...]] = {}
    for line in text.split("\n"):
        cells = [one.strip() for one in re.split(r"[|\u2551\u2502]", line)]
        numbers = [_number(one) for one in cells[2:]]
        if len(cells) == 6 and cells[0] and None not in numbers:
            found[cells[0]] = tuple(one for one in numbers if one is not None)
    return found

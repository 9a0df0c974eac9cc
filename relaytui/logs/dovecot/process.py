"""The front of a Dovecot line: `PROCESS[(USER,…)][<PID>][<SESSION>]: [SEVERITY: ]TEXT`."""

from typing import NamedTuple

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event

_SEVERITIES = {
    "Info: ": "info",
    "Debug: ": "debug",
    "Warning: ": "warning",
    "Error: ": "error",
    "Fatal: ": "fatal",
    "Panic: ": "panic",
}
#: Ends of a bracket that are looked at: a user's name may hold some.
_ENDS = 16


class Process(NamedTuple):
    """Who logs. `inside` is what stands in the brackets behind the name."""

    name: str
    inside: str | None
    session: str | None
    text: str


class Login(NamedTuple):
    """User and address of `USER,ADDRESS[,…]`."""

    user: str | None
    address: str | None


def process_of(message: str) -> Process | None:
    """The front of a message, or None where it has none."""
    end = 0
    while end < len(message) and (message[end].isalnum() or message[end] in "-_"):
        end += 1
    name = message[:end]
    if not name:
        return None
    if message.startswith(": ", end):
        return Process(name, None, None, message[end + 2 :])
    inside = None
    if message.startswith("(", end):
        close = _closing(message, end)
        if close < 0:
            return None
        inside = message[end + 1 : close]
        if name.startswith("auth") and not _is_sure(message, end):
            inside = ""
        end = close + 1
    session = None
    while message.startswith("<", end):
        stop = message.find(">", end)
        if stop < 0:
            return None
        session, end = message[end + 1 : stop], stop + 1
    return (
        Process(name, inside, session, message[end + 2 :]) if message.startswith(":", end) else None
    )


def _closing(message: str, start: int) -> int:
    """The bracket that ends what a process tells of itself."""
    at = start
    for _ in range(_ENDS):
        at = message.find(")", at + 1)
        if at < 0:
            return -1
        if message.startswith(": ", at + 1) or message.startswith("<", at + 1):
            return at
    return -1


def _is_sure(message: str, start: int) -> bool:
    """Whether only one address can stand in the brackets, however the user is called."""
    addresses = set()
    at = start
    for _ in range(_ENDS):
        at = message.find(")", at + 1)
        if at < 0:
            break
        if message.startswith((": ", "<"), at + 1):
            addresses.add(login_of(message[start + 1 : at]).address)
    return len(addresses - {None}) < 2


def login_of(inside: str) -> Login:
    """User and address of `USER,ADDRESS[,<SESSION>][,sasl:MECHANISM]`."""
    parts = inside.split(",")
    for at in range(len(parts) - 1, -1, -1):
        address = canonical_address(parts[at])
        if address and at:
            return Login(_known(",".join(parts[:at])), address)
        if not address and not parts[at].startswith(("<", "sasl:", "service:", "master")):
            break
    return Login(_known(parts[0]) if len(parts) == 1 else None, None)


def _known(user: str) -> str | None:
    return None if user in ("", "?") else user


def take_severity(event: Event, text: str) -> str:
    """The text without its severity word."""
    word = text[: text.find(" ") + 1]
    severity = _SEVERITIES.get(word)
    if severity is None:
        return text
    event.severity = severity
    return text[len(word) :]

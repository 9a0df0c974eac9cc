"""Numbers that daemons tell of themselves: rspamd's `rspamc stat`, OpenSMTPD's `smtpctl show
stats`; and what a system says of its service manager, its clock and its journal."""

import re

_SCANNED = re.compile(r"^Messages scanned: (\d{1,15})", re.MULTILINE)
_ACTION = re.compile(r"^Messages with action ([a-z][a-z ]{0,40}): (\d{1,15})", re.MULTILINE)
_STAT = re.compile(r"^([A-Za-z0-9_.-]{1,100})=(-?\d{1,18})$", re.MULTILINE)
_CLOCK = re.compile(r"(?<!\d)(\d{9,11})(?:\.\d+)? ([+-])(\d\d):?(\d\d)\b")
#: What `systemctl is-system-running` says where systemd runs (systemctl(1)).
_RUNNING = frozenset({"initializing", "starting", "running", "degraded", "maintenance", "stopping"})
_HINT = re.compile(r"not seeing messages from other users|insufficient permissions|"
                   r"No journal files were opened due to insufficient")  # fmt: skip
_NO_JOURNAL = re.compile(r"No journal files were found")


def scanned(text: str) -> int | None:
    """How many messages rspamd has seen; None where it did not tell."""
    found = _SCANNED.search(text)
    return int(found[1]) if found else None


def actions(text: str) -> dict[str, int]:
    """What rspamd did with them, by action."""
    return {name.strip(): int(count) for name, count in _ACTION.findall(text)}


def stats(text: str) -> dict[str, int]:
    """OpenSMTPD's counters by name; what is no number is left out."""
    return {name: int(count) for name, count in _STAT.findall(text)}


def runs_systemd(text: str) -> bool:
    """Whether `systemctl is-system-running` says that systemd is the service manager."""
    words = text.split()
    return bool(words) and words[-1] in _RUNNING


def clock(text: str) -> tuple[int, int] | None:
    """`date '+%s %z'`: seconds since the epoch, and the zone's minutes from UTC."""
    found = _CLOCK.search(text)
    if not found:
        return None
    minutes = int(found[3]) * 60 + int(found[4])
    return int(found[1]), minutes if found[2] == "+" else -minutes


def journal_hint(said: str) -> bool:
    """Whether journalctl says that it shows a part only, for want of rights."""
    return bool(_HINT.search(said))


def has_journal(said: str) -> bool:
    """Whether there is a journal at all."""
    return not _NO_JOURNAL.search(said)

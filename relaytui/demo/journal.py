"""A simulated journald: entries with cursors, printed as `journalctl -o json --all` prints them."""

import json
import re
import uuid
from bisect import bisect_left
from collections import deque
from itertools import islice

from relaytui.demo.entry import Entry

_NAMESPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
_CURSOR = re.compile(r"s=([0-9a-f]{32});i=([0-9a-f]+);.*")


class SimulatedJournal:
    """The mail part of a journal. `how` as for a log file; it keeps the last `keep` entries."""

    def __init__(self, host: str, *, how: str = "r", keep: int = 100_000) -> None:
        self.how = how
        self._host = host
        self._id = uuid.uuid5(_NAMESPACE, f"journal {host}").hex
        self._boot = uuid.uuid5(_NAMESPACE, f"boot {host}").hex
        self._entries: deque[Entry] = deque(maxlen=keep)
        self.end = 1
        self._booted = 0.0

    @property
    def first(self) -> int:
        """The number of the oldest entry that is kept; entries are numbered from 1."""
        return self.end - len(self._entries)

    @property
    def last_time(self) -> float:
        """When the newest entry was written; 0 without one."""
        return self._entries[-1].time if self._entries else 0.0

    def append(self, entry: Entry) -> None:
        """Write an entry."""
        if not self._booted:
            self._booted = entry.time - 86_400
        self._entries.append(entry)
        self.end += 1

    def vacuum(self, left: int) -> None:
        """Forget all entries but the newest."""
        self._entries = deque(islice(self._entries, len(self._entries) - left, None), self.keep)

    @property
    def keep(self) -> int | None:
        """How many entries are kept at most."""
        return self._entries.maxlen

    def at_cursor(self, cursor: str) -> int | None:
        """The number of the entry at a cursor, or of the next one kept; None: no cursor of ours."""
        found = _CURSOR.fullmatch(cursor)
        if not found or found[1] != self._id:
            return None
        return min(max(int(found[2], 16), self.first), self.end)

    def at_time(self, since: float) -> int:
        """The number of the first entry at or after a time."""
        times = [entry.time for entry in self._entries]
        return self.first + bisect_left(times, since)

    def records(self, begin: int, most: int = 2000) -> tuple[bytes, int]:
        """JSON records from a number on, a line each, and the number behind them."""
        begin = max(begin, self.first)
        chosen = list(islice(self._entries, begin - self.first, begin - self.first + most))
        lines = [self._record(begin + index, entry) for index, entry in enumerate(chosen)]
        return b"".join(lines), begin + len(chosen)

    def _record(self, number: int, entry: Entry) -> bytes:
        micros = round(entry.time * 1_000_000)
        up = micros - round(self._booted * 1_000_000)
        mark = uuid.uuid5(_NAMESPACE, f"{number} {self._id}").hex[:16]
        record = {
            "__CURSOR": f"s={self._id};i={number:x};b={self._boot};m={up:x};t={micros:x};x={mark}",
            "__REALTIME_TIMESTAMP": str(micros),
            "__MONOTONIC_TIMESTAMP": str(up),
            "_BOOT_ID": self._boot,
            "PRIORITY": str(entry.priority),
            "SYSLOG_FACILITY": "2",
            "SYSLOG_IDENTIFIER": entry.tag,
            "SYSLOG_PID": str(entry.pid),
            "_PID": str(entry.pid),
            "_COMM": entry.tag.rpartition("/")[2][:15],
            "_HOSTNAME": self._host,
            "_SYSTEMD_UNIT": "postfix@-.service",
            "MESSAGE": _field(entry.message),
        }
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _field(text: str) -> str | list[int]:
    """A text as it is; as a list of bytes where journalctl holds it for not printable."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return list(raw)
    control = any(
        (code < 0x20 and code not in (9, 10)) or 0x7F <= code < 0xA0 for code in map(ord, text)
    )
    return list(raw) if control else text

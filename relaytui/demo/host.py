"""A simulated relay: what it says to which script.

A family of answers is a module `answers_NAME.py` in this folder with
`ANSWERS: dict[str, Answer]` and, for scripts that go on, `STREAMS: dict[str, Follow]`, both by
the name of the script. It is found by its file name.
"""

import importlib
import pkgutil
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import relaytui.demo as package
from relaytui.demo.entry import Entry
from relaytui.demo.journal import SimulatedJournal
from relaytui.demo.log_file import LogFile
from relaytui.demo.own_state import OwnState
from relaytui.demo.traffic import Traffic

Values = Mapping[str, str]
#: stdout, stderr, exit status.
Reply = tuple[bytes, bytes, int]
Answer = Callable[["SimulatedHost", Values], Reply]
#: Yields what goes to stdout; an empty piece means: no news, look again in a moment.
Pieces = Generator[bytes, None, None]
Follow = Callable[["SimulatedHost", Values], Pieces]


class SimulatedHost:
    """One relay. Answers are given in the threads of the server, one at a time.

    `files` are its logs by path; what happens is written to each of them, in the form that
    `form` gives, and to the journal. `answers` and `streams` are this host's own; a test may
    change them. `sudo` tells whether `sudo -n` works. `clock` gives the host's time in seconds
    since the epoch. Who looks at the logs holds `lock`.
    """

    def __init__(
        self,
        name: str,
        *,
        traffic: Traffic | None = None,
        journal: SimulatedJournal | None = None,
        files: Sequence[LogFile] = (),
        form: Callable[[Entry, str], bytes] = Entry.iso_line,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self.clock = clock
        self.sudo = True
        self.journal = journal
        self.files = {log.path: log for log in files}
        self._traffic, self._form = traffic, form
        self.answers: dict[str, Answer] = _collected("ANSWERS")
        self.streams: dict[str, Follow] = _collected("STREAMS")
        #: Who is banned by fail2ban, and since when.
        self.bans: dict[str, float] = {}
        #: What changes have left.
        self.own = OwnState()
        self.lock = threading.RLock()

    def advance(self) -> None:
        """Let everything happen that is due by the clock."""
        with self.lock:
            for entry in self._traffic.entries(self.clock()) if self._traffic else ():
                self.record(entry)

    def record(self, entry: Entry) -> None:
        """Write one thing to the logs."""
        with self.lock:
            self._ban(entry)
            if self.journal is not None:
                self.journal.append(entry)
            for log in self.files.values():
                log.append(self._form(entry, self.name), entry.time)

    def _ban(self, entry: Entry) -> None:
        if entry.tag.startswith("fail2ban"):
            verb, _, address = entry.message.rpartition("] ")[2].partition(" ")
            if verb == "Ban":
                self.bans[address] = entry.time
            elif verb == "Unban":
                self.bans.pop(address, None)

    def answer(self, name: str, values: Values) -> Reply:
        """What a script prints, and its exit status; 127 for a name that is not known here."""
        known = self.answers.get(name)
        if known is None:
            return b"", f"{name}: not installed\n".encode(), 127
        with self.lock:
            return known(self, values)

    def stream(self, name: str, values: Values) -> Pieces:
        """What a script that goes on prints, piece by piece."""
        return self.streams[name](self, values)


def _collected(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2].startswith("answers_"):
            found |= getattr(importlib.import_module(module.name), table, {})
    return found

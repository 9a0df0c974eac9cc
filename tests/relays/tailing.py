"""A running `relaytui tail --json`, and what it has delivered."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from tests.relays.lab import SSH_CONFIG

Row = dict[str, Any]


class Tailing:
    """The program as a user runs it, in a process of its own."""

    def __init__(self, *words: str, take: Callable[[Row], Row] | None = None) -> None:
        self._take = take or (lambda row: row)
        self.rows: list[dict[str, Any]] = []
        self.words = b""
        command = [sys.executable, "-m", "relaytui", "tail", "--json", "-F", str(SSH_CONFIG)]
        self.process = subprocess.Popen(
            [*command, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._threads = [threading.Thread(target=one) for one in (self._rows, self._words)]
        for thread in self._threads:
            thread.start()

    def _rows(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.rows.append(self._take(json.loads(line)))

    def _words(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.words += line

    def of(self, relay: str) -> list[dict[str, Any]]:
        """What one relay has delivered."""
        return [row for row in list(self.rows) if row["relay"] == relay]

    def raw(self, relay: str) -> list[str]:
        """The lines of one relay, gaps left out."""
        return [row["raw"] for row in self.of(relay) if row["kind"] != "log_gap"]

    def end(self, how: int = signal.SIGINT) -> int:
        """End it; the exit status."""
        self.process.send_signal(how)
        status = self.process.wait(10)
        self.finish()
        return status

    def finish(self) -> None:
        """It has ended by itself: read the rest of what it said."""
        for thread in self._threads:
            thread.join(10)

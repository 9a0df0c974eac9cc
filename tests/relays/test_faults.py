"""Faults of every kind while mail flows: each line once, in order, or a row that says so."""

import random
import signal
import time
from collections.abc import Callable

import pytest

from tests.relays.lab import fault, root, traffic, until
from tests.relays.tailing import Row, Tailing
from tests.relays.truth import keep_truth, truth, unexplained

pytestmark = pytest.mark.lab

#: relay2 has only a journal.
JOURNAL = "relay2"
#: All that is kept of a numbered line: there are a million.
_FEW = {"relay": "relay3", "kind": "other"}


class Faults:
    """Faults by name; each heals itself after some seconds."""

    def __init__(self, tail: Tailing, chance: random.Random, soak: bool) -> None:
        self._tail = tail
        self._chance = chance
        self._seconds = (5, 40) if soak else (4, 6)

    def sshd_killed(self, relay: str) -> None:
        fault(relay, "sshd-kill")

    def link_down(self, relay: str) -> None:
        fault(relay, "link-down")
        self._while(relay, "link-up")

    def delay_and_loss(self, relay: str) -> None:
        fault(relay, "delay", "300", "30", "2")
        self._while(relay, "delay-end")

    def rename(self, relay: str) -> None:
        if relay != JOURNAL:
            fault(relay, "rotate")

    def copytruncate(self, relay: str) -> None:
        if relay != JOURNAL:
            fault(relay, "rotate", "copytruncate")

    def rename_and_gzip(self, relay: str) -> None:
        if relay != JOURNAL:
            root(
                relay,
                "cd /var/log; mv mail.log mail.log.1; pkill -HUP rsyslogd; sleep 2;"
                "for n in 8 7 6 5 4 3 2 1; do for e in '' .gz; do"
                " [ -e mail.log.$n$e ] && mv mail.log.$n$e mail.log.$((n + 1))$e;"
                "done; done; gzip mail.log.2",
            )

    def renamed_while_away(self, relay: str) -> None:
        fault(relay, "link-down")
        self.rename(relay)
        self._while(relay, "link-up")

    def journald_restart(self, relay: str) -> None:
        root(relay, "systemctl restart systemd-journald 2>/dev/null; true")

    def console_stopped(self, relay: str) -> None:
        self._tail.process.send_signal(signal.SIGSTOP)
        try:
            self._pause()
        finally:
            self._tail.process.send_signal(signal.SIGCONT)

    def _while(self, relay: str, heal: str) -> None:
        try:
            self._pause()
        finally:
            fault(relay, heal)

    def _pause(self) -> None:
        """Let a fault last: its time is what is tested."""
        end = time.monotonic() + self._chance.uniform(*self._seconds)
        until(lambda: time.monotonic() >= end, 60, "the end of a fault")


def _drawn(chance: random.Random, soak: bool) -> list[tuple[str, str]]:
    """Faults and their relays: each kind at least once."""
    kinds = [name for name in vars(Faults) if not name.startswith("_")]
    relays = ("relay1", "relay2", "relay3")
    if soak:
        more = [(chance.choice(kinds), chance.choice(relays)) for _ in range(4)]
        return [*((kind, chance.choice(relays)) for kind in kinds), *more]
    return [
        ("sshd_killed", "relay1"), ("rename_and_gzip", "relay3"), ("copytruncate", "relay1"),
        ("renamed_while_away", "relay3"), ("link_down", "relay2"), ("journald_restart", "relay2"),
        ("console_stopped", "relay1"),
        ("delay_and_loss", "relay2"), ("rename", "relay1"),
    ]  # fmt: skip


def _mark(tail: Tailing, relays: tuple[str, ...], word: str, seconds: float) -> None:
    for relay in relays:
        root(relay, f"logger -p mail.info -t postfix/mark {word}")
    for relay in relays:
        until(lambda: any(word in row for row in tail.raw(relay)), seconds, f"{word} of {relay}")  # noqa: B023


def _since(rows: list[Row], word: str) -> list[Row]:
    """The rows from the first with a word on."""
    first = next(at for at, row in enumerate(rows) if word in row["raw"])
    return rows[first:]


def test_every_line_once_or_a_row_that_says_so(relays: tuple[str, ...], soak: bool) -> None:
    chance = random.Random(20261125)
    for relay in ("relay1", "relay3"):
        keep_truth(relay)
    tail = Tailing(*relays)
    faults = Faults(tail, chance, soak)
    try:
        _mark(tail, relays, "begun", 40)
        run = traffic("mix", relays, 2000 if soak else 200, 120 if soak else 30)
        for name, relay in _drawn(chance, soak):
            make: Callable[[str], None] = getattr(faults, name)
            make(relay)
        run.wait(400)
        _mark(tail, relays, "at-last", 120)
        for relay in relays:
            journal = relay == JOURNAL
            rows = _since(tail.of(relay), "begun")
            written = truth(relay, journal=journal)
            if journal:  # it holds what other tests have written before
                written = _both_from(rows, written)
            assert unexplained(rows, written, 2 if journal else 0) == [], relay
            numbers = [row["n"] for row in tail.of(relay)]
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(rows) >= len(written) * 0.9
            gaps = [row for row in tail.of(relay) if row["kind"] == "log_gap"]
            cuts = sum(one == ("copytruncate", relay) for one in _drawn(chance, False))
            assert soak or len(gaps) <= cuts, gaps
    finally:
        tail.end(signal.SIGKILL)


def test_numbered_lines_over_cuts_and_renames(relays: tuple[str, ...], soak: bool) -> None:
    lines, cuts, rename = (1_000_000, 20, 200_000) if soak else (50_000, 2, 20_000)
    tail = Tailing("relay3", take=lambda row: {**_FEW, "raw": row["raw"][-12:]})
    try:
        _mark(tail, ("relay3",), "begin-count", 40)
        step = lines // 100
        for first in range(0, lines, step):
            _append(first, step)
            if first % rename == 0 and first:
                old = f"mail.log-20261125{first // rename:02d}"
                root("relay3", f"cd /var/log; mv mail.log {old}; pkill -HUP rsyslogd")
            if (first // step) % (100 // cuts) == (100 // cuts) - 1:
                fault("relay3", "sshd-kill")
        last = f"{lines - 1:012d}"
        until(lambda: tail.rows and tail.rows[-1]["raw"] == last, 300, "the last line")
        numbers = [row["raw"] for row in tail.rows if row["raw"].isdigit()]
        assert len(numbers) == lines
        assert numbers == [f"{number:012d}" for number in range(lines)]
    finally:
        tail.end(signal.SIGKILL)


def _append(first: int, count: int) -> None:
    """Lines of 60 bytes, in one write of awk's."""
    text = "2026-11-25T09:42:04+00:00 relay3 n[1]: ######## %012d"
    root(
        "relay3",
        f"awk 'BEGIN {{ for (i = {first}; i < {first + count}; i++)"
        f' printf "{text}\\n", i }}\' >> /var/log/mail.log',
    )


def _both_from(rows: list[Row], written: list[str]) -> list[str]:
    """The written lines from the first that was delivered on."""
    delivered = {row["raw"].split(" ", 2)[2] for row in rows if row["kind"] != "log_gap"}
    return written[next(at for at, line in enumerate(written) if line in delivered) :]


def test_many_lines_through_the_journal(relays: tuple[str, ...], soak: bool) -> None:
    lines = 100_000 if soak else 5_000
    tail = Tailing(JOURNAL)
    try:
        _mark(tail, (JOURNAL,), "begin-journal", 40)
        root(
            JOURNAL,
            f"seq -f 'number %012g' 1 {lines} > /tmp/lines;"
            "logger -p mail.info -t count -f /tmp/lines; rm /tmp/lines",
        )
        _mark(tail, (JOURNAL,), "end-journal", 200)
        rows = _since(tail.of(JOURNAL), "begin-journal")
        # The journal holds older lines than were asked for, or, when it has grown, has thrown its
        # first ones away: compare what both have.
        written = _both_from(rows, truth(JOURNAL, journal=True))
        kept = next(at for at, row in enumerate(rows) if row["raw"].split(" ", 2)[2] == written[0])
        assert unexplained(rows[kept:], written, 2) == []
        assert sum(": number " in row["raw"] for row in rows[kept:]) == sum(
            ": number " in line for line in written
        )
        assert len(rows) > lines
    finally:
        tail.end(signal.SIGKILL)


def test_a_vacuumed_journal_is_a_gap(relays: tuple[str, ...]) -> None:
    tail = Tailing(JOURNAL)
    try:
        _mark(tail, (JOURNAL,), "before-vacuum", 40)
        fault(JOURNAL, "link-down")
        try:
            for word in ("lost-1", "lost-2"):
                root(JOURNAL, f"logger -p mail.info -t postfix/mark {word}")
            fault(JOURNAL, "journal-rotate")
            root(JOURNAL, "logger -p mail.info -t postfix/mark kept-1")
            # A link that is back before it was missed would go on without asking.
            until(
                lambda: b"no answer" in tail.words or b"lost" in tail.words, 90, "the cut is told"
            )
        finally:
            fault(JOURNAL, "link-up")
        _mark(tail, (JOURNAL,), "after-vacuum", 120)
        rows = _since(tail.of(JOURNAL), "before-vacuum")
        kinds = [row["kind"] for row in rows]
        assert kinds.count("log_gap") == 1
        gap = kinds.index("log_gap")
        assert "no longer holds" in rows[gap]["raw"]
        words = [row["raw"].rsplit(" ", 1)[-1] for row in rows]
        assert words.index("before-vacuum") < gap < words.index("kept-1")
        assert "lost-1" not in words
    finally:
        tail.end(signal.SIGKILL)

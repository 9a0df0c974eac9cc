"""The console's own engine on the simulated relays: all lines, also across a cut link."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from relaytui.demo.demo import Demo
from relaytui.domain.line import Line
from relaytui.domain.link_state import LinkState
from relaytui.fleet import Fleet

PATIENCE = 20.0
BEGIN = 1_770_000_000.0


@dataclass
class Watch:
    """A demo whose time stands still, with a fleet that looks at it."""

    demo: Demo
    fleet: Fleet
    now: list[float]
    lines: list[Line] = field(default_factory=list)

    def until(self, condition: Callable[[], bool]) -> None:
        """Drain until a condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.fleet.statuses()
            self.lines += self.fleet.drain()
            time.sleep(0.01)

    def of(self, relay: str) -> list[Line]:
        """A relay's lines, without markers."""
        return [line for line in self.lines if line.relay == relay and not line.marker]

    def marked(self, relay: str, marker: str) -> bool:
        """Whether a relay has such a marker row."""
        return any(line.relay == relay and line.marker == marker for line in self.lines)

    def written(self, relay: str) -> list[bytes]:
        """What the relay has logged up to now: the raw lines, or the messages of its journal."""
        host = self.demo.hosts[relay]
        if host.journal:
            records, _ = host.journal.records(1, 100_000)
        else:
            records = b"".join(bytes(log.current.content) for log in host.files.values())
        return records.split(b"\n")[:-1]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Three relays that are being watched; afterwards no thread is left."""
    before = set(threading.enumerate())
    now = [BEGIN]
    with Demo(hosts=3, clock=lambda: now[0]) as demo:
        fleet = Fleet(demo.specs(), prompts=False)
        fleet.start()
        yield Watch(demo, fleet, now)
        fleet.close(patience=PATIENCE)
    assert demo.server.failures() == []
    deadline = time.monotonic() + PATIENCE
    while set(threading.enumerate()) - before:
        assert time.monotonic() < deadline, threading.enumerate()
        time.sleep(0.01)


def ready(watch: Watch) -> bool:
    """Whether all hosts are being read."""
    return all(one.state is LinkState.READY for one in watch.fleet.statuses())


def test_all_relays_are_read(watch: Watch) -> None:
    watch.until(lambda: ready(watch) and all(len(watch.of(f"mx{n}")) > 200 for n in (1, 2, 3)))
    sources = {one.relay: one.source for one in watch.fleet.statuses()}
    assert sources == {"mx1": "journal", "mx2": "/var/log/mail.log", "mx3": "/var/log/mail.log"}
    skews = [one.skew for one in watch.fleet.statuses()]
    assert all(skew is not None and abs(skew - (BEGIN - time.time())) < 60 for skew in skews)


@pytest.mark.parametrize("relay", ["mx1", "mx2", "mx3"])
def test_a_cut_link_loses_nothing(watch: Watch, relay: str) -> None:
    watch.until(lambda: len(watch.of(relay)) > 200)
    watch.demo.server.drop(relay)
    watch.now[0] += 60
    watch.demo.hosts[relay].advance()
    watch.until(lambda: watch.marked(relay, "back"))
    last = watch.written(relay)[-1]
    watch.until(lambda: len(watch.of(relay)) > 500 and _shows(watch.of(relay)[-1], last))
    rows = watch.of(relay)
    written = watch.written(relay)[-len(rows) :]
    assert all(_shows(row, line) for row, line in zip(rows, written, strict=True))
    assert [row.n for row in rows] == list(range(1, len(rows) + 1))
    assert watch.marked(relay, "lost")


def _shows(row: Line, written: bytes) -> bool:
    """Whether a row is this line: by the words behind its header, controls and all left out."""
    if written.startswith(b"{"):
        message = json.loads(written)["MESSAGE"]
        written = message.encode() if isinstance(message, str) else bytes(message)
    words = row.event.raw.partition("]: ")[2].partition("<U+")[0]
    return words.encode() in written

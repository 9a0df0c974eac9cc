"""Many hosts in one order, and a box that makes its host wait."""

import random
import threading
import time
from datetime import UTC

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.engine.inbox import Inbox
from relaytui.engine.merge import HOLD, Merger
from relaytui.engine.readings import Readings
from relaytui.sources.base import Gap, RawLine


def _line(relay: str, at: float, n: int = 1) -> Line:
    return Line(relay, "log", n, at, Event(raw=f"{relay} {at}"))


def test_a_line_waits_for_earlier_ones_of_other_hosts() -> None:
    merger = Merger(["a", "b"])
    merger.add(_line("a", 10.0), now=100.0)
    assert merger.ready(100.0, set()) == []
    merger.add(_line("b", 9.0), now=100.1)
    assert [line.at for line in merger.ready(100.1, set())] == [9.0]
    assert [line.at for line in merger.ready(100.1 + HOLD, set())] == [10.0]


def test_a_host_that_sends_its_history_is_waited_for() -> None:
    merger = Merger(["a", "b"])
    merger.add(_line("a", 10.0), now=100.0)
    assert merger.ready(200.0, {"b"}) == []
    assert [line.at for line in merger.ready(200.0, set())] == [10.0]


def test_what_comes_too_late_is_marked() -> None:
    merger = Merger(["a", "b"])
    merger.add(_line("a", 10.0), now=100.0)
    merger.ready(110.0, set())
    merger.add(_line("b", 7.0), now=111.0)
    merger.add(_line("b", 9.0), now=111.0)
    assert [line.late for line in merger.ready(120.0, set())] == [True, False]


def test_each_hosts_own_order_stays_whatever_the_times() -> None:
    rng = random.Random(1)
    merger = Merger(["a", "b", "c"])
    given: list[Line] = []
    for number in range(600):
        relay = rng.choice("abc")
        merger.add(_line(relay, rng.uniform(0, 50), number), now=float(number))
        given += merger.ready(float(number), set(rng.sample("abc", rng.randrange(3))))
    given += merger.ready(0.0, set(), all_of_it=True)
    assert len(given) == 600
    for relay in "abc":
        numbers = [line.n for line in given if line.relay == relay]
        assert numbers == sorted(numbers)


def test_a_full_box_makes_its_host_wait_and_loses_nothing() -> None:
    box = Inbox(lambda: None, room=10)
    lines = [_line("a", float(number), number) for number in range(1000)]

    def fill() -> None:
        for at in range(0, 1000, 5):
            box.put(lines[at : at + 5])

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()
    taken: list[Line] = []
    limit = time.monotonic() + 10
    while len(taken) < 1000 and time.monotonic() < limit:
        assert len(box) < 15
        taken += box.take(7)
    assert taken == lines
    thread.join(5)
    assert not thread.is_alive()


def test_a_closed_box_lets_its_host_go() -> None:
    box = Inbox(lambda: None, room=1)
    box.put([_line("a", 1.0)])
    thread = threading.Thread(target=lambda: box.put([_line("a", 2.0)]), daemon=True)
    thread.start()
    box.close()
    thread.join(5)
    assert not thread.is_alive()


def test_rows_are_numbered_and_sorted_by_the_corrected_clock() -> None:
    reading = Readings("a", "/var/log/mail.log", UTC)
    reading.skew = 7200.0  # the host's clock is two hours ahead
    now = 1_770_615_116.0
    raw = b"2026-02-09T07:31:56+00:00 mx1 postfix/qmgr[1]: 4104E3D: removed"
    first = reading.line(RawLine(raw), now)
    gap = reading.gap(Gap("lines are missing", 3), now)
    back = reading.line(RawLine(raw.replace(b"07:31", b"07:30")), now)
    assert first
    assert back
    assert first.at == now
    assert (first.n, gap.n, back.n) == (1, 2, 3)
    assert gap.event.kind == "log_gap"
    assert gap.event.lost == 3
    assert back.at >= first.at, "a host's own order stays"


def test_since_leaves_out_what_is_older() -> None:
    reading = Readings("a", "/var/log/mail.log", UTC, since=1_770_615_116.0)
    raw = b"2026-02-09T05:31:55+00:00 mx1 postfix/qmgr[1]: 4104E3D: removed"
    assert reading.line(RawLine(raw), 1_770_615_200.0) is None
    line = reading.line(RawLine(raw.replace(b"05:31:55", b"05:31:56")), 1_770_615_200.0)
    assert line
    assert line.n == 1


def test_bytes_that_are_no_utf8_are_kept_beside_unless_they_hold_a_secret() -> None:
    reading = Readings("a", "/var/log/mail.log", UTC)
    head = b"2026-02-09T05:31:55+00:00 mx1 x[1]: "
    line = reading.line(RawLine(head + b"\xff"), 1_770_615_200.0)
    assert line
    assert line.unclean == head + b"\xff"
    secret = reading.line(RawLine(head + b"\xff (given password: hunter2)"), 1_770_615_200.0)
    assert secret
    assert secret.unclean is None
    assert "hunter2" not in secret.event.raw

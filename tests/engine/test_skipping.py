"""A host that is too far behind: what is passed over is counted, shown, and read on request."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.engine import skipping
from relaytui.engine.pace import Pace
from relaytui.engine.session import Wishes
from relaytui.engine.skipping import Rereading
from relaytui.fleet import Fleet

#: Lag of the newest line at each quarter of a second, and whether it is given up.
PACES = {
    "on time": ([1.0] * 80, False),
    "behind, and getting there soon": ([60.0 - 2 * step for step in range(80)], False),
    "behind, and getting there in minutes": ([600.0 - step / 4 for step in range(80)], True),
    "behind for good": ([31.0] * 80, True),
    "further and further behind": ([31.0 + step for step in range(80)], True),
    "behind for a moment": ([1.0] * 30 + [40.0] * 10 + [1.0] * 40, False),
    "just bearable": ([30.0] * 80, False),
}


@pytest.mark.parametrize("name", PACES)
def test_pace(name: str) -> None:
    lags, hopeless = PACES[name]
    pace = Pace(30.0)
    assert any(pace.take(lag, 10, 0.25, at / 4) for at, lag in enumerate(lags)) is hopeless


def test_a_stream_that_pauses_has_given_all_there_is() -> None:
    pace = Pace(30.0)
    assert not any(pace.take(500.0, 1, 1.5, at * 1.5) for at in range(200))


@pytest.fixture
def impatient() -> Iterator[None]:
    with patch("relaytui.engine.pace.SPAN", 0.2):
        yield


def _line(number: int, at: float) -> str:
    stamp = datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
    return f"{stamp} mx1 postfix/smtpd[7]: line {number:06d}\n"


class Host:
    """This machine with a log, behind a fleet; `lines` is what was drained."""

    def __init__(self, log: Path, wishes: Wishes, logs: str = "") -> None:
        self.fleet = Fleet([HostSpec(name="here", logs=logs or str(log))], wishes=wishes)
        self.lines: list[Line] = []
        self.fleet.start()

    def drain_until(self, condition: Callable[[], object], most: int = 20_000) -> None:
        limit = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < limit, (len(self.lines), self.fleet.statuses())
            self.lines += self.fleet.drain(most)
            time.sleep(0.01)

    def holes(self) -> list[Line]:
        return [line for line in self.lines if line.marker == "skipped"]

    def numbers(self) -> list[int]:
        return [number_of(line) for line in self.lines if not line.marker]


def number_of(line: Line) -> int:
    return int(line.event.raw[-6:])


def taken(again: Rereading) -> list[Line]:
    lines, limit = [], time.monotonic() + 30
    while not (again.ended and not (more := again.take(500))):
        assert time.monotonic() < limit
        lines += again.take(500) if not again.ended else more
        time.sleep(0.005)
    return lines


def _fill(log: Path, first: int, count: int, age: float) -> None:
    at = time.time() - age
    with log.open("a") as file:
        file.writelines(_line(number, at) for number in range(first, first + count))


def test_passed_over_lines_are_counted_and_read_again(tmp_path: Path, impatient: None) -> None:
    log, count = tmp_path / "mail.log", 40_000
    _fill(log, 0, count, 100.0)
    host = Host(log, Wishes(back=10 * count, behind=1.0))
    try:
        host.drain_until(host.holes, most=150)
        host.drain_until(lambda: count - 1 in host.numbers())
        (hole,) = host.holes()
        before = [number_of(line) for line in host.lines[: host.lines.index(hole)]]
        after = [number_of(line) for line in host.lines[host.lines.index(hole) + 1 :]]
        assert before == list(range(before[-1] + 1))
        assert after == list(range(after[0], count))
        assert hole.event.kind == "log_gap"
        assert hole.event.lost == after[0] - before[-1] - 1 > 0
        again = host.fleet.read_again(hole, lambda: None)
        assert again
        with patch.object(skipping, "PAGE", 100_000):
            found = [number_of(line) for line in taken(again)]
        assert (again.problem, again.read) == ("", hole.event.lost)
        assert found == list(range(before[-1] + 1, after[0]))
    finally:
        host.fleet.close()


def test_a_console_that_is_slow_itself_goes_ahead(tmp_path: Path, impatient: None) -> None:
    log, count = tmp_path / "mail.log", 20_000
    _fill(log, 0, count, 100.0)
    with patch("relaytui.engine.pace.PAUSE", 0.05):  # a chunk waits longer than that for its room
        host = Host(log, Wishes(back=10 * count, behind=1.0))
        try:
            host.drain_until(host.holes, most=50)
        finally:
            host.fleet.close()


def test_over_a_rotation(tmp_path: Path, impatient: None) -> None:
    log, count = tmp_path / "mail.log", 20_000
    _fill(log, 0, count, 100.0)
    host = Host(log, Wishes(back=10 * count, behind=1.0))
    try:
        host.drain_until(lambda: host.lines, most=100)
        log.rename(f"{log}.1")
        _fill(log, count, count, 100.0)
        host.drain_until(host.holes, most=100)
        host.drain_until(lambda: 2 * count - 1 in host.numbers())
        hole = host.holes()[-1]
        again = host.fleet.read_again(hole, lambda: None)
        assert again
        missing = set(range(2 * count)) - set(host.numbers())
        assert {number_of(line) for line in taken(again)} == missing
        assert hole.event.lost == len(missing)
    finally:
        host.fleet.close()


def test_old_lines_of_a_host_that_has_no_more_are_not_passed_over(
    tmp_path: Path, impatient: None
) -> None:
    log = tmp_path / "mail.log"
    _fill(log, 0, 10, 3600.0)
    host = Host(log, Wishes(behind=1.0))
    try:
        host.drain_until(lambda: len(host.lines) == 10)
        for number in range(10, 150):  # a clock that is wrong by an hour
            _fill(log, number, 1, 3600.0)
            host.drain_until(lambda: True)
            time.sleep(0.01)
        host.drain_until(lambda: 149 in host.numbers())
        assert host.numbers() == list(range(150))
        assert not host.holes()
    finally:
        host.fleet.close()


def test_tail_passes_nothing_over(tmp_path: Path, impatient: None) -> None:
    log, count = tmp_path / "mail.log", 20_000
    _fill(log, 0, count, 100.0)
    host = Host(log, Wishes(back=10 * count))
    try:
        host.drain_until(lambda: len(host.lines) == count, most=500)
        assert host.numbers() == list(range(count))
    finally:
        host.fleet.close()


def test_many_files(tmp_path: Path, impatient: None) -> None:
    count = 20_000
    for name in ("a", "b"):
        _fill(tmp_path / f"{name}.log", 0, count, 100.0)
    logs = str(tmp_path / "*.log")
    host = Host(tmp_path, Wishes(back=20 * count, behind=1.0), logs)
    try:
        host.drain_until(host.holes, most=200)
        host.drain_until(lambda: host.numbers().count(count - 1) == 2)
        holes = host.holes()
        found: dict[str, set[int]] = {}
        for hole in holes:
            again = host.fleet.read_again(hole, lambda: None)
            assert again
            lines = taken(again)
            assert len(lines) == hole.event.lost
            found.setdefault(hole.source, set()).update(map(number_of, lines))
        for source, numbers in found.items():
            seen = {number_of(one) for one in host.lines if one.source == source and not one.marker}
            assert numbers | seen == set(range(count))
            assert not numbers & seen
    finally:
        host.fleet.close()


def test_a_row_that_is_no_hole_is_not_read(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    _fill(log, 0, 1, 0.0)
    host = Host(log, Wishes(behind=1.0))
    try:
        host.drain_until(lambda: host.lines)
        assert host.fleet.read_again(host.lines[0], lambda: None) is None
    finally:
        host.fleet.close()

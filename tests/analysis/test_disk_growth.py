"""How fast disks fill: what is said of them, and when nothing is."""

from collections.abc import Callable

import pytest

from relaytui.analysis.disk_growth import DiskWatch
from relaytui.analysis.health import growth_words, troubles
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.machine import Disk, Machine

GB, HOUR = 10**9, 3600.0
SIZE = 10 * GB


def watched(
    used: Callable[[float], float], seconds: float, every: float = 4.0, size: int = SIZE
) -> DiskWatch:
    """A disk that holds so many bytes after so many seconds."""
    watch, at = DiskWatch(), 0.0
    while at <= seconds:
        full = int(used(at))
        watch.note(Machine((Disk(safe("/var"), size, full, size - full),)), at)
        at += every
    return watch


@pytest.mark.parametrize(
    ("used", "seconds", "words"),
    [
        # 7 GB are free, 1 GB an hour: after half an hour it can be said
        (lambda at: 3 * GB + at * GB / HOUR, 1800, "/var grows by 1.0 GB/h: full in 6 h"),
        (lambda at: 7 * GB + at * GB / 60, 60, "/var grows by 1.0 GB/min: full in 2 min"),
        # two looks are enough where it is as near as that
        (lambda at: 9 * GB + at * GB / 100, 8, "/var grows by 600 MB/min: full in 92 s"),
        # it grows no more, or at once, or not at all, or up and down
        (lambda at: 3 * GB + min(at, 60) * GB / 60, 1800, ""),
        (lambda at: 3 * GB + (at > 30) * GB, 60, ""),
        (lambda at: 3 * GB, 1800, ""),
        (lambda at: 3 * GB - at * 1000, 1800, ""),
        (lambda at: 3 * GB + (at % 300) * 1e6, 3600, ""),
        # what would be in months is not drawn out of a minute
        (lambda at: 3 * GB + at * 1000, 60, ""),
        # nothing is free any more: that is another trouble
        (lambda at: SIZE, 60, ""),
        (lambda at: 3 * GB + at * GB / HOUR, 4, ""),
    ],
)
def test_a_disk_that_fills(used: Callable[[float], float], seconds: float, words: str) -> None:
    growths = watched(used, seconds, 4.0 if seconds > 8 else 8.0).growths()
    assert "; ".join(growth_words(one) for one in growths) == words


def test_a_burst_after_a_quiet_hour_is_seen_within_two_minutes() -> None:
    watch = watched(lambda at: 3 * GB + max(0.0, at - HOUR) * GB / 60, HOUR + 100)
    (growth,) = watch.growths()
    assert growth.full_in == pytest.approx((7 - 100 / 60) * 60, rel=0.1)


def test_what_is_kept_is_bounded() -> None:
    watch = watched(lambda at: at, 10 * HOUR)
    assert len(watch._recent["/var"]) + len(watch._minutes["/var"]) < 90


def test_a_disk_of_another_size_is_another_disk() -> None:
    watch = watched(lambda at: 3 * GB + at * GB / 60, 60)
    watch.note(Machine((Disk(safe("/var"), 2 * SIZE, 9 * GB, 11 * GB),)), 64.0)
    assert watch.growths() == []
    watch.note(Machine(()), 68.0)
    watch.note(Machine((Disk(safe("/var"), SIZE, 9 * GB, GB),)), 72.0)
    assert watch.growths() == []


@pytest.mark.parametrize(("full_in", "bad"), [(1800, True), (20_000, False), (100_000, None)])
def test_it_is_a_trouble_within_a_day(full_in: float, bad: bool | None) -> None:
    rate = 7 * GB / (full_in + 3600)
    watch = watched(lambda at: 3 * GB + at * rate, 3600)
    found = troubles(HostFacts({}), 0.0, growths=watch.growths())
    assert [one.bad for one in found] == ([] if bad is None else [bad])

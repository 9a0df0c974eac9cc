"""Windows hold what came in them, however it came, and never more groups than they may."""

import random
from collections import Counter

from relaytui.analysis.slices import BARS, TIERS, WINDOWS, Slices, begin_of
from relaytui.analysis.tally import ONE, Tally, unpacked, weight

NOW = 1_764_080_000.0
ONE_LOGIN = ONE["failed_logins"]


def counted(slices: Slices, window: str, now: float) -> Counter[str]:
    """Failed logins by group."""
    found: Counter[str] = Counter()
    for one in slices.within(window, now):
        for key, amount in one.tables[0].items():
            found[key] += unpacked(amount).failed_logins
    return found


def filled(moments: list[tuple[float, str]], most: int = 10**6) -> Slices:
    """Slices with a failed login at each moment."""
    slices = Slices((most,))
    for at, key in moments:
        into = slices.at(at)
        if into is not None:
            into.total += ONE_LOGIN
            slices.add(into, 0, key, ONE_LOGIN)
    return slices


def test_a_window_holds_what_came_in_it() -> None:
    chance = random.Random(1)
    moments = sorted(
        (NOW - chance.uniform(0, 40 * 3600), chance.choice("abc")) for _ in range(5000)
    )
    slices = filled(moments)
    for window in WINDOWS:
        wanted = Counter(key for at, key in moments if at >= begin_of(window, NOW))
        assert counted(slices, window, NOW) == wanted, window


def test_events_in_any_order_of_time_stand_at_their_own_time() -> None:
    chance = random.Random(2)
    moments = [(NOW - chance.uniform(0, 23 * 3600), chance.choice("abc")) for _ in range(3000)]
    slices = filled([(NOW, "now"), *moments])
    for window in WINDOWS:
        begin = begin_of(window, NOW)
        got = counted(slices, window, NOW)
        wanted = Counter(key for at, key in [(NOW, "now"), *moments] if at >= begin)
        # What comes late stands in the slice of its own time, so each window is exact.
        assert got == wanted, window


def test_windows_go_on_when_nothing_comes() -> None:
    slices = filled([(NOW, "a")])
    for window, seconds in WINDOWS.items():
        assert counted(slices, window, NOW + seconds - 1) == {"a": 1}
        assert counted(slices, window, NOW + seconds + BARS[window]) == {}


def test_no_more_slices_than_the_tiers_have() -> None:
    slices = filled([(NOW + 7.0 * step, "a") for step in range(30_000)])
    held = list(slices.within("24h", NOW + 7.0 * 30_000))
    assert len(held) <= sum(tier.number for tier in TIERS)


def test_older_than_a_day_is_not_held() -> None:
    slices = filled([(NOW, "a")])
    assert slices.at(NOW - 26 * 3600) is None


def test_a_spray_leaves_the_large_and_counts_the_rest_as_others() -> None:
    chance = random.Random(3)
    moments = [(NOW + step / 400, f"a{step}") for step in range(40_000)]
    moments += [(NOW + chance.uniform(0, 100), "loud") for _ in range(2000)]
    moments.sort()
    slices = filled(moments, most=100)
    held = list(slices.within("1h", NOW + 100))
    assert all(len(one.tables[0]) <= 300 for one in held)
    shown = counted(slices, "1h", NOW + 100)
    others = sum(unpacked(one.others[0]).failed_logins for one in held)
    assert shown["loud"] == 2000
    assert shown.total() + others == len(moments)
    assert sum(unpacked(one.total).failed_logins for one in held) == len(moments)


def test_a_packed_tally_adds_up_field_by_field() -> None:
    chance = random.Random(4)
    total, sums = 0, Counter[str]()
    for _ in range(2000):
        name = chance.choice(Tally._fields)
        total += ONE[name] * 7
        sums[name] += 7
    assert unpacked(total)._asdict() == {name: sums[name] for name in Tally._fields}
    assert weight(total) == sums.total()

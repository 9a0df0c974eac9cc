"""Parts of a log are counted apart; their sum is that of the whole, wherever it was cut."""

import os
import pickle
import random
from zoneinfo import ZoneInfo

import pytest

from relaytui.analysis.report_part import Part
from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_piece import may_cut
from tests.report.logs import NOW, corpus, joined, made, parts, plain, reader, whole

ROUNDS = 60 if os.environ.get("SOAK") else 6
BERLIN = ZoneInfo("Europe/Berlin")
LOGS = {
    "corpus": corpus(),
    "made": made(3000, 3),
    "old times, short ids, three hosts": made(
        2500, 4, timestamps="rfc3164", hosts=3, long_ids=False
    ),
    "slow": made(2000, 5, per_second=0.2),
}


def cuts_of(log: bytes, number: int, rng: random.Random) -> list[int]:
    """So many places behind a newline."""
    ends = [at + 1 for at in range(len(log) - 1) if log[at] == 10]
    return sorted(rng.sample(ends, min(number, len(ends))))


@pytest.mark.parametrize("name", LOGS)
def test_the_sum_of_the_parts_is_that_of_the_whole(name: str) -> None:
    log, how = LOGS[name], reader(BERLIN)
    wanted = plain(whole(log, how, slowly=True))
    assert wanted["lines"] > 300
    for seed in range(ROUNDS):
        rng = random.Random(seed)
        cuts = cuts_of(log, rng.choice((1, 3, 20, 150)), rng)
        counted = parts(log, how, cuts)
        assert plain(joined(counted, how)) == wanted, (seed, cuts)


def test_parts_may_be_joined_among_themselves_first_and_travel() -> None:
    log, how = LOGS["made"], reader()
    wanted = plain(whole(log, how))
    rng = random.Random(7)
    counted = pickle.loads(pickle.dumps(parts(log, how, cuts_of(log, 30, rng))))
    groups = []
    while counted:
        middle = Part(how.periods, root=False)
        for _ in range(min(len(counted), rng.randint(1, 5))):
            middle.join(counted.pop(0))
        groups.append(middle.counted())
    assert plain(joined(groups, how)) == wanted


def test_periods_are_kept_over_cuts() -> None:
    log = made(4000, 9, per_second=2.0)
    begin = NOW - 86400 + 600.5
    how = reader(periods=Periods(begin, begin + 700, begin - 700))
    wanted = whole(log, how, slowly=True)
    assert wanted.outside
    assert {where[0] for where in wanted.volumes} == {0, 1}
    cuts = cuts_of(log, 25, random.Random(1))
    assert plain(joined(parts(log, how, cuts), how)) == plain(wanted)


def test_a_night_in_which_the_clock_is_put_back() -> None:
    """02:30 comes twice; the second one is told by the order of lines alone."""
    times = [f"Oct 25 0{hour}:{minute:02}:07" for hour in (1, 2, 2, 3) for minute in range(60)]
    log = "".join(
        f"{time} mx1 postfix/smtpd[{pid}]: connect from a.example[192.0.2.{pid % 200}]\n"
        for pid, time in enumerate(times, 1)
    ).encode()
    how = reader(BERLIN)
    wanted = whole(log, how, slowly=True)
    assert len({where[2] for where in wanted.volumes}) == 16
    assert plain(whole(log, how)) == plain(wanted)
    for seed in range(4):
        cuts = [cut for cut in cuts_of(log, 90, random.Random(seed)) if may_cut(log[:cut], how)]
        assert 30 < len(cuts) < 60
        assert plain(joined(parts(log, how, cuts), how)) == plain(wanted)

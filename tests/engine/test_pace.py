"""A fact that costs the more the more it finds is looked at the more seldom."""

import time

from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.engine.facts_keeper import Found
from relaytui.facts.base import Fact
from relaytui.state.facts import FactsBoard
from tests.engine.test_facts_keeper import World

SLOW = Fact[int]("slow", "ask out echo 1", lambda answers: 1, every=0.02, pace=lambda found: 60.0)
QUICK = Fact[int]("quick", "ask out echo 1", lambda answers: 1, every=0.02)


def test_the_keeper_waits_as_long_as_the_last_look_says() -> None:
    world = World()
    world.use()
    world.keeper.want((SLOW, QUICK))
    world.until(lambda: world.count(QUICK) >= 5, "it is looked at all the time")
    world.keeper.stop()
    assert world.count(SLOW) == 1


def test_what_is_looked_at_seldom_is_not_stale_so_soon() -> None:
    board, now = FactsBoard(), time.time()
    board.take([Found("mx1", SLOW, 1, now - 100), Found("mx1", QUICK, 1, now - 100)])
    board.judge({"mx1": HostStatus("mx1", LinkState.READY)}, now)
    slow, quick = board.get("mx1", SLOW), board.get("mx1", QUICK)
    assert slow
    assert quick
    assert (slow.stale, quick.stale) == (False, True)

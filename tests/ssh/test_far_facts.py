"""How often a far host must be asked before a panel has something to show, and for a look.

The link is 300 ms long there and back. A trip is what that adds: the same work over a near link
is taken off, since it is the host's and ours.
"""

import time
from typing import Any

from relaytui.domain.host_spec import HostSpec
from relaytui.engine.session import Wishes
from relaytui.facts.machine import MACHINE
from relaytui.facts.packages import PACKAGES
from relaytui.facts.queue_size import QUEUE_SIZE
from relaytui.fleet import Fleet
from tests.ssh.conftest import until
from tests.ssh.server import ShellServer

ONE_WAY_MS = 150
TRIP = 2 * ONE_WAY_MS / 1000
FACTS = (MACHINE, QUEUE_SIZE, PACKAGES)


def spec_of(server: ShellServer, port: int) -> HostSpec:
    base = server.spec(port)
    fields: dict[str, Any] = {name: getattr(base, name) for name in base.__struct_fields__}
    return HostSpec(**fields | {"sudo": "never", "container": "none"})


def times(server: ShellServer, port: int) -> tuple[float, float]:
    """Seconds from the start to the first fact, and those of a look at all of them again."""
    fleet = Fleet([spec_of(server, port)], wishes=Wishes(facts=True), prompts=False)
    fleet.want(FACTS)
    seen: dict[str, float] = {}

    def all_seen() -> bool:
        for found in fleet.found():
            seen.setdefault(found.fact.name, time.monotonic())
        return len(seen) == len(FACTS)

    begun = time.monotonic()
    fleet.start()
    try:
        until(all_seen, 40)
        first = min(seen.values()) - begun
        looks = []
        for _ in range(4):
            seen.clear()
            begun = time.monotonic()
            fleet.look_again()
            until(all_seen, 20)
            looks.append(max(seen.values()) - begun)
        return first, min(looks)
    finally:
        fleet.close()


def test_a_far_host_shows_its_first_facts_within_eight_trips_and_a_look_is_one(
    server: ShellServer, shaper: Any
) -> None:
    near_first, near_look = times(server, shaper.port)
    shaper.command(f"set delay {ONE_WAY_MS}")
    far_first, far_look = times(server, shaper.port)
    trips = (far_first - near_first) / TRIP
    assert trips <= 8, f"{trips:.1f} trips until the first fact"
    look = (far_look - near_look) / TRIP
    assert 0.5 < look < 1.5, f"{look:.2f} trips for a look at all facts"

"""The mail traffic of a simulated relay, as a pure function of a seed and of time."""

import heapq
import random
from collections.abc import Callable

from relaytui.demo import sessions, strangers
from relaytui.demo.attack import campaign
from relaytui.demo.deliveries import Scene
from relaytui.demo.entry import Entry
from relaytui.demo.machine import Machine
from relaytui.demo.world import World

#: Scenes of an ordinary day, with their weights.
_SCENES: tuple[tuple[int, Callable[[Machine], Scene]], ...] = (
    (30, sessions.inbound),
    (22, sessions.submission),
    (12, sessions.application),
    (2, sessions.wrong_password),
    (16, strangers.rejected),
    (3, strangers.greylisted),
    (8, strangers.screened),
    (2, strangers.bad_handshake),
    (2, strangers.statistics),
    (1, strangers.trouble),
)
_PER_SECOND = 0.7  # scenes; makes about five lines


class Traffic:
    """What a relay logs from `begin` on (seconds since the epoch).

    The same arguments give the same lines, however the time is cut into calls. An attack runs
    in waves from `attack_at` on; by default it begins half a minute after `begin`.
    """

    def __init__(
        self, seed: int, host: str, begin: float, *, attack_at: float | None = None,
        long_ids: bool = True, world: World | None = None,
    ) -> None:  # fmt: skip
        rng = random.Random(f"traffic {seed} {host}")
        self.host = host
        self._machine = Machine(world or World(seed), host, rng, long_ids)
        self._machine.now = begin
        self._started = 0
        self._due: list[tuple[float, int, Scene]] = []
        self._start(self._arrivals())
        self._start(campaign(self._machine, begin + 30 if attack_at is None else attack_at))

    def entries(self, until: float) -> list[Entry]:
        """What has been logged since the last call, up to a moment; times only rise."""
        machine = self._machine
        while self._due and self._due[0][0] <= until:
            machine.now, number, scene = heapq.heappop(self._due)
            wait = next(scene, None)
            if wait is not None:
                heapq.heappush(self._due, (machine.now + wait, number, scene))
            while machine.waiting:
                self._start(machine.waiting.pop())
        logged, machine.logged = machine.logged, []
        return logged

    def lines(self, until: float) -> list[tuple[float, bytes]]:
        """The same as lines of a log file, each with its time."""
        return [(entry.time, entry.iso_line(self.host)) for entry in self.entries(until)]

    def _start(self, scene: Scene) -> None:
        self._started += 1
        heapq.heappush(self._due, (self._machine.now, self._started, scene))

    def _arrivals(self) -> Scene:
        rng = self._machine.rng
        weights = [weight for weight, _ in _SCENES]
        while True:
            yield rng.expovariate(_PER_SECOND)
            self._start(rng.choices(_SCENES, weights)[0][1](self._machine))

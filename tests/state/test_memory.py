"""What a flood takes: as much as the ring may hold, and no more the longer it lasts."""

import gc
import tracemalloc
from datetime import UTC

from relaytui.engine.readings import Readings
from relaytui.sources.base import RawLine
from relaytui.state.store import Store
from tests.hostile.corpus import corpus

#: Bytes of packed rows that the ring of this test may hold.
HELD = 1 << 18
#: Lines until it is full, and until it was filled anew.
PIECE = 40_000
NOW = 1_800_000_000.0


def test_memory_stays_when_the_ring_is_full(soak: bool) -> None:
    store = Store(["mx1"])
    store.ring.most_bytes = HELD
    readings = Readings("mx1", "/var/log/mail.log", UTC)
    attacks = [attack.line for attack in corpus(500)]

    def flood(first: int, count: int) -> None:
        for start in range(first, first + count, 500):
            lines = []
            for number in range(start, start + 500):
                at = NOW + number / 5000
                raw = b"%d %s" % (number * 7919, attacks[number % len(attacks)])
                lines.append(readings.line(RawLine(raw, at=at), at))
            store.take([line for line in lines if line], (), NOW + start / 5000)

    def traced() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        flood(0, PIECE)
        first, filled = store.ring.first, traced()
        assert first > 0, "the ring is full"
        flood(PIECE, (20 if soak else 1) * PIECE)
        later = traced()
    finally:
        tracemalloc.stop()
    assert store.ring.first > first + PIECE / 2
    assert store.ring.packed_bytes <= HELD
    # What is held differs a little from moment to moment; a leak grows with all that has come.
    assert later - filled < filled / 10, (filled, later)

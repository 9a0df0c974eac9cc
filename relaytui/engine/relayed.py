"""Relays that are known through an aggregator: one status each."""

from collections.abc import Mapping

import msgspec

from relaytui.domain.link_state import HostStatus

#: Delays (seconds) that are told apart, so that a screen is not painted for less.
STEPS = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


def delay_step(delay: float) -> float:
    """The largest step that a delay has reached; a negative one is the relay's clock's error."""
    if delay < 0:
        return -delay_step(-delay) or 0.0
    return max(step for step in STEPS if step <= delay)


class Relayed:
    """The statuses of one aggregator's relays; each is made anew only when it has changed."""

    def __init__(self) -> None:
        self._of: HostStatus | None = None
        self._delays: dict[str, float | None] = {}
        self._statuses: tuple[HostStatus, ...] = ()

    def statuses(
        self, aggregator: HostStatus, found: Mapping[str, float | None]
    ) -> tuple[HostStatus, ...]:
        """One status a relay: the aggregator's link, and how long its lines take."""
        delays = {
            name: None if delay is None else delay_step(delay)
            for name, delay in tuple(found.items())
        }
        if aggregator is not self._of or delays != self._delays:
            old = {one.relay: one for one in self._statuses}
            self._statuses = tuple(
                old[name]
                if aggregator is self._of and name in old and old[name].delay == delay
                else _status(aggregator, name, delay)
                for name, delay in delays.items()
            )
            self._of, self._delays = aggregator, delays
        return self._statuses


def _status(aggregator: HostStatus, name: str, delay: float | None) -> HostStatus:
    return msgspec.structs.replace(
        aggregator, relay=name, via=aggregator.relay, delay=delay, skew=None, tries=0
    )

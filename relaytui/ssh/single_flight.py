"""One does it, others who want the same wait for what comes of it."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from relaytui.errors import Unreachable

T = TypeVar("T")


class _Flight(Generic[T]):
    def __init__(self) -> None:
        self.landed = threading.Event()
        self.result: T | None = None
        self.error: BaseException | None = None


class SingleFlight(Generic[T]):
    """Work by key. Errors are shared as well: what failed for one is not tried by all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[Hashable, _Flight[T]] = {}

    def do(self, key: Hashable, work: Callable[[], T], stopped: Callable[[], bool]) -> T:
        """What the work gives, done by this thread or by the one that is at it already.

        Raises Unreachable when the caller is stopped while it waits.
        """
        with self._lock:
            flight = self._flights.get(key)
            first = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if first:
            self._fly(key, flight, work)
        while not flight.landed.wait(0.1):
            if stopped():
                raise Unreachable("stopped")
        if flight.error is not None:
            raise flight.error
        return flight.result  # type: ignore[return-value]

    def _fly(self, key: Hashable, flight: _Flight[T], work: Callable[[], T]) -> None:
        try:
            flight.result = work()
        except BaseException as error:  # noqa: BLE001  (raised by all who wait)
            flight.error = error
        finally:
            with self._lock:
                self._flights.pop(key, None)
            flight.landed.set()

"""Jump hosts are shared: many hosts behind one cost one login there."""

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from relaytui.ssh.single_flight import SingleFlight


class Shared(Protocol):
    """A connection that several use."""

    @property
    def usable(self) -> bool:
        """Whether it stands."""

    def close(self) -> None:
        """End it."""


C = TypeVar("C", bound=Shared)


class JumpPool(Generic[C]):
    """Connections by key, each kept as long as somebody uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._making: SingleFlight[None] = SingleFlight()
        self._ready: dict[str, C] = {}
        self._users: dict[int, int] = {}

    def take(self, key: str, make: Callable[[], C], stopped: Callable[[], bool]) -> C:
        """The connection of a key, made by the first who wants it; raises as `make`.

        Each taker gives it back once.
        """
        while True:
            with self._lock:
                found = self._ready.get(key)
                if found and found.usable:
                    self._users[id(found)] += 1
                    return found
            self._making.do(key, lambda: self._make(key, make), stopped)

    def _make(self, key: str, make: Callable[[], C]) -> None:
        with self._lock:
            found = self._ready.get(key)
            if found and found.usable:  # made by another since this one has looked
                return
            if found and not self._users[id(found)]:  # it ended before anybody took it
                del self._users[id(found)]
        made = make()
        with self._lock:
            self._ready[key] = made
            self._users.setdefault(id(made), 0)

    def give_back(self, used: C) -> None:
        """It is not needed any more by one of its users; the last one closes it."""
        with self._lock:
            self._users[id(used)] -= 1
            last = not self._users[id(used)]
            if last:
                del self._users[id(used)]
                self._forget(used)
        if last:
            used.close()

    def spoil(self, used: C) -> None:
        """It is silent: nobody new gets it, and those who have it will give it back."""
        with self._lock:
            self._forget(used)

    def _forget(self, used: C) -> None:
        for key in [key for key, one in self._ready.items() if one is used]:
            del self._ready[key]

"""A few at a time, and nobody for long."""

import threading

from relaytui.engine.turnstile import Turnstile
from tests.ssh.conftest import until


def _stays() -> bool:
    return False


class Guests:
    """Threads that go in and stay until they are let go."""

    def __init__(self, turnstile: Turnstile, count: int) -> None:
        self.inside = 0
        self.most = 0
        self.go = threading.Event()
        self._lock = threading.Lock()
        self._turnstile = turnstile
        self.threads = [threading.Thread(target=self._visit) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def _visit(self) -> None:
        with self._turnstile.turn(_stays):
            with self._lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            self.go.wait(10)
            with self._lock:
                self.inside -= 1


def test_no_more_than_some_are_inside() -> None:
    guests = Guests(Turnstile(2, counts=60.0), 8)
    until(lambda: guests.inside == 2)
    guests.go.set()
    for thread in guests.threads:
        thread.join(10)
    assert guests.most == 2


def test_slow_ones_hold_nobody_up() -> None:
    guests = Guests(Turnstile(1, counts=0.01), 6)
    until(lambda: guests.inside == 6)
    guests.go.set()


def test_who_is_stopped_does_not_wait() -> None:
    turnstile = Turnstile(1, counts=60.0)
    with turnstile.turn(_stays), turnstile.turn(lambda: True):
        pass
    with turnstile.turn(_stays):
        pass

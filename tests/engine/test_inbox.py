"""The box between a host's thread and the main thread: bounded by lines, and by their size."""

import threading

from relaytui.engine.inbox import Inbox
from tests.ssh.conftest import until
from tests.state.lines import line


def _filled(box: Inbox, size: int, count: int) -> threading.Thread:
    def put() -> None:
        for number in range(count):
            box.put([line(number, "x" * size)])

    thread = threading.Thread(target=put, daemon=True)
    thread.start()
    return thread


def test_few_long_lines_fill_it() -> None:
    box = Inbox(lambda: None, room=1000, room_size=10_000)
    thread = _filled(box, 4000, 50)
    until(lambda: len(box) >= 3)
    taken = 0
    while taken < 50:
        assert len(box) <= 3
        taken += len(box.take(1))
    thread.join(10)
    assert not thread.is_alive()
    assert not len(box)


def test_many_short_lines_fill_it() -> None:
    box = Inbox(lambda: None, room=10, room_size=10_000)
    thread = _filled(box, 1, 50)
    until(lambda: len(box) >= 10)
    taken = 0
    while taken < 50:
        assert len(box) <= 10
        taken += len(box.take(5))
    thread.join(10)
    assert not thread.is_alive()


def test_closing_lets_nobody_wait() -> None:
    box = Inbox(lambda: None, room=1)
    thread = _filled(box, 1, 10)
    until(lambda: len(box) >= 1)
    box.close()
    thread.join(10)
    assert not thread.is_alive()

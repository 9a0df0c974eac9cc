"""The promise that holds for all tests of the simulated relays: no process is ever started."""

import sys
from collections.abc import Iterator

import pytest

_EVENTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork", "os.system", "pty.spawn")
_started: list[str] = []


def _watch(event: str, _: object) -> None:
    if event.startswith(_EVENTS):
        _started.append(event)


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that starts a process, however it does it."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    for name in ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.system"):
        monkeypatch.setattr(name, forbidden)
    _started.clear()
    yield
    assert _started == []

"""A real relay that logs faster than is read: counted, passed over, read again."""

import re
import time
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.engine.session import Wishes
from relaytui.fleet import Fleet
from tests.relays.lab import SSH_CONFIG, file_log, journal_log, root, until

pytestmark = pytest.mark.lab
COUNT = 40_000
_NUMBER = re.compile(r"flood(?:\[\d+\])?: (\d+)$")


class Watched:
    """One relay, read no faster than the test wants."""

    def __init__(self, relay: str) -> None:
        self.lines: list[Line] = []
        spec = HostSpec(name=relay, target=relay, ssh_config=str(SSH_CONFIG))
        self.fleet = Fleet([spec], wishes=Wishes(behind=1.0))
        self.fleet.start()

    def drained(self, most: int) -> bool:
        """Take some lines; something to wait for."""
        self.lines += self.fleet.drain(most)
        return True

    def holes(self, most: int = 500) -> list[Line]:
        """The rows of what was passed over."""
        self.drained(most)
        return [line for line in self.lines if line.marker == "skipped"]

    def told(self) -> int:
        """Numbered lines that were shown, or counted in a hole."""
        holes = self.holes(5000)
        return len(_numbers(self.lines)) + sum(one.event.lost or 0 for one in holes)


@pytest.fixture
def watched(relays: tuple[str, ...], request: pytest.FixtureRequest) -> Iterator[Watched]:
    one = Watched(relays[request.param])
    yield one
    one.fleet.close()


def _numbers(lines: list[Line]) -> list[int]:
    return [int(found[1]) for line in lines if (found := _NUMBER.search(line.event.raw))]


def _written(host: str) -> list[int]:
    lines = journal_log(host) if host == "relay2" else file_log(host)
    return [int(found[1]) for line in lines if (found := _NUMBER.search(line))]


@pytest.mark.parametrize("watched", [0, 1], ids=["file", "journal"], indirect=True)
def test_each_line_is_shown_or_counted_and_can_be_read(watched: Watched) -> None:
    until(lambda: watched.drained(1000) and not watched.fleet.behind() and watched.lines, 30, "log")
    with patch("relaytui.engine.pace.SPAN", 0.3):
        (host,) = (spec.name for spec in watched.fleet.hosts)
        root(host, f"seq 1 {COUNT} | logger -p mail.info -t postfix/flood")
        until(watched.holes, 60, "a hole")
        written = _written(host)  # journald keeps no more than its rate limit
        until(lambda: watched.told() >= len(written), 60, f"all up to {written[-1]}")
    holes, shown, counted = watched.holes(), _numbers(watched.lines), 0
    found: list[int] = []
    for hole in holes:
        counted += hole.event.lost or 0
        again = watched.fleet.read_again(hole, lambda: None)
        assert again
        limit = time.monotonic() + 60
        while not again.ended or (lines := again.take(5000)):
            found += _numbers(again.take(5000) if not again.ended else lines)
            assert time.monotonic() < limit, again.read
        assert not again.problem
    missing = sorted(set(written) - set(shown))
    assert len(shown) == len(set(shown))
    assert missing
    assert sorted(found) == missing
    assert counted >= len(missing)

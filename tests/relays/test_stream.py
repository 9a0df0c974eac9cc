"""What a run of tail leaves, where it begins, and what it says when it may not read."""

import re
import signal
from collections.abc import Iterator

import pytest

from tests.relays.lab import SSH_CONFIG, fault, file_log, journal_log, root, until
from tests.relays.tailing import Tailing

pytestmark = pytest.mark.lab


@pytest.fixture
def tailing(relays: tuple[str, ...]) -> Iterator[Tailing]:
    tail = Tailing(*relays)
    until(lambda: {row["relay"] for row in tail.rows} == set(relays), 30, "first lines of all")
    yield tail
    if tail.process.poll() is None:
        tail.end(signal.SIGKILL)


def _delivered(tail: Tailing, relay: str) -> list[str]:
    lines = tail.raw(relay)
    if relay != "relay2":
        return lines
    return [re.sub(r"^\S+ \S+ ", "", line) for line in lines]


def _written(relay: str) -> list[str]:
    return journal_log(relay) if relay == "relay2" else file_log(relay)


def test_nothing_is_left_when_the_console_is_killed(
    relays: tuple[str, ...], tailing: Tailing
) -> None:
    look = "ps ax -o args= | grep -E 'tail -s|tail -c|journalctl --follow' | grep -v grep; true"
    for relay in relays:
        assert root(relay, look).strip(), "a follower was running"
    tailing.end(signal.SIGKILL)
    for relay in relays:
        until(lambda: not root(relay, look).strip(), 2, f"no follower on {relay}")  # noqa: B023


def test_since_begins_at_the_moment(relays: tuple[str, ...]) -> None:
    for relay in relays:
        root(relay, "logger -p mail.info -t postfix/mark before-since")
    until(lambda: True, 1, "")
    tail = Tailing("--since", "2d", "--no-follow", *relays)
    assert tail.process.wait(60) == 0
    tail.finish()
    for relay in relays:
        until(lambda: any("before-since" in row for row in tail.raw(relay)), 5, "all was printed")  # noqa: B023
        written = _written(relay)
        delivered = _delivered(tail, relay)
        assert delivered == written[: len(delivered)], relay


def _tries_of_sudo(relay: str) -> str:
    tried = root(relay, "journalctl -q -t sudo 2>/dev/null | grep -w view; true")
    return tried + root(relay, "grep -w 'sudo.*view' /var/log/auth.log 2>/dev/null; true")


def test_an_account_without_sudo_reads_and_never_tries_it(relays: tuple[str, ...]) -> None:
    before = {relay: _tries_of_sudo(relay) for relay in relays}
    tail = Tailing("--no-follow", *[f"view@{relay}" for relay in relays])
    assert tail.process.wait(60) == 0
    tail.finish()
    assert {row["relay"] for row in tail.rows} == set(relays)
    assert {relay: _tries_of_sudo(relay) for relay in relays} == before


def test_an_unknown_account_is_refused_once(relays: tuple[str, ...]) -> None:
    tail = Tailing("nobody@relay1", "--no-follow")
    assert tail.process.wait(60) == 3
    tail.finish()
    assert b"nobody@10.77.0.11 took none of 1 keys" in tail.words
    assert b"ssh -v" in tail.words


def test_a_changed_host_key_stops(relays: tuple[str, ...]) -> None:
    fault("relay3", "hostkey")
    try:
        tail = Tailing("relay3", "--no-follow")
        assert tail.process.wait(60) == 3
        tail.finish()
        assert b"THE HOST KEY HAS CHANGED" in tail.words
        assert b"known_hosts:" in tail.words
    finally:  # other tests go on with the new one
        new = root("relay3", "cat /etc/ssh/ssh_host_ed25519_key.pub").split()[:2]
        known = SSH_CONFIG.parent / "known_hosts"
        lines = known.read_text().split("\n")
        told = [f"10.77.0.13 {' '.join(new)}" if "10.77.0.13" in one else one for one in lines]
        known.write_text("\n".join(told))

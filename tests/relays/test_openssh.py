"""The ssh program against real sshds: each line once over a cut, and nothing left behind."""

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.relays.lab import SSH_CONFIG, fault, root, traffic, until
from tests.relays.tailing import Tailing
from tests.relays.truth import keep_truth, truth, unexplained

pytestmark = pytest.mark.lab
FOLLOWERS = "ps ax -o args= | grep -E 'tail -s|tail -c|journalctl --follow' | grep -v grep; true"


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the program puts its sockets; a short name, as they need."""
    with tempfile.TemporaryDirectory(prefix="rt") as place:
        monkeypatch.setenv("XDG_RUNTIME_DIR", place)
        yield Path(place)


@pytest.fixture
def tailing(relays: tuple[str, ...], folders: Path) -> Iterator[Tailing]:
    hosts = relays[:2]
    keep_truth(hosts[0])
    tail = Tailing("--transport", "ssh", *hosts)
    until(lambda: {row["relay"] for row in tail.rows} == set(hosts), 30, "first lines of both")
    yield tail
    if tail.process.poll() is None:
        tail.end(signal.SIGKILL)


def _mark(tail: Tailing, relays: tuple[str, ...], word: str) -> None:
    for relay in relays:
        root(relay, f"logger -p mail.info -t postfix/mark {word}")
    for relay in relays:
        until(lambda: any(word in row for row in tail.raw(relay)), 90, f"{word} of {relay}")  # noqa: B023


def test_each_line_once_over_killed_sshds(
    relays: tuple[str, ...], tailing: Tailing, folders: Path
) -> None:
    hosts = relays[:2]
    _mark(tailing, hosts, "ssh-begin")
    run = traffic("mix", hosts, 40)
    for relay in hosts:
        fault(relay, "sshd-kill")
    _mark(tailing, hosts, "ssh-between")
    for relay in hosts:
        fault(relay, "sshd-kill")
    run.wait(120)
    _mark(tailing, hosts, "ssh-end")
    for relay in hosts:
        rows = tailing.of(relay)
        begin = next(at for at, row in enumerate(rows) if "ssh-begin" in row.get("raw", ""))
        written = truth(relay, journal=relay == "relay2")
        head = 2 if relay == "relay2" else 0
        assert unexplained(rows[begin:], written, head) == []
        assert not [row for row in rows[begin:] if row["kind"] == "log_gap"]
    assert len(list(folders.iterdir())) == 2
    assert tailing.end() in (0, 130)
    until(lambda: not list(folders.iterdir()), 5, "no socket folder")


def test_nothing_is_left_of_a_killed_console(
    relays: tuple[str, ...], tailing: Tailing, folders: Path
) -> None:
    for relay in relays[:2]:
        assert root(relay, FOLLOWERS).strip(), "a follower was running"
    tailing.end(signal.SIGKILL)
    until(lambda: not list(folders.iterdir()), 5, "no socket folder")
    for relay in relays[:2]:
        until(lambda: not root(relay, FOLLOWERS).strip(), 5, f"no follower on {relay}")  # noqa: B023


def test_a_proxy_command_leads_to_a_relay(relays: tuple[str, ...], tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        "Host relay-inside\n HostName 10.77.0.12\n"
        f" ProxyCommand ssh -F {SSH_CONFIG} -W %h:%p relay1\n"
        f"Match all\n Include {SSH_CONFIG}\n"
    )
    tail = Tailing("--no-follow", "-F", str(config), "relay-inside")
    assert tail.process.wait(60) == 0
    tail.finish()
    assert tail.raw("relay-inside")

"""A central log host stands for the relays that send their logs to it."""

from pathlib import Path

import pytest

from tests.relays.lab import fault, file_log, root, traffic, until
from tests.relays.tailing import Tailing

pytestmark = pytest.mark.lab

SENDERS = ("relay1", "relay3", "relay5")


def _mark(tail: Tailing, word: str) -> None:
    for relay in SENDERS:
        root(relay, f"logger -p mail.info -t postfix/mark {word}")
    for relay in SENDERS:
        until(lambda: any(word in row for row in tail.raw(relay)), 60, f"{word} of {relay}")  # noqa: B023


def _same_from_the_first(tail: Tailing, relay: str) -> None:
    delivered = tail.raw(relay)
    written = file_log("relay4", f"/var/log/remote/{relay}/mail.log")
    start = written.index(delivered[0])
    assert delivered == written[start : start + len(delivered)]
    numbers = [row["n"] for row in tail.of(relay)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {row["source"] for row in tail.of(relay)} == {f"/var/log/remote/{relay}/mail.log"}


def test_three_relays_of_one_link(relays: tuple[str, ...], tmp_path: Path, soak: bool) -> None:
    config = tmp_path / "relays.yaml"
    config.write_text("hosts:\n  logs1: {ssh: relay4, aggregator: true}\n")
    config.chmod(0o600)
    for relay in SENDERS:
        root(relay, "logger -p mail.info -t postfix/mark before")
    tail = Tailing("-c", str(config))
    try:
        until(lambda: {row["relay"] for row in tail.rows} >= set(SENDERS), 40, "lines of all")
        run = traffic("mix", SENDERS, 600 if soak else 60)
        _mark(tail, "streaming")
        fault("relay4", "sshd-kill")
        root("relay4", "cd /var/log/remote/relay1 && mv mail.log mail.log.1")
        root("relay4", "systemctl kill -s HUP rsyslog.service")
        _mark(tail, "over-one")
        root("relay4", "cd /var/log/remote/relay3 && cp -p mail.log mail.log.1 && : > mail.log")
        _mark(tail, "over-two")
        run.wait(240)
        _mark(tail, "at-last")
        for relay in SENDERS:
            _same_from_the_first(tail, relay)
        gaps = [row for row in tail.rows if row["kind"] == "log_gap"]
        assert all("truncated" in row["raw"] for row in gaps), gaps
    finally:
        tail.end()


def test_the_journals_that_others_send(relays: tuple[str, ...], tmp_path: Path) -> None:
    config = tmp_path / "relays.yaml"
    config.write_text("hosts:\n  logs1: {ssh: relay4, aggregator: true, logs: journal}\n")
    config.chmod(0o600)
    word = "sent-to-the-central-journal"
    root("relay2", f"logger -p mail.info -t postfix/mark {word}")
    tail = Tailing("-c", str(config))
    try:
        until(lambda: any(word in row for row in tail.raw("relay2")), 40, "relay2's line")
    finally:
        tail.end()


def test_a_relay_that_is_read_itself_is_not_read_twice(
    relays: tuple[str, ...], tmp_path: Path
) -> None:
    config = tmp_path / "relays.yaml"
    config.write_text("hosts:\n  logs1: {ssh: relay4, aggregator: true}\n  relay1: {}\n")
    config.chmod(0o600)
    for relay in SENDERS:
        root(relay, "logger -p mail.info -t postfix/mark read-once")
    tail = Tailing("-c", str(config), "--no-follow")
    assert tail.process.wait(60) == 0
    tail.finish()
    assert sum("read-once" in row for row in tail.raw("relay1")) == 1
    assert any("read-once" in row for row in tail.raw("relay3"))
    assert {row["source"] for row in tail.of("relay1")} == {"/var/log/mail.log"}

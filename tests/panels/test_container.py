"""A mail server in a container: its log by the engine, its tools within.

The lab's `docker` is a stand-in that runs everything on the same host, so what is shown is that
the right commands are built, in the right order, with the right rights.
"""

import subprocess
import sys

import pytest

from tests.relays.lab import SSH_CONFIG, fault, root, until
from tests.relays.tailing import Tailing

pytestmark = pytest.mark.lab


def test_the_log_is_read_through_the_engine_each_line_once(hosts: dict[str, str]) -> None:
    relay = hosts["container"]
    tail = Tailing(relay)
    try:
        until(lambda: tail.of(relay) or b"no answer" in tail.words, 40, "the first lines")
        for word in ("one-here", "two-here"):
            root(relay, f"logger -s -t postfix/mark {word} 2>> /var/lib/lab-container/stdout")
            until(lambda: any(word in row for row in tail.raw(relay)), 40, word)  # noqa: B023
        fault(relay, "sshd-kill")
        root(relay, "logger -s -t postfix/mark three-here 2>> /var/lib/lab-container/stdout")
        until(lambda: any("three-here" in row for row in tail.raw(relay)), 90, "the line after")
        raws = tail.raw(relay)
        written = root(relay, "cut -d ' ' -f 2- /var/lib/lab-container/log").split("\n")[:-1]
        assert raws == written[-len(raws) :]
        assert {row["source"] for row in tail.rows} == {"docker logs mail"}
    finally:
        tail.end(9)


@pytest.mark.parametrize("user", ["view"])
def test_who_may_not_ask_the_engine_is_told_what_to_do(hosts: dict[str, str], user: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "relaytui", "tail", "--no-follow", "-F", str(SSH_CONFIG),
         f"{user}@{hosts['container']}"],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert run.returncode == 3
    assert "docker" in run.stderr, run.stderr

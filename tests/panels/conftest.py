"""The lab with a host of every flavour, for what is told of each kind of host."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.relays.lab import LAB, lab

#: The flavours in the order of the hosts relay1, relay2 …
FLAVOURS = (
    "debian", "journal", "sysv", "postscreen", "exim", "opensmtpd", "rspamd", "crowdsec", "dnf",
    "zypper", "pacman", "central", "container",
)  # fmt: skip


@pytest.fixture(scope="package")
def hosts() -> Iterator[dict[str, str]]:
    """The relays by their flavours."""
    assert os.environ.get("RELAYTUI_LAB")
    left = subprocess.run([LAB, "leftover"], capture_output=True, text=True)
    if "process " in left.stdout:
        pytest.fail(f"a lab is up already; take it down first: {LAB} down\n{left.stdout}")
    if left.returncode:  # of a run that was killed
        lab("down")
    lab("up", str(len(FLAVOURS)), "--flavours", ",".join(FLAVOURS), timeout=600)
    try:
        yield {flavour: f"relay{number}" for number, flavour in enumerate(FLAVOURS, 1)}
    finally:
        lab("down")

"""The lab for a run of tests: up at the first one that asks, down at the end."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.relays.lab import LAB, lab

HOSTS = ("relay1", "relay2", "relay3")
FLAVOURS = "debian,journal,sysv,central,debian,crowdsec"
#: Those that few tests need, by flavour.
MORE = {"dnf": "relay7", "zypper": "relay8", "pacman": "relay9"}


@pytest.fixture(scope="package")
def relays() -> Iterator[tuple[str, ...]]:
    """Three relays: debian (file and journal), journal only, file only. They send their logs
    to relay4 as well, as relay5 and relay6 do; relay6 has CrowdSec."""
    assert os.environ.get("RELAYTUI_LAB")
    left = subprocess.run([LAB, "leftover"], capture_output=True, text=True)
    if "process " in left.stdout:
        pytest.fail(f"a lab is up already; take it down first: {LAB} down\n{left.stdout}")
    if left.returncode:  # of a run that was killed
        lab("down")
    lab("up", "6", "--flavours", FLAVOURS, "--forward", timeout=600)
    try:
        yield HOSTS
    finally:
        lab("down")


@pytest.fixture(scope="package")
def more_relays(relays: tuple[str, ...]) -> dict[str, str]:
    """The hosts of MORE, beside the others."""
    lab("up", "9", "--flavours", f"{FLAVOURS},{','.join(MORE)}", "--forward", timeout=600)
    return MORE

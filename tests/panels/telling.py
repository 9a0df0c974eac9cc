"""What relaytui's commands say of lab hosts, as a user runs them."""

import json
import subprocess
import sys
from typing import Any

from tests.relays.lab import SSH_CONFIG

Row = dict[str, Any]


def told(command: str, *words: str, user: str = "ops") -> tuple[int, list[Row], str]:
    """Exit status, the JSON objects, stderr."""
    hosts = [f"{user}@{word}" if word.startswith("relay") else word for word in words]
    run = subprocess.run(
        [sys.executable, "-m", "relaytui", command, "--json", "-F", str(SSH_CONFIG), *hosts],
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    rows = [json.loads(line) for line in run.stdout.split("\n") if line]
    return run.returncode, rows, run.stderr

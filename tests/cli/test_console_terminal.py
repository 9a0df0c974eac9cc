"""The console on a real terminal, under attack: nothing reaches it that was not meant."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.hostile import hostile_lines

ROOT = Path(__file__).resolve().parents[2]
METER = ROOT / "tools" / "pty_meter.py"


@pytest.mark.parametrize("size", ["40x20", "100x30"])
def test_the_meter_finds_nothing(size: str, tmp_path: Path, soak: bool) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(b"".join(line + b"\n" for line in hostile_lines(500)))
    command = [
        sys.executable, str(METER), "--cmd", f"own={ROOT}/tools/console_on_log.sh {{log}}",
        "--size", size, "--rate", "300", "--oracle", "--hostile", "--keys",
        "1=>ready,2=>follow,z,g,pgdn,enter=>time,esc,?=>Keys,esc,F",
        "--feed", str(log), "--overwrite",
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, timeout=170)
    report = json.loads(run.stdout.split("\n")[0])
    assert report["findings"] == 0, report["first_findings"]
    assert report["leaks"] == 0
    assert not report["ended_early"]
    assert all(delay is not None for _, delay in report["keys_ms"]), report["keys_ms"]

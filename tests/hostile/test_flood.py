"""A flood of hostile lines: keys are answered, nothing leaks, and the newest line comes."""

import json
import subprocess
import sys
from pathlib import Path

from tests.hostile.corpus import PLACES, corpus

ROOT = Path(__file__).resolve().parents[2]
_STAMP = PLACES["message"].partition(" ")[0].encode() + b" "


def test_a_flood(tmp_path: Path, soak: bool) -> None:
    lines = tmp_path / "lines"
    bodies = [one.line.removeprefix(_STAMP) for one in corpus(2_000)]
    lines.write_bytes(b"".join(body + b"\n" for body in bodies))
    command = [
        sys.executable, str(ROOT / "tools" / "flood.py"), "--lines", str(lines),
        "--rate", "5000" if soak else "2000", "--seconds", "60" if soak else "5",
        "--cmd", f"{ROOT}/tools/console_on_log.sh {{log}}",
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, timeout=170)
    report = json.loads(run.stdout)
    assert report["findings"] == []
    assert not report["ended_early"]
    assert report["catch_up_s"] is not None
    assert report["keys"] > 3
    # Short runs hold the time in which all is loaded and the plain rows are filled; after that the
    # ring fills up to its bound, at about 80 bytes a line.
    assert report["second_half"] < (1.2 if soak else 1.5)

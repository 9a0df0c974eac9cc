"""Start of the console, beside an empty Textual app, with a host that never answers in the list."""

import json
import os
import socket
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
EMPTY = """\
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self): yield Static("an empty app")
Empty().run()
"""


def first_paints(starts: int = 5) -> tuple[float, float]:
    """Seconds until the first ink of an empty Textual app, and of the console; the best of some."""
    with socket.socket() as hole, tempfile.TemporaryDirectory() as folder:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)  # never accepted: after the queue is full, nothing answers
        fillers = [_filler(hole.getsockname()) for _ in range(4)]
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY)
        port = hole.getsockname()[1]
        command = [PYTHON, str(ROOT / "tools" / "pty_meter.py"), "--no-feed", "--paint-cells", "8"]
        command += ["--starts", str(starts), "--cmd", f"empty={PYTHON} {script}"]
        command += ["--cmd", f"own={ROOT}/.venv/bin/relaytui x@127.0.0.1:{port}"]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        for filler in fillers:
            filler.close()
    reports = [json.loads(line) for line in run.stdout.split("\n") if line.startswith("{")]
    paints = {report["name"]: report["first_paint_s"] for report in reports}
    return paints["empty"], paints["own"]


def _filler(address: tuple[str, int]) -> socket.socket:
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(address)
    return one

"""How many lines a CPU second understands."""

import subprocess
import tempfile
from pathlib import Path

from bars import PYTHON, Bars, make_log

CODE = """
import sys, time; from datetime import UTC
from relaytui.logs.parser import LineParser
lines = open(sys.argv[1], 'rb').read().split(b'\\n')[:-1]
best = 1e9
for _ in range(3):
    parser, begun = LineParser(UTC), time.process_time()
    for line in lines: parser.parse(line, 1.8e9)
    best = min(best, time.process_time() - begun)
print(len(lines) / best)
"""


def measure(bars: Bars) -> None:
    """Full parse with the gate, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "mail.log"
        make_log(log, 100_000)
        run = subprocess.run([PYTHON, "-c", CODE, log], capture_output=True, check=True, text=True)
    what = "full parse, gate included, lines per CPU second"
    bars.show(what, float(run.stdout), 150_000, at_least=True)

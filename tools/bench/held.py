"""A million lines held: memory, and a search through them."""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bars import PYTHON, TOOLS, Bars, million, tell
from peers import where
from terminal import Terminal, environment

LINES = 1_000_000


def measure(bars: Bars) -> None:
    """Read all, look at the memory, search."""
    own = _own()
    tell(f"{own['held']:,} lines held after {own['seconds']:.0f} s; with the shells that read "
         f"for it {own['tree'] / 1e6:.0f} MB")  # fmt: skip
    bars.show("lines held", own["held"], LINES, at_least=True)
    lnav = where("lnav")
    what = "1,000,000 lines held, memory x lnav"
    if lnav:
        theirs = statistics.median(_lnav(lnav) for _ in range(2))
        beside = f"{own['rss'] / 1e6:.0f} MB, lnav {theirs / 1e6:.0f} MB"
        bars.show(what, own["rss"] / theirs, 1.0, beside=beside)
    else:
        bars.missing(what, "lnav")
    for text, seconds in own["search"].items():
        bars.show(f"search for '{text}' in them, CPU s", seconds, 0.6)


def _own() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        report = Path(home) / "report"
        command = [PYTHON, f"{TOOLS}/bench/console.py", str(million())]
        command += ["--all", str(LINES), str(report)]
        terminal = Terminal(command, (100, 30), environment(home, {}))
        limit = time.monotonic() + 240
        try:
            while not report.exists() and not terminal.ended and time.monotonic() < limit:
                terminal.draw(0.5)
            if not report.exists():
                raise SystemExit(f"the console has not read all lines:\n{terminal.text()}")
            return dict(json.loads(report.read_text()))
        finally:
            terminal.close()


def _lnav(program: str) -> float:
    """Bytes of it when it stands at the end, and has come to rest."""
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal([program, str(million())], (100, 30), environment(home, {}))
        try:
            terminal.draw(30, lambda: "L9999" in terminal.text())
            terminal.draw(4)
            return terminal.usage()[1]
        finally:
            terminal.close()

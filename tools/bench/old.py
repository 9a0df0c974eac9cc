#!/usr/bin/env python3
"""Figures of this machine beside those of the peers that are installed (lnav, less, tail).

Ratios count; the bars are those of docs/measurements.md. Exit status 1 when one is broken.
Run it on a quiet machine.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from console_start import first_paints

ROOT = Path(__file__).resolve().parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
OWN = str(ROOT / ".venv" / "bin" / "relaytui")
PEERS = {"lnav": "lnav {log}", "less": "less +F {log}", "tail": "tail -n 40 -F {log}"}


class Bars:
    """Figures, and whether they keep their bars."""

    def __init__(self) -> None:
        self.broken = 0

    def show(self, what: str, figure: float, bar: float, *, at_least: bool = False) -> None:
        """Print one figure beside its bar."""
        good = figure >= bar if at_least else figure <= bar
        self.broken += not good
        sign = ">=" if at_least else "<="
        print(f"{what:<58} {figure:>12,.2f}   {sign} {bar:,.2f}{'' if good else '   BROKEN'}")


def best(command: list[str], runs: int = 7) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - begun)
    return min(times)


def parse_rate(lines: int = 100_000) -> float:
    """Lines per CPU second, full parse with the gate, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "mail.log"
        maker = [PYTHON, str(ROOT / "tools" / "make_maillog.py"), "--seed", "1"]
        subprocess.run([*maker, "--lines", str(lines), "--out", str(log)], check=True)
        code = (
            "import sys, time; from datetime import UTC\n"
            "from relaytui.logs.parser import LineParser\n"
            "lines = open(sys.argv[1], 'rb').read().split(b'\\n')[:-1]\n"
            "best = 1e9\n"
            "for _ in range(3):\n"
            "    parser, begun = LineParser(UTC), time.process_time()\n"
            "    for line in lines: parser.parse(line, 1.8e9)\n"
            "    best = min(best, time.process_time() - begun)\n"
            "print(len(lines) / best)\n"
        )
        run = subprocess.run([PYTHON, "-c", code, log], capture_output=True, check=True, text=True)
    return float(run.stdout)


def follow(rate: int) -> list[dict[str, float]]:
    """The meter's reports of us and the peers that are here, 100x30."""
    command = [PYTHON, str(ROOT / "tools" / "pty_meter.py"), "--size", "100x30"]
    command += ["--rate", str(rate), "--cmd", f"own={ROOT}/tools/console_on_log.sh {{log}}"]
    for name, words in PEERS.items():
        if shutil.which(words.split()[0]):
            command += ["--cmd", f"{name}={words}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.split("\n") if line.startswith("{")]


def follow_slow(rate: int) -> dict[str, float]:
    """The meter's report of us on a slow link, 100x30."""
    command = [PYTHON, str(ROOT / "tools" / "pty_meter.py"), "--size", "100x30", "--starts", "1"]
    command += ["--rate", str(rate), "--no-rotation", "--markers", "1", "--idle", "10"]
    command += ["--cmd", f"own={ROOT}/tools/console_on_log.sh {{log}} --link slow"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(run.stdout.split("\n")[0]))


def main() -> int:
    """Measure and print."""
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {load}, {os.cpu_count()} cores\n")
    bars = Bars()
    version = best([OWN, "--version"]) - best([PYTHON, "-c", "pass"])
    bars.show("--version above the bare interpreter, s", version, 0.15)
    hello, own = first_paints()
    bars.show("first paint, black hole in the list, x empty Textual app", own / hello, 1.6)
    bars.show("full parse, gate included, lines per CPU second", parse_rate(), 150_000, at_least=True)
    for report in follow(500):
        if report["name"] == "own":
            bars.show("follow view, 500 lines/s, % of a core", report["cpu_pct"], 15)
            bars.show("follow view, 500 lines/s, kB/s", report["stream_Bps"] / 1000, 45)
            bars.show("idle, bytes/s", report["idle_Bps"], 0)
        else:
            print(
                f"  beside it {report['name']}: {report['cpu_pct']} % of a core, "
                f"{report['stream_Bps'] / 1000:.1f} kB/s, {report['rss_mb']} MB"
            )
    for rate in (50, 500):
        report = follow_slow(rate)
        bars.show(f"slow link, {rate} lines/s, kB/s", report["stream_Bps"] / 1000, 12)
        bars.show("slow link, idle for 10 s, bytes/s", report["idle_Bps"], 0)
    return 1 if bars.broken else 0


if __name__ == "__main__":
    sys.exit(main())

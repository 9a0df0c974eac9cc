"""The follow view while lines come in, on a quick and on a slow line to the terminal."""

import json
import statistics
import subprocess
from collections.abc import Mapping
from typing import Any

from bars import PYTHON, TOOLS, Bars, tell
from peers import where

CONSOLE = f"{PYTHON} {TOOLS}/bench/console.py {{log}}"
Reports = dict[str, list[dict[str, Any]]]


def metered(commands: Mapping[str, str], rate: int, rounds: int, *options: str) -> Reports:
    """The reports of the meter at 100x30, by program; all programs in turn in each round."""
    command = [PYTHON, str(TOOLS / "pty_meter.py"), "--size", "100x30", "--rate", str(rate)]
    command += ["--starts", "1", "--no-rotation", "--markers", "1", "--repeat", str(rounds)]
    command += options
    for name, words in commands.items():
        command += ["--cmd", f"{name}={words}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    reports: Reports = {name: [] for name in commands}
    for line in run.stdout.split("\n"):
        if line.startswith("{"):
            report = json.loads(line)
            reports[report["name"]].append(report)
    return reports


def median(reports: list[dict[str, Any]], measure: str) -> float:
    """The median over the rounds."""
    return statistics.median(report[measure] for report in reports)


def peers() -> dict[str, str]:
    """The command lines of those that are here."""
    lines = {"lnav": "lnav {log}", "tl": "tl {log}", "less": "less +F {log}"}
    lines["tail"] = "tail -n 40 -F {log}"
    return {
        name: words.replace(name, path, 1)
        for name, words in lines.items()
        if (path := where(name)) is not None
    }


def measure(bars: Bars) -> None:
    """CPU and bytes at 500 lines a second."""
    others = peers()
    three = {"own10": f"{CONSOLE} --frames 10", "own4": f"{CONSOLE} --frames 4"}
    three |= {"lnav": others["lnav"]} if "lnav" in others else {}
    reports = metered(three, 500, 3, "--idle", "3")
    rest = {name: words for name, words in others.items() if name != "lnav"}
    reports |= metered(rest, 500, 1, "--idle", "1", "--seconds", "5")
    for name, taken in reports.items():
        kilobytes = median(taken, "stream_Bps") / 1000
        tell(f"{name}: {median(taken, 'cpu_pct'):.1f} % of a core, {kilobytes:.1f} kB/s, "
             f"{median(taken, 'rss_mb'):.0f} MB")  # fmt: skip
    bars.show("500 lines/s, % of a core, as it is", median(reports["own4"], "cpu_pct"), 15)
    bars.show("500 lines/s, kB/s, as it is", median(reports["own4"], "stream_Bps") / 1000, 45)
    bars.show("idle, bytes/s", median(reports["own4"], "idle_Bps"), 0)
    for name, frames, bar in (("own10", 10, 1.5), ("own4", 4, 1.0)):
        what = f"500 lines/s, {frames} frames/s, CPU x lnav"
        if "lnav" in reports:
            lnav = median(reports["lnav"], "cpu_pct")
            bars.show(what, median(reports[name], "cpu_pct") / max(lnav, 0.1), bar)
        else:
            bars.missing(what, "lnav")


def measure_slow(bars: Bars) -> None:
    """Bytes with `--link slow`."""
    programs = {"own": f"{TOOLS}/console_on_log.sh {{log}} --link slow"}
    programs |= {name: words for name, words in peers().items() if name == "lnav"}
    for rate, idle in ((50, "10"), (500, "1")):
        reports = metered(programs, rate, 1, "--idle", idle)
        lnav = reports.get("lnav")
        beside = f"lnav {median(lnav, 'stream_Bps') / 1000:.1f}" if lnav else "lnav is missing"
        rate_of_bytes = median(reports["own"], "stream_Bps") / 1000
        bars.show(f"slow link, {rate} lines/s, kB/s", rate_of_bytes, 12, beside=beside)
        if idle == "10":
            bars.show("slow link, idle for 10 s, bytes/s", median(reports["own"], "idle_Bps"), 0)

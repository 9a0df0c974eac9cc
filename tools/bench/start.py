"""How soon something is to be seen: the words of --version, the console, the end of a long log."""

import json
import os
import socket
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bars import OWN, PYTHON, TOOLS, Bars, million, tell, turns, wall
from peers import where
from terminal import Terminal, environment

EMPTY = """\
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self): yield Static("an empty app")
Empty().run()
"""


def measure(bars: Bars) -> None:
    """All of it."""
    times = turns({"own": lambda: wall([OWN, "--version"]),
                   "bare": lambda: wall([PYTHON, "-c", "pass"])}, 7)  # fmt: skip
    bars.show("--version above the bare interpreter, s", times["own"] - times["bare"], 0.15)
    empty, own = first_paints()
    what = "first paint, a black hole in the list, x empty app"
    bars.show(what, own / empty, 1.6, beside=f"{own:.2f} s, empty Textual app {empty:.2f} s")
    _end_of_a_long_log(bars)


def first_paints(starts: int = 5) -> tuple[float, float]:
    """Seconds until the first ink of an empty Textual app, and of the console; the best of some."""
    with socket.socket() as hole, tempfile.TemporaryDirectory() as folder:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)  # never accepted: after the queue is full, nothing answers
        fillers = [_filler(hole.getsockname()) for _ in range(4)]
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY)
        command = [PYTHON, str(TOOLS / "pty_meter.py"), "--no-feed", "--paint-cells", "8"]
        command += ["--starts", str(starts), "--idle", "0", "--cmd", f"empty={PYTHON} {script}"]
        command += ["--cmd", f"own={OWN} x@127.0.0.1:{hole.getsockname()[1]}"]
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


def _end_of_a_long_log(bars: Bars) -> None:
    what = "last of 1,000,000 lines painted, x lnav"
    log = million()
    last = log.read_bytes()[-300:].decode().rstrip("\n").rpartition("\n")[2]
    stamp, name = last[11:26], last.rpartition(" ")[2][:20]
    programs = {
        "own": ([str(TOOLS / "console_on_log.sh"), str(log)], name),
        "lnav": ([where("lnav"), str(log)], stamp),
        "toolong": ([where("tl"), str(log)], stamp),
        "less": ([where("less"), "+F", str(log)], stamp),
    }
    there = {name: one for name, one in programs.items() if one[0][0]}
    times: dict[str, list[float]] = {name: [] for name in there}
    for _ in range(3):
        for name, (command, mark) in there.items():
            times[name].append(_seconds_until(command, mark))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    tell(", ".join(f"{name} {seconds:.2f} s" for name, seconds in medians.items()))
    if "lnav" in medians:
        bars.show(what, medians["own"] / medians["lnav"], 0.5)
    else:
        bars.missing(what, "lnav")


def _seconds_until(command: list[str], text: str) -> float:
    """Seconds from the start until a text is painted."""
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(command, (100, 30), environment(home, {}))
        try:
            seen = terminal.draw(20, lambda: terminal.shows(text))
        finally:
            terminal.close()
    return (seen or time.monotonic()) - terminal.started

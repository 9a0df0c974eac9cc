"""Reports of a million lines, beside the programs that people use for it."""

import os
import subprocess
import sys
from collections.abc import Sequence

from bars import OWN, Bars, million, tell
from peers import where

#: Lines of the log for fail2ban-regex, which takes half a minute for a million.
_FEW = 100_000


def measure(bars: Bars) -> None:
    """Wall time and processor time of a report, × pflogsumm, and its memory."""
    log = str(million())
    ours = min((_run([OWN, "report", log, "--json"]) for _ in range(3)), key=lambda one: one[0])
    alone = _run([OWN, "report", log, "--json", "--jobs", "1"])
    tell(f"relaytui report: {ours[0]:.2f} s wall, {ours[1]:.2f} s CPU; one process {alone[1]:.2f} s")
    bars.show("report, lines per CPU second", 1e6 / alone[1], 250_000, at_least=True)
    bars.show("report of 1,000,000 lines, one process, MB", alone[2], 300)
    peer = where("pflogsumm")
    if peer is None:
        bars.missing("report, wall, pflogsumm's x ours", "pflogsumm")
    else:
        theirs = min((_run([peer, log]) for _ in range(3)), key=lambda one: one[0])
        beside = f"pflogsumm {theirs[0]:.2f} s, {os.cpu_count()} cores"
        bars.show("report, wall, pflogsumm's x ours", theirs[0] / ours[0], 4, at_least=True,
                  beside=beside)  # fmt: skip
        bars.show("report, CPU, pflogsumm's x ours", theirs[1] / alone[1], 4, at_least=True)
    _lnav(bars, log, alone[1])
    _fail2ban(bars, log, alone[1])


def _lnav(bars: Bars, log: str, ours: float) -> None:
    peer = where("lnav")
    if peer is None:
        bars.missing("report, CPU, x lnav's count of the lines", "lnav")
        return
    theirs = _run([peer, "-n", "-c", ";SELECT count(*) FROM all_logs", log])
    bars.show("report, CPU, x lnav's count of the lines", ours / theirs[1], 3)


def _fail2ban(bars: Bars, log: str, ours: float) -> None:
    peer = where("fail2ban-regex")
    if peer is None:
        bars.missing("report, CPU, fail2ban-regex's x ours", "fail2ban-regex")
        return
    part = f"{log}.part"
    with open(log, "rb") as whole, open(part, "wb") as some:
        some.writelines(line for line, _ in zip(whole, range(_FEW), strict=False))
    theirs = _run([peer, part, "postfix[mode=aggressive]"])
    os.unlink(part)
    bars.show("report, CPU, fail2ban-regex's x ours", theirs[1] * 1e6 / _FEW / ours, 10,
              at_least=True)  # fmt: skip


def _run(command: Sequence[str]) -> tuple[float, float, float]:
    """Wall and CPU seconds of one run, and MB at most, in a process of its own for each."""
    code = (
        "import resource, subprocess, sys, time; b = time.perf_counter();"
        "subprocess.run(sys.argv[1:], stdout=-3, check=True); w = time.perf_counter() - b;"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(w, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    run = subprocess.run([sys.executable, "-c", code, *command], stdout=-1, check=True, text=True)
    wall, cpu, memory = map(float, run.stdout.split())
    return wall, cpu, memory

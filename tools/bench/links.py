"""The SSH layer: its links beside stock Paramiko, on a real sshd; the numbers are its bars'."""

import json
import subprocess

from bars import BUILD, PYTHON, ROOT, TOOLS, Bars, million, tell
from sshd import running


def measure(bars: Bars) -> None:
    """What needs no server, then what does."""
    _imports(bars)
    _cost(bars, "apart", [])
    try:
        with running() as lab:
            sample = BUILD / "100MB.log"
            if not sample.exists():
                with million().open("rb") as whole:
                    sample.write_bytes(whole.read(100_000_000))
            _cost(bars, "live", [str(lab.config), str(lab.known_hosts), str(sample)])
            _cost(bars, "idle", [str(lab.config)])
    except FileNotFoundError as error:
        bars.missing("live links", str(error))


def _imports(bars: Bars) -> None:
    code = "import sys, relaytui.__main__; print(sum('paramiko' in name for name in sys.modules))"
    run = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    bars.show("29 modules of Paramiko that a start loads", int(run.stdout), 0)


def _cost(bars: Bars, part: str, words: list[str]) -> None:
    """One part of link_costs.py, in a process of its own."""
    run = subprocess.run(
        [PYTHON, str(TOOLS / "bench" / "link_costs.py"), part, *words],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if run.returncode:
        bars.show(f"{part}: {run.stderr.strip()[-200:]}", 1, 0)
    for line in run.stdout.split("\n"):
        if line.startswith("{"):
            row = json.loads(line)
            if "bar" in row:
                bars.show(row["what"], row["figure"], row["bar"], at_least=row["at_least"],
                          beside=row["beside"])  # fmt: skip
            else:
                tell(row["what"])

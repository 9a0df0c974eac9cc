"""Figures, each beside its bar, what the peers did in the same run, and the load."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1]
ROOT = TOOLS.parent
BUILD = ROOT / "build" / "bench"
PYTHON = str(ROOT / ".venv" / "bin" / "python")
OWN = str(ROOT / ".venv" / "bin" / "relaytui")
sys.path.insert(0, str(TOOLS))


class Bars:
    """Figures, and whether they keep their bars."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def show(
        self, what: str, figure: float, bar: float, *, at_least: bool = False, beside: str = ""
    ) -> None:
        """Print one figure beside its bar; `beside` is what it is to be compared with."""
        good = figure >= bar if at_least else figure <= bar
        if not good:
            self.broken.append(what)
        sign = ">=" if at_least else "<="
        note = f"   ({beside})" if beside else ""
        word = "" if good else "   BROKEN"
        print(
            f"{what:<52} {number(figure):>10}  {sign} {number(bar):<8} load {load()}{word}{note}",
            flush=True,
        )

    def missing(self, what: str, peer: str) -> None:
        """A figure that could not be taken, since there is nothing to compare it with."""
        print(f"{what:<52} {'-':>10}  {peer} is missing here", flush=True)


def tell(words: str) -> None:
    """Print what stands beside the figures."""
    print(f"    {words}", flush=True)


def number(figure: float) -> str:
    """A figure with as many digits as mean something."""
    if figure >= 1000:
        return f"{figure:,.0f}"
    return f"{figure:.3g}"


def load() -> str:
    """The load of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def turns(runs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The medians of some measures that are taken in turn, each round in another order."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for round_number in range(rounds):
        turn = round_number % len(names)
        for name in names[turn:] + names[:turn]:
            taken[name].append(runs[name]())
    return {name: statistics.median(figures) for name, figures in taken.items()}


def wall(command: Sequence[str]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def million() -> Path:
    """A log of a million lines, made once."""
    log = BUILD / "million.log"
    if not log.exists():
        tell("making a log of 1,000,000 lines, once")
        BUILD.mkdir(parents=True, exist_ok=True)
        make_log(log, 1_000_000)
    return log


def make_log(log: Path, lines: int) -> None:
    """Write a log of the generator's."""
    draft = log.with_suffix(".part")
    maker = [PYTHON, str(TOOLS / "make_maillog.py"), "--seed", "1", "--lines", str(lines)]
    subprocess.run([*maker, "--out", str(draft)], check=True)
    draft.rename(log)

#!/usr/bin/env python3
"""The console on one log file of this machine, as its meters want it.

console.py LOG                        as it is
console.py LOG --frames 10            so many frames a second also when the whole page changes
console.py LOG --all 1000000 REPORT   read all lines, then measure; a JSON object in REPORT
"""

import argparse
import gc
import json
import os
import time
from pathlib import Path

import psutil

from relaytui.cli.console import prepare_terminal
from relaytui.domain.host_spec import HostSpec

prepare_terminal()
gc.disable()  # as the console's own start does

import relaytui.app  # noqa: E402
from relaytui.engine.session import Wishes  # noqa: E402
from relaytui.fleet import Fleet  # noqa: E402
from relaytui.state.filter import parse_filter  # noqa: E402
from relaytui.state.selection import Selection  # noqa: E402
from relaytui.theming import choose_theme  # noqa: E402
from relaytui.widgets import frames  # noqa: E402

#: Searched for: nowhere, in 8 lines of 100, and letters of any case that are nowhere.
TEXTS = ("203.0.113.77", "sasl", "no such words")


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log")
    parser.add_argument("--frames", type=float, default=0.0)
    parser.add_argument("--link", default="fast")
    parser.add_argument("--all", nargs=2, metavar=("LINES", "REPORT"))
    return parser.parse_args()


class Measured(relaytui.app.RelayApp):
    """The console, which writes a report when all lines are held."""

    CSS_PATH = str(Path(relaytui.app.__file__).with_name("app.tcss"))

    def wait_for(self, lines: int, report: Path) -> None:
        """What to wait for."""
        self._lines, self._report = lines, report
        self._begun = time.monotonic()

    def on_mount(self) -> None:
        """Look now and then (Textual calls the console's own as well)."""
        self._looking = self.set_interval(0.5, self._look)

    def _look(self) -> None:
        ring = self.store.ring
        if ring.end >= self._lines:
            self._looking.stop()
            answer = {"held": ring.end - ring.first, "seconds": time.monotonic() - self._begun}
            answer |= {
                "rss": psutil.Process().memory_info().rss,
                "tree": _resident(),
                "search": {text: self._search(text) for text in TEXTS},
            }
            self._report.write_text(json.dumps(answer))

    def _search(self, text: str) -> float:
        """CPU seconds of looking through all of it, the best of three."""
        times = []
        for _ in range(3):
            begun = time.process_time()
            Selection(self.store.ring, parse_filter(text), lambda: None).step(60.0)
            times.append(time.process_time() - begun)
        return min(times)


def _resident() -> int:
    """Bytes of this process and those that read for it."""
    own = psutil.Process()
    return sum(one.memory_info().rss for one in (own, *own.children(recursive=True)))


def main() -> None:
    """Run until hung up."""
    args = options()
    if args.frames:
        frames.PAGE = frames.QUICK = 1 / args.frames
    lines, report = args.all or (400, "")
    wishes = Wishes(back=int(lines) * 2)
    kind = Measured if args.all else relaytui.app.RelayApp
    app = kind(
        None,
        look=choose_theme(None, os.environ, slow=args.link == "slow"),
        link=args.link,
        hosts=[HostSpec(name="relay01", logs=args.log)],
        make_fleet=lambda hosts: Fleet(hosts, wishes=wishes if args.all else None),
    )
    if args.all:
        app.wait_for(int(lines), Path(report))
    app.run()
    app.fleet.close()


if __name__ == "__main__":
    main()

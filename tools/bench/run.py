#!/usr/bin/env python3
"""Figures of this machine beside their bars, and beside the peers that are here.

  run.py             all groups
  run.py held fleet  some of them

Ratios count: ours and the peer's are taken in turn, in one run. Exit status 1 when a bar is
broken. A peer that is not here is named as missing (`make peers` gets those that pip has).
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import fleet
import follow
import held
import links
import parse
import report
import start
from bars import Bars

GROUPS: dict[str, Callable[[Bars], None]] = {
    "start": start.measure,
    "parse": parse.measure,
    "report": report.measure,
    "follow": follow.measure,
    "slow": follow.measure_slow,
    "held": held.measure,
    "links": links.measure,
    "fleet": fleet.measure,
}


def main() -> int:
    """Measure and print."""
    wanted = sys.argv[1:] or list(GROUPS)
    if unknown := [name for name in wanted if name not in GROUPS]:
        print(f"no such group: {unknown[0]}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}")  # fmt: skip
    bars = Bars()
    begun = time.monotonic()
    for name in wanted:
        print(f"\n{name}", flush=True)
        GROUPS[name](bars)
    print(f"\n{time.monotonic() - begun:.0f} s; {len(bars.broken)} bars broken")
    for what in bars.broken:
        print(f"  {what}")
    return 1 if bars.broken else 0


if __name__ == "__main__":
    sys.exit(main())

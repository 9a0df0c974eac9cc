#!/usr/bin/env python3
"""Hostile lines at a steady rate into a console on a pseudo-terminal: are keys still answered?

Follows a log that is filled with the lines of a file, over and over, with the time of now; types
a key twice a second and stamps the first output that it brings. One JSON line: the delays of keys
(milliseconds), memory along the way, its growth in the second half as a ratio, and what the
oracle found.

    flood.py --lines hostile.log --rate 5000 --seconds 60 --cmd 'console_on_log.sh {log}'
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import oracle
from meter_options import size
from terminal import Terminal, environment

_TICK = 0.02
#: A row up, which stands still; and follow again.
_KEYS = ("k", "F")


def _feed(log: Path, lines: list[bytes], rate: float, seconds: float) -> None:
    began, sent = time.monotonic(), 0
    with log.open("ab", buffering=0) as file:
        while (now := time.monotonic() - began) < seconds:
            due = int(now * rate)
            stamp = datetime.now(UTC).isoformat(timespec="microseconds").encode()
            piece = [lines[at % len(lines)] for at in range(sent, due)]
            file.write(b"".join(stamp + b" " + line + b"\n" for line in piece))
            sent = due
            time.sleep(_TICK)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One run."""
    lines = options.lines.read_bytes().split(b"\n")[:-1]
    with tempfile.TemporaryDirectory(prefix="flood.") as folder:
        log = Path(folder, "mail.log")
        log.write_bytes(b"")
        argv = shlex.split(options.cmd.replace("{log}", str(log)))
        terminal = Terminal(argv, options.size, environment(folder, {}))
        try:
            terminal.draw(20, lambda: terminal.shows("ready"))
            flood = (log, lines, options.rate, options.seconds)
            feed = threading.Thread(target=_feed, args=flood, daemon=True)
            feed.start()
            report = _typed(terminal, options.seconds)
            feed.join()
            with log.open("ab") as file:
                file.write(b"2026-11-25T08:00:00Z relay01 postfix/smtpd[1]: ALLTHERE\n")
            terminal.write(b"F")
            begun = time.monotonic()
            seen = terminal.draw(options.seconds + 30, lambda: terminal.shows("ALLTHERE"))
            report["catch_up_s"] = seen and round(max(0.0, seen - begun), 2)
        finally:
            terminal.close()
    output = b"".join(data for _, data in terminal.output)
    report["findings"] = [str(one) for one in list(oracle.scan(output))[:10]]
    return report


def _typed(terminal: Terminal, seconds: float) -> dict[str, Any]:
    delays, memory, begun = [], [], time.monotonic()
    number, cpu_before = 0, terminal.usage()[0]
    while time.monotonic() - begun < seconds:
        opened = number % 2 == 0
        typed = terminal.write(_KEYS[number % 2].encode())
        seen = terminal.draw(5.0, lambda opened=opened: terminal.shows("PAUSED") is opened)
        delays.append(round((max(0.0, seen - typed) if seen else 5.0) * 1000, 1))
        terminal.draw(0.37)
        memory.append(terminal.usage()[1])
        number += 1
    ranked, half = sorted(delays), len(memory) // 2
    used = terminal.usage()[0] - cpu_before
    return {
        "keys": len(delays),
        "p50_ms": ranked[len(ranked) // 2],
        "p95_ms": ranked[int(len(ranked) * 0.95)],
        "max_ms": ranked[-1],
        "rss_mb": [round(one / 1e6) for one in memory[:: max(1, len(memory) // 10)]],
        "second_half": round(memory[-1] / max(memory[half], 1), 3),
        "cpu_pct": round(100 * used / (time.monotonic() - begun), 1),
        "ended_early": terminal.ended,
    }


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=Path, required=True, help="lines without their time")
    parser.add_argument("--cmd", required=True)
    parser.add_argument("--rate", type=float, default=5000.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", type=size, default=(100, 30))
    print(json.dumps(report := measure(parser.parse_args())))
    return 1 if report["findings"] or report["ended_early"] else 0


if __name__ == "__main__":
    sys.exit(main())

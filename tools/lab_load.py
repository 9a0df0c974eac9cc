#!/usr/bin/env python3
"""What the console costs, here and on relays, while every panel is looked at in turn.

Runs the console on a pty against hosts of the lab (as root, with the lab up) and goes through its
screens, ten seconds each. Of a relay it counts the console's session there: sshd's child, the
shells below it, and all that these have run and waited for.

    lab_load.py [--seconds 600] [--screens 1345672] HOST...
"""

import argparse
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time
from pathlib import Path

SSH_CONFIG = "/run/relaytui-lab/ssh_config"
#: Seconds on each screen; seconds until all hosts are connected and asked once.
STAY, SETTLE = 10.0, 45.0
_TICK = os.sysconf("SC_CLK_TCK")


def stat_of(pid: int) -> tuple[int, float, float]:
    """Parent, CPU seconds of a process, and of its children that it has waited for."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    times = [int(word) / _TICK for word in words[11:15]]
    return int(words[1]), times[0] + times[1], times[2] + times[3]


def processes() -> dict[int, tuple[int, float, float]]:
    """All of this machine, the lab's hosts included."""
    found = {}
    for one in Path("/proc").iterdir():
        if one.name.isdecimal():
            try:
                found[int(one.name)] = stat_of(int(one.name))
            except (OSError, IndexError, ValueError):
                continue
    return found


def sessions(all_of: dict[int, tuple[int, float, float]]) -> dict[str, tuple[float, int]]:
    """By pid namespace: CPU seconds of ops' sessions, and how many shells sshd has for them."""
    children: dict[int, list[int]] = {}
    for pid, (parent, _, _) in all_of.items():
        children.setdefault(parent, []).append(pid)
    found: dict[str, tuple[float, int]] = {}
    for pid in all_of:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            place = os.readlink(f"/proc/{pid}/ns/pid")
        except OSError:
            continue
        if not words.startswith(b"sshd: ops@"):
            continue
        cpu, todo = 0.0, [pid]
        while todo:
            one = todo.pop()
            cpu += all_of[one][1] + all_of[one][2]
            todo += children.get(one, [])
        before = found.get(place, (0.0, 0))
        found[place] = before[0] + cpu, before[1] + len(children.get(pid, []))
    return found


class Console:
    """The console on a pty, which is read so that it never waits."""

    def __init__(self, hosts: list[str]) -> None:
        command = [sys.executable, "-m", "relaytui", "-F", SSH_CONFIG, *hosts]
        self.pid, self._pty = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(command[0], command)
        fcntl.ioctl(self._pty, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        self.bytes = 0

    def run(self, seconds: float, keys: str = "") -> None:
        """Go through the screens of these keys for so long."""
        end, at, turn = time.monotonic() + seconds, 0.0, 0
        while (now := time.monotonic()) < end:
            if keys and now >= at:
                os.write(self._pty, keys[turn % len(keys)].encode())
                turn, at = turn + 1, now + STAY
            if select.select([self._pty], [], [], 0.2)[0]:
                self.bytes += len(os.read(self._pty, 65_536))

    def cpu(self) -> float:
        """CPU seconds so far."""
        return stat_of(self.pid)[1]

    def memory(self) -> float:
        """MB that are its own."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return int(text.partition("VmRSS:")[2].split()[0]) / 1000

    def end(self) -> None:
        """End it."""
        os.kill(self.pid, 15)
        os.waitpid(self.pid, 0)


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("hosts", nargs="+", metavar="HOST")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--screens", default="1345672")
    args = parser.parse_args()
    console = Console(args.hosts)
    try:
        console.run(SETTLE, args.screens)
        before, cpu, begun = sessions(processes()), console.cpu(), time.monotonic()
        console.run(args.seconds, args.screens)
        after, seconds = sessions(processes()), time.monotonic() - begun
        shares = sorted(
            (after[place][0] - before[place][0]) / seconds * 100 for place in after.keys() & before
        )
        figures = {
            "hosts": len(after),
            "seconds": round(seconds),
            "console_percent": round((console.cpu() - cpu) / seconds * 100, 2),
            "console_megabytes": round(console.memory(), 1),
            "terminal_kilobytes_a_second": round(console.bytes / seconds / 1000, 1),
            "relay_percent_median": round(shares[len(shares) // 2], 3),
            "relay_percent_most": round(shares[-1], 3),
            "relay_shells_most": max(count for _, count in after.values()),
            "load": os.getloadavg()[0],
        }
        print(json.dumps(figures))
    finally:
        console.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())

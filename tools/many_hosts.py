#!/usr/bin/env python3
"""What many hosts do to the console: lag of its event loop while they connect, and how long it
takes to quit with dead links. The hosts are simulated ones in a process of their own.

    many_hosts.py [--hosts 50] [--holes 10] [--dead 5] [--json]
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

from relaytui.app import RelayApp
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.fleet import Fleet
from relaytui.theming import choose_theme

#: Seconds between two looks at the loop.
LOOK = 0.005


def serve(count: int) -> None:
    """The hosts' process: prints its specs, then obeys `hold NAME` lines."""
    import msgspec

    from relaytui.demo.demo import Demo

    with Demo(hosts=count) as demo:
        print(json.dumps([msgspec.to_builtins(spec) for spec in demo.specs()]), flush=True)
        for line in sys.stdin:
            demo.server.hold(line.strip())
            print("held", flush=True)
    os._exit(0)


class Hosts:
    """Simulated hosts, and ports that take a caller and say nothing."""

    def __init__(self, count: int, holes: int) -> None:
        command = [sys.executable, __file__, "--serve", str(count)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        specs = json.loads(self._process.stdout.readline())
        self.specs = [HostSpec(**spec) for spec in specs]
        self._holes = [socket.create_server(("127.0.0.1", 0)) for _ in range(holes)]
        self.specs += [
            HostSpec(
                name=f"hole{number}", target=f"x@127.0.0.1:{hole.getsockname()[1]}",
                ssh_config="none", known_hosts="/dev/null",
            )
            for number, hole in enumerate(self._holes)
        ]  # fmt: skip

    def hold(self, name: str) -> None:
        """Be silent from now on."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        self._process.stdout.readline()

    def close(self) -> None:
        """End them."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)
        for hole in self._holes:
            hole.close()


async def lags(until: Any, most: float) -> list[float]:
    """How much later than wished the loop came back, each time, until a condition holds."""
    found = []
    limit = time.monotonic() + most
    while not until() and time.monotonic() < limit:
        begun = time.perf_counter()
        await asyncio.sleep(LOOK)
        found.append(time.perf_counter() - begun - LOOK)
    return found


async def measure(hosts: Hosts, dead: int) -> dict[str, float]:
    """The figures, in seconds."""
    named = [spec.name for spec in hosts.specs if not spec.name.startswith("hole")]
    before = set(threading.enumerate())
    fleet = Fleet(hosts.specs)
    app = RelayApp(fleet, look=choose_theme("night", {}, slow=False), link="fast")

    def ready() -> bool:
        states = {one.relay: one.state for one in fleet.statuses()}
        return all(states[name] is LinkState.READY for name in named)

    async with app.run_test(size=(100, 30)) as pilot:
        begun = time.perf_counter()
        found = await lags(ready, 120)
        connected = time.perf_counter() - begun
        assert ready(), fleet.statuses()
        await asyncio.sleep(1.0)
        calm = await lags(lambda: False, 3)
        for name in named[:dead]:
            hosts.hold(name)
        await pilot.pause(1.0)
        begun = time.perf_counter()
    fleet.close()
    quit_after = time.perf_counter() - begun
    limit = time.monotonic() + 5
    while (left := set(threading.enumerate()) - before) and time.monotonic() < limit:
        await asyncio.sleep(0.05)
    found.sort()
    calm.sort()
    return {
        "hosts": len(named), "dead": dead, "connected": round(connected, 3),
        "lag_p50": round(statistics.median(found), 4),
        "lag_p99": round(found[int(len(found) * 0.99)], 4), "lag_most": round(found[-1], 4),
        "calm_p99": round(calm[int(len(calm) * 0.99)], 4),
        "quit": round(quit_after, 3), "threads_left": len([one for one in left if not one.name.startswith("asyncio_")]), "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--holes", type=int, default=0)
    parser.add_argument("--dead", type=int, default=5)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
        return 0
    hosts = Hosts(args.hosts, args.holes)
    try:
        print(json.dumps(asyncio.run(measure(hosts, args.dead))))
    finally:
        hosts.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

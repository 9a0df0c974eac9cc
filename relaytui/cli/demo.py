"""Open the console on simulated relays: no relay, no account and no network is needed.

A real SSH server on a loopback port plays the relays; half a minute after the start they are
attacked. Nothing is left behind. Without a terminal it streams for 20 seconds and sums up.
"""

import argparse
import signal
import time
from collections import Counter

from relaytui.cli.console import has_terminal, open_console
from relaytui.cli.main import THEMES
from relaytui.cli.output import Printer
from relaytui.cli.telling import tell
from relaytui.domain.host_spec import HostSpec
from relaytui.fleet import Fleet

#: Seconds of the stream where there is no terminal.
STREAM_SECONDS = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--hosts", type=_count, default=3, metavar="N", help="1 to 50 relays")
    parser.add_argument("--theme", metavar="NAME", help=THEMES)
    parser.add_argument("--link", choices=("auto", "fast", "slow"), default="auto")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError(f"{text!r}: from 1 to 50")
    return int(text)


def _leave(number: int, _frame: object) -> None:
    """End in order: the demo's files are removed also when the terminal goes away."""
    raise SystemExit(128 + number)


def run(args: argparse.Namespace) -> int:
    """The command."""
    from relaytui.demo.demo import Demo

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with Demo(hosts=args.hosts) as demo:
        if has_terminal():
            return open_console(demo.specs(), theme=args.theme, link=args.link)
        return stream(demo.specs(), STREAM_SECONDS)


def stream(hosts: list[HostSpec], seconds: float) -> int:
    """Print what comes for a while, then what it was."""
    fleet = Fleet(hosts, prompts=False)
    printer = Printer(False, [host.name for host in hosts])
    kinds: Counter[str] = Counter()
    relays: Counter[str] = Counter()
    fleet.start()
    try:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            lines = [line for line in fleet.drain() if not line.marker]
            kinds.update(line.event.kind for line in lines)
            relays.update(line.relay for line in lines)
            printer.show(lines)
            time.sleep(0.1)
        down = [one for one in fleet.statuses() if not relays[one.relay]]
    finally:
        fleet.close()
    print(f"\n{relays.total()} lines of {len(relays)} simulated relays in {seconds:.0f} s:")
    for kind, count in kinds.most_common():
        print(f"  {count:6} {kind}")
    for status in down:
        tell(f"{status.relay}: {status.reason or status.state}")
    return 3 if not relays else 4 if down else 0

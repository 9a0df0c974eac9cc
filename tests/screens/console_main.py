"""The console on a fake fleet, to be run on a terminal.

python -m tests.screens.console_main [--hosts N] [--rate LINES_A_SECOND] [--link slow]
                                     [--lines N] [--hostile] [--failed] [--ask] [--theme NAME]
                                     [--name RELAY]... [--words HOSTILE] [--lock]
"""

import argparse
import os
import threading
import time

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

from relaytui.app import RelayApp
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.domain.text import safe
from relaytui.theming import choose_theme
from tests.screens.fake_fleet import HOSTILE, FakeFleet, fed, postfix_lines


def main() -> None:
    """Run it until `q`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hosts", type=int, default=3)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--lines", type=int, default=0)
    parser.add_argument("--link", default="auto")
    parser.add_argument("--theme")
    parser.add_argument("--name", action="append")
    parser.add_argument("--words", default="")
    for flag in ("--hostile", "--failed", "--ask", "--lock"):
        parser.add_argument(flag, action="store_true")
    args = parser.parse_args()
    names = args.name or [f"mx{number}" for number in range(1, args.hosts + 1)]
    # As the real fleet has them: the specification of a host gates its name.
    fleet = fed([HostSpec(name=name).name for name in names], args.lines)
    prepare(fleet, args)
    if args.rate:
        threading.Thread(target=talk, args=(fleet, args.rate), daemon=True).start()
    look = choose_theme(args.theme, os.environ, slow=args.link == "slow")
    RelayApp(fleet, look=look, link=args.link, look_chosen=args.theme is not None).run()


def prepare(fleet: FakeFleet, args: argparse.Namespace) -> None:
    """What the options ask for."""
    first, words = fleet.hosts[0].name, args.words
    if args.hostile:
        for number, text in enumerate(HOSTILE):
            raw = f"2026-11-25T08:00:00.0Z mx1 postfix/smtpd[1]: {number} {text}"
            fleet.says(first, raw.replace("\n", " "))
    if args.failed:
        fleet.becomes(first, LinkState.REFUSED, f"login refused: none of 2 keys was taken{words}",
                      f"Add your key to authorized_keys of root on mx1{words}")  # fmt: skip
        fleet.marks(first, "lost", safe(f"link lost: no answer in 15 s{words}"))
    if args.ask:
        fleet.asks(first, f"192.0.2.7:22{words}", f"ssh-ed25519{words}")
    if args.lock:
        fleet.locks(first, 1, f"/home/me/.ssh/id_ed25519{words}")


def talk(fleet: FakeFleet, rate: float) -> None:
    """Recorded lines, evenly, for ever."""
    raws, said, began = postfix_lines(), 0, time.monotonic()
    names = [host.name for host in fleet.hosts]
    while True:
        due = int((time.monotonic() - began) * rate)
        for number in range(said, due):
            fleet.says(names[number % len(names)], raws[number % len(raws)])
        said = due
        time.sleep(0.01)


if __name__ == "__main__":
    main()

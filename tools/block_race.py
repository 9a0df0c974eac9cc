#!/usr/bin/env python3
"""A block on many hosts, from the last key press until each has proved it, beside other tools.

Hosts are those of the lab (as root, with the lab up). The product's figure begins where the plan
stands on the screen, as at the last key of the dialog, and ends when the last host has proved
`set`; the looks before it are told beside it. Then the other tools that are here run the bare nft
command on the same hosts, without plan, guard, record, undo or proof.

    block_race.py [--rounds 3] HOST...
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "bench"))

from peers import where

from relaytui.changes.journal import Journal
from relaytui.changes.road import Road
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import parse_net
from relaytui.engine.own_links import OwnLinks
from relaytui.layers.find import layers

SSH_CONFIG = "/run/relaytui-lab/ssh_config"
#: Blocked on the hosts: nobody's (RFC 5737).
ADDRESS = "203.0.113.77"
_SET = "inet race blocked"
MAKE = "sudo -n nft add table inet race; sudo -n nft add set {set} '{{ type ipv4_addr; flags timeout; }}'"
BLOCK = "sudo -n nft add element {set} '{{ {address} timeout 1h }}' && echo race-$((6*7))-ok"
CLEAR = "sudo -n nft delete table inet race"


def ours(hosts: list[str], rounds: int) -> list[tuple[float, float]]:
    """Seconds of the looks, and of the block itself, a pair a round; the links stand before."""
    links = OwnLinks(
        [HostSpec(name=one, target=f"ops@{one}", ssh_config=SSH_CONFIG) for one in hosts]
    )
    found, net = [], parse_net(ADDRESS)
    assert net
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.jsonl")
        journal.ready()
        try:
            for number in range(rounds + 1):
                road = Road(links, layers(), journal, "block_race")
                begun = time.monotonic()
                plans = road.plan({one: [Block(net, seconds=3600)] for one in hosts})
                planned = time.monotonic()
                results = road.carry_out(list(plans.values()))
                ended = time.monotonic()
                states = {one.state for one in results}
                if states != {"set"} or len(results) != len(hosts):
                    raise SystemExit(f"not set on all: {states} {results[0]}")
                if number:  # the first one has connected, and asked what each account may do
                    found.append((planned - begun, ended - planned))
                plans = road.plan({one: [Unblock(net)] for one in hosts})
                road.carry_out(list(plans.values()))
        finally:
            links.close()
    return found


def others(hosts: list[str], rounds: int) -> dict[str, list[float]]:
    """Seconds of the tools that are here, a list a round."""
    with tempfile.TemporaryDirectory() as folder:
        inventory = Path(folder) / "inventory.ini"
        inventory.write_text("[race]\n" + "".join(f"ops@{one}\n" for one in hosts))
        block = BLOCK.format(set=_SET, address=ADDRESS)
        tools = {}
        if clush := where("clush"):
            names = ",".join(f"ops@{one}" for one in hosts)
            tools["clush"] = [clush, "-f", "32", "-w", names, "-o", f"-F {SSH_CONFIG}", block]
        if ansible := where("ansible"):
            tools["ansible -m raw"] = [
                ansible, "-i", str(inventory), "-f", "32", "all", "-m", "raw",
                "--ssh-common-args", f"-F {SSH_CONFIG}", "-a", block,
            ]  # fmt: skip
        on_all(hosts, MAKE.format(set=_SET))
        found: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, words in tools.items():
                begun = time.monotonic()
                run = subprocess.run(words, capture_output=True, text=True, check=False)
                found.setdefault(name, []).append(time.monotonic() - begun)
                if run.stdout.count("race-42-ok") != len(hosts):
                    raise SystemExit(f"{name}: {run.stdout[-300:]}{run.stderr[-300:]}")
        on_all(hosts, CLEAR)
        return found


def on_all(hosts: list[str], command: str) -> None:
    """Run it everywhere, one after the other."""
    ssh = shutil.which("ssh") or "ssh"
    for one in hosts:
        subprocess.run([ssh, "-F", SSH_CONFIG, f"ops@{one}", command], check=True)


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("hosts", nargs="+", metavar="HOST")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    pairs = ours(args.hosts, args.rounds)
    looks, blocks = (statistics.median(one) for one in zip(*pairs, strict=True))
    print(f"relaytui: {blocks:.2f} s until {len(args.hosts)} hosts are set (looks {looks:.2f} s)")
    for name, walls in others(args.hosts, args.rounds).items():
        print(f"{name}: {statistics.median(walls):.2f} s, without proof or undo")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A block of every port that locks its own author out heals itself, the console killed or not."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from relaytui.changes.apply import apply, new_identity
from relaytui.changes.journal import Journal
from relaytui.changes.plan import HostPlan, Moment, Plan
from relaytui.changes.road import Road
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.intent import Block
from relaytui.domain.net import parse_net
from relaytui.engine.asking import Asking
from relaytui.engine.own_links import OwnLinks
from relaytui.facts.base import HostFacts
from relaytui.facts.own import OWN
from relaytui.layers import nft
from relaytui.layers.own_plans import plan_block
from relaytui.ssh.connect import connect_plain
from relaytui.ssh.link import Link
from tests.relays.lab import SSH_CONFIG, root, until

pytestmark = pytest.mark.lab

US = parse_net("10.77.0.1")
STRANGER = parse_net("10.77.1.99")
SOAK = bool(os.environ.get("SOAK"))
#: Seconds until a host takes it back: those of the product, or few.
SPAN = 45 if SOAK else 5
_ADDRESSES = {"relay1": "10.77.0.11", "relay3": "10.77.0.13"}


def spec(relay: str) -> HostSpec:
    return HostSpec(name=relay, target=relay, ssh_config=str(SSH_CONFIG))


def reached(relay: str) -> bool:
    """Whether a new connection gets through."""
    try:
        with socket.create_connection((_ADDRESSES[relay], 22), timeout=1.0) as one:
            return one.recv(4) == b"SSH-"
    except OSError:
        return False


def wall(link: Link, relay: str, span: int) -> None:
    """Block ourselves, below the guard."""
    assert US
    found = HostFacts(Asking().ask(link, (OWN,)))
    plan = plan_block(Block(US, 3600, ports="all", keep=False), found, Moment(time.time(), "test"))
    assert isinstance(plan, Plan)
    apply(
        link, HostPlan(relay, (plan,)), new_identity(time.time()), "test", root=False, switch=span
    )


def main(relay: str, span: str) -> None:
    """A console that blocks itself, and is killed."""
    wall(connect_plain(spec(relay), lambda: False), relay, int(span))


@pytest.mark.parametrize("turn", range(10 if SOAK else 1))
@pytest.mark.parametrize("relay", ["relay1", "relay3"])
def test_it_heals_itself(relays: tuple[str, ...], relay: str, turn: int) -> None:
    """By a unit of systemd on the one, by a process of its own on the other."""
    killed = turn % 2 == 0
    code = f"from tests.relays.test_switch import main; main({relay!r}, '{SPAN}')"
    console = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
    try:
        until(lambda: not reached(relay), 30, f"{relay} is not closed")
        begun = time.monotonic()
        if killed:
            console.send_signal(signal.SIGKILL)
        until(lambda: reached(relay), 60, f"{relay} is not open again")
        assert time.monotonic() - begun <= 60
    finally:
        console.kill()
        console.wait()
    assert "10.77.0.1" not in root(relay, "nft list table inet relaytui")
    until(lambda: not root(relay, "ls /var/lib/relaytui/open"), 10, "it is settled")


def test_what_locks_nobody_out_stands(relays: tuple[str, ...], tmp_path: Path) -> None:
    assert STRANGER
    links = OwnLinks([spec("relay1"), spec("relay3")])
    try:
        road = Road(links, [nft.LAYER], Journal(tmp_path / "journal"), "test")
        plans = road.plan(
            {one: [Block(STRANGER, 3600, ports="all", keep=False)] for one in _ADDRESSES}
        )
        results = road.carry_out(list(plans.values()))
        assert [one.state for one in results] == ["set", "set"], results
        assert "within a minute" in plans["relay1"].plans[0].warnings[0]
        for relay in _ADDRESSES:
            assert "10.77.1.99" in root(relay, "nft list set inet relaytui block4_all")
        undone = road.undo(results[0].identity, list(_ADDRESSES), "undo")
        assert [one.state for one in undone] == ["undone", "undone"]
    finally:
        links.close()
    for relay in _ADDRESSES:
        assert "10.77.1.99" not in root(relay, "nft list ruleset")

"""Count what clients, networks, accounts, senders and domains do, beside the limits that hold.

  relaytui rates mx1 mx2                      clients of the last 10 minutes, the worst first
  relaytui rates mx1 --by net24 --window 1h   by network
  relaytui rates mx1 --by account --sort 'failed logins' --top 20
  relaytui rates mx1 mx2 --json | jq 'select(.row == "group" and .over)'

The logs are read back as far as the window goes. `≥` before a count: it may be higher, since
lines are missing, or since the group was too small for a time to be kept. Exit status: 0 done,
2 usage, 3 no host could be used, 4 some could not, 130 interrupted.
"""

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from relaytui.analysis.groups import GROUPINGS
from relaytui.analysis.rate_rows import ORDERS, Snapshot
from relaytui.analysis.rates import Rates
from relaytui.analysis.slices import WINDOWS, begin_of
from relaytui.cli.facts import Gathered, tell_failed
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.rates_object import group_object, relay_object
from relaytui.cli.rates_table import table
from relaytui.cli.telling import tell
from relaytui.domain.finding import Failed
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.engine.session import Wishes
from relaytui.facts.limits import LIMITS, Limits
from relaytui.facts.rspamd_limits import RSPAMD_LIMITS
from relaytui.fleet import Fleet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    parser.add_argument("--by", choices=tuple(GROUPINGS), default="client", help="what to count")
    parser.add_argument(
        "--window", choices=tuple(WINDOWS), default="10m", help="how far back (default: 10m)"
    )
    parser.add_argument("--sort", choices=tuple(ORDERS), default="worst", help="the order of rows")
    parser.add_argument("--top", type=int, metavar="N", help="only the first N rows")
    parser.add_argument("--json", action="store_true", help="one JSON object a line (docs/json.md)")


def run(args: argparse.Namespace) -> int:
    """The command."""
    hosts = needed_hosts(args)
    found = _limits(args, hosts)
    usable = [one for one in hosts if one.aggregator or one.name in found]
    begun = time.time()
    reading = Reading(usable, begin_of(args.window, begun))
    try:
        if usable:
            reading.run()
    finally:
        reading.close()
    _print(args, reading, found)
    if len(reading.worked) == len(hosts):
        return 0
    return 4 if reading.worked else 3


def _limits(args: argparse.Namespace, hosts: Sequence[HostSpec]) -> dict[str, dict[str, Any]]:
    """What was found of limits, by host, where it could be asked."""
    if all(one.aggregator for one in hosts):
        return {}
    facts = Gathered(args, (LIMITS, RSPAMD_LIMITS)).facts
    found = {}
    for name, known in facts.items():
        found[name] = dict(known.found)
        for one in found[name].values():
            if isinstance(one, Failed):
                tell_failed(name, one)
    return found


class Reading:
    """Reads the logs of hosts from a moment on to their end, and counts."""

    def __init__(self, hosts: Sequence[HostSpec], since: float) -> None:
        self.rates = Rates()
        self.worked: set[str] = set()
        self.first: dict[str, float | None] = {}
        self._since = since
        self._fleet = Fleet(hosts, wishes=Wishes(since=since, follow=False), prompts=False)
        self._news = threading.Event()
        self._fleet.on_wake(self._news.set)

    def run(self) -> None:
        """Until all of them have given what they have."""
        self._fleet.start()
        while not self._fleet.ended:
            self._news.wait(0.5)
            self._news.clear()
            self.rates.take(self._fleet.drain())
            self._look()
        self.rates.take(self._fleet.drain())
        self._look()
        for name in self.worked:  # also one that had nothing to say
            self.rates.relay(name)
        for name, relay in self.rates.relays.items():
            self.first[name] = relay.known_from
            relay.known_from = self._since

    def close(self) -> None:
        """End the links."""
        self._fleet.close()

    def _look(self) -> None:
        for status in self._fleet.statuses():
            if status.via:
                continue
            if status.state is LinkState.REFUSED and status.relay not in self.first:
                self.first[status.relay] = None
                step = f". {status.next_step}" if status.next_step else ""
                tell(f"{status.relay}: {status.reason}{step}")
            elif status.state in (LinkState.READY, LinkState.CLOSED) and status.source:
                self.worked.add(status.relay)


def _print(args: argparse.Namespace, reading: Reading, found: dict[str, dict[str, Any]]) -> None:
    limits = {
        name: one[LIMITS.name]
        for name, one in found.items()
        if isinstance(one.get(LIMITS.name), Limits)
    }
    now = time.time()
    snapshot = Snapshot.of(reading.rates, limits, args.by, args.window, now)
    rows = snapshot.rows()
    if args.sort != "worst":
        rows.sort(key=ORDERS[args.sort], reverse=True)
    shown = rows if args.top is None else rows[: max(0, args.top)]
    if args.json:
        for share in snapshot.shares:
            known = found.get(share.relay, {})
            first = reading.first.get(share.relay)
            print(json_line(relay_object(snapshot, share, known, first)))
        for row in shown:
            print(json_line(group_object(snapshot, row)))
    elif rows:
        sys.stdout.write(table(snapshot, shown))
    if len(shown) < len(rows):
        tell(f"{len(rows) - len(shown):,} more rows; without --top all are shown")
    if not rows and reading.worked:
        tell(f"nothing to count by {args.by} in the last {args.window}")

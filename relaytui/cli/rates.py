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
import time
from collections.abc import Sequence
from typing import Any

from relaytui.analysis.groups import GROUPINGS
from relaytui.analysis.rate_rows import ORDERS
from relaytui.analysis.rate_snapshot import Snapshot
from relaytui.analysis.slices import WINDOWS, begin_of
from relaytui.cli.facts import Gathered, tell_failed
from relaytui.cli.hosts import loaded_file, needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.rates_object import group_object, relay_object
from relaytui.cli.rates_reading import Reading
from relaytui.cli.rates_table import table
from relaytui.cli.telling import tell
from relaytui.domain.finding import Failed
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.limits import Limits
from relaytui.errors import UsageError
from relaytui.facts.limits import LIMITS
from relaytui.facts.rspamd_limits import RSPAMD_LIMITS
from relaytui.state.geo import Geo, open_geo


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
    geo = _geo(args)
    found = _limits(args, hosts)
    usable = [one for one in hosts if one.aggregator or one.name in found]
    begun = time.time()
    reading = Reading(usable, begin_of(args.window, begun))
    try:
        if usable:
            reading.run()
    finally:
        reading.close()
    _print(args, reading, found, geo)
    if len(reading.worked) == len(hosts):
        return 0
    return 4 if reading.worked else 3


def _geo(args: argparse.Namespace) -> Geo | None:
    """The files that tell whose a network is; needed only to group by it."""
    loaded = loaded_file(args.config)
    geo = open_geo(loaded.configuration.geo) if loaded else None
    if geo is None and args.by == "asn":
        step = "Write `geo: [PATH.mmdb]` in the configuration"
        raise UsageError("--by asn: no file tells the operators of networks", step)
    if geo and args.by == "asn":
        for file in geo.files:
            tell(f"geo: {file}")
    return geo


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


def _print(
    args: argparse.Namespace,
    reading: Reading,
    found: dict[str, dict[str, Any]],
    geo: Geo | None,
) -> None:
    limits = {
        name: one[LIMITS.name]
        for name, one in found.items()
        if isinstance(one.get(LIMITS.name), Limits)
    }
    now = time.time()
    snapshot = Snapshot.of(reading.rates, limits, args.by, args.window, now)
    rows = snapshot.rows(geo.operator_of if geo else None)
    if args.sort != "worst":
        rows.sort(key=ORDERS[args.sort], reverse=True)
    shown = rows if args.top is None else rows[: max(0, args.top)]
    if args.json:
        for share in snapshot.shares:
            known = found.get(share.relay, {})
            first = reading.first.get(share.relay)
            print(json_line(relay_object(snapshot, share, known, first)))
        for row in shown:
            print(json_line(group_object(snapshot, row, geo)))
    elif rows:
        sys.stdout.write(table(snapshot, shown))
    if len(shown) < len(rows):
        tell(f"{len(rows) - len(shown):,} more rows; without --top all are shown")
    if not rows and reading.worked:
        tell(f"nothing to count by {args.by} in the last {args.window}")

"""Print what waits in the mail queues, put together by what they have in common.

  relaytui queue mx1 mx2                by reason: one row for one cause
  relaytui queue @edge --by domain      by the recipients' domains
  relaytui queue mx1 --messages --json  each message, for programs

Reasons that differ in addresses, hosts, ids and numbers alone are one. Bounces, which have no
sender, are counted apart. Nothing is changed on a host. What could not be seen stands on stderr,
with what to do. Exit status: 0 all was seen, 2 usage, 3 no host could be used, 4 some host or
queue could not be seen, 130 interrupted.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from typing import Any

from relaytui.analysis.queue import GROUPINGS, HELD, WORKING, QueueView
from relaytui.analysis.queue_message import QueueMessage
from relaytui.cli.facts import Gathered, tell_failed
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.queue_object import group_object, message_object, place_object
from relaytui.cli.table import BAD, GREY, WARNING, Table
from relaytui.cli.telling import tell
from relaytui.domain.finding import Absent
from relaytui.facts.queue import QUEUE
from relaytui.state.ages import bytes_words, long_span_words

#: Groups of a table; JSON has all of them.
SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    parser.add_argument(
        "--by", choices=GROUPINGS, default="reason", help="what puts messages together"
    )
    parser.add_argument(
        "--messages", action="store_true", help="each message instead, the oldest first"
    )
    parser.add_argument("--all", action="store_true", help=f"more than the {SHOWN} largest groups")


def run(args: argparse.Namespace) -> int:
    """The command."""
    gathered = Gathered(args, (QUEUE,))
    found: dict[str, Any] = {relay: facts.get(QUEUE) for relay, facts in gathered.facts.items()}
    view, now = QueueView(found), time.time()
    if args.json:
        _json(view, args, now)
    else:
        _tables(view, args, now)
    for relay, value in found.items():
        if isinstance(value, Absent):
            tell(f"{relay}: {value.words}")
    for relay, failed in view.unseen:
        tell_failed(relay, failed)
    for relay, place in view.places:
        for words in (*filter(None, [place.warning]), *place.queue.unread):
            tell(f"{relay}: {place.name}: {words}")
    if gathered.failed == len(gathered.hosts):
        return 3
    return 4 if gathered.failed or view.unseen else 0


def _json(view: QueueView, args: argparse.Namespace, now: float) -> None:
    rows: Iterator[dict[str, Any]]
    if args.messages:
        rows = (message_object(one) for one in _oldest_first(view))
    else:
        rows = (group_object(one, args.by) for one in view.groups(args.by, now))
    for one in view.places:
        sys.stdout.write(json_line(place_object(one)) + "\n")
    for fields in rows:
        sys.stdout.write(json_line(fields) + "\n")


def _oldest_first(view: QueueView) -> list[QueueMessage]:
    return sorted(view.messages(), key=lambda one: (one.arrived or 0, one.relay, one.row))


def _tables(view: QueueView, args: argparse.Namespace, now: float) -> None:
    table = Table(("RELAY", "QUEUE", "MESSAGES", "WAITING", "WORKING", "HELD", "BOUNCES", "OLDEST"))
    for relay, place in view.places:
        queue, states = place.queue, place.queue.by_queue()
        held = sum(count for name, count in states.items() if name in HELD)
        working = sum(count for name, count in states.items() if name in WORKING)
        table.add(
            relay,
            place.name,
            f"{'≥' if queue.at_least else ''}{len(queue):,}",
            f"{len(queue) - held - working:,}",
            f"{working:,}",
            (f"{held:,}", WARNING if held else 0),
            f"{queue.bounces:,}",
            _age(queue.oldest, now),
        )
    table.write()
    if len(view):
        sys.stdout.write("\n")
        (_messages_table if args.messages else _groups_table)(view, args, now)


def _groups_table(view: QueueView, args: argparse.Namespace, now: float) -> None:
    groups = view.groups(args.by, now)
    shown = groups if args.all else groups[:SHOWN]
    table = Table(("MESSAGES", "TO", "BYTES", "HELD", "OLDEST", "RELAYS", "WHAT", args.by.upper()))
    for one in shown:
        table.add(
            f"{one.messages:,}",
            f"{one.recipients:,}",
            bytes_words(one.size) if one.size else "",
            (f"{one.held:,}" if one.held else "", WARNING),
            _age(one.oldest or None, now),
            " ".join(one.relays),
            ("bounces", BAD) if one.bounces else ("mail", GREY),
            one.name,
        )
    table.write()
    if len(shown) < len(groups):
        tell(f"{len(groups) - len(shown):,} smaller groups are not shown; --all shows them")


def _messages_table(view: QueueView, args: argparse.Namespace, now: float) -> None:
    table = Table(("RELAY", "ID", "QUEUE", "AGE", "BYTES", "SENDER", "RECIPIENT", "REASON"))
    for one in _oldest_first(view):
        more = f" +{one.recipients - 1:,}" if one.recipients > 1 else ""
        table.add(
            one.relay,
            one.id,
            one.queue,
            _age(one.arrived, now),
            "" if one.size is None else bytes_words(one.size),
            one.sender or "<>",
            one.recipient + more,
            one.reason,
        )
    table.write()


def _age(at: int | None, now: float) -> str:
    return "" if at is None else long_span_words(max(0.0, now - at))

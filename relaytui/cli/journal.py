"""Print what was changed on relays: when, by whom, where, what, why, and what came of it.

  relaytui journal             the last 50 entries
  relaytui journal --last 500  more of them
  relaytui journal verify      whether an entry was changed, taken out or put in
  relaytui journal export      all of it, as JSON lines

The journal is on this machine, in one file that only grows; each entry holds the sum of the one
before. Hosts have a line of each change in their own system log. Exit status: 0, 1 the chain is
broken (verify), 2 usage, 130 interrupted.
"""

import argparse
import sys
from collections import deque

import msgspec

from relaytui.changes.journal import Journal, Record
from relaytui.cli.facts import iso
from relaytui.cli.output import json_line
from relaytui.cli.table import BAD, GOOD, GREY, Table
from relaytui.cli.telling import tell
from relaytui.config.paths import journal_file
from relaytui.domain.text import safe

_COLOURS = {"done": GOOD, "undone": GOOD, "holding": GOOD, "intended": GREY}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("do", nargs="?", choices=("show", "verify", "export"), default="show")
    parser.add_argument("--last", type=int, default=50, metavar="N", help="so many entries (50)")
    parser.add_argument("--json", action="store_true", help="one JSON object an entry")


def run(args: argparse.Namespace) -> int:
    """The command."""
    journal = Journal(journal_file())
    if args.do == "verify":
        return _verify(journal)
    most = None if args.do == "export" else max(1, args.last)
    records = deque((one for _, one in journal.read() if one), maxlen=most)
    if args.json or args.do == "export":
        sys.stdout.write("".join(json_line(entry_object(one)) + "\n" for one in records))
    else:
        _table(records)
    return 0


def entry_object(record: Record) -> dict[str, object]:
    """An entry as an object; what is empty is left out."""
    fields = msgspec.to_builtins(record)
    return {**fields, "at": iso(record.at)}


def _verify(journal: Journal) -> int:
    broken = journal.broken()
    count = sum(1 for _ in journal.read())
    for number, why in broken:
        tell(f"{safe(str(journal.path), 300)}: line {number}: {why}")
    tell(f"{count} entries, {'the chain is BROKEN' if broken else 'the chain is whole'}")
    return 1 if broken else 0


def _table(records: deque[Record]) -> None:
    table = Table(("WHEN", "CHANGE", "RELAY", "WHAT", "EVENT", "BY", "WHY"))
    for one in records:
        table.add(
            (iso(one.at) or "")[:19].replace("T", " "),
            safe(one.change, 40),
            safe(one.relay, 60),
            safe(one.what, 200),
            (str(safe(one.event, 40)), _COLOURS.get(one.event, BAD)),
            safe(one.by, 60),
            safe(f"{one.why} {one.words}".strip(), 300),
        )
    table.write()

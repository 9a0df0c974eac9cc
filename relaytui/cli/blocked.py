"""Print who is kept out: every layer of every host, since when, until when, and whether it works.

  relaytui blocked mx1 mx2                     all entries
  relaytui blocked @edge --address 192.0.2.7   what keeps this address out
  relaytui blocked mx1 --layer fail2ban --json for programs

Nothing is changed on a host. What could not be seen stands on stderr, with what to do. Exit
status: 0 all was seen, 2 usage, 3 no host could be used, 4 some host or layer could not be seen,
130 interrupted.
"""

import argparse
import sys
import time
from typing import Any

from relaytui.analysis.entries import Held
from relaytui.cli.entries import Asked, add_entry_arguments, words
from relaytui.cli.facts import iso
from relaytui.cli.output import json_line
from relaytui.cli.table import BAD, GOOD, GREY, Table
from relaytui.domain.entry import Block
from relaytui.layers.reading import block_reading
from relaytui.state.ages import long_span_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_entry_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """The command."""
    asked = Asked(args, block_reading())
    held = asked.held()
    if args.json:
        sys.stdout.write("".join(json_line(block_object(one)) + "\n" for one in held))
    else:
        _table(held, time.time())
    return asked.status()


def block_object(held: Held[Block]) -> dict[str, Any]:
    """An entry as an object; what is not known is left out."""
    entry = held.entry
    fields = {
        "relay": held.relay,
        "layer": entry.layer,
        "place": entry.place,
        "net": str(entry.net) if entry.net else None,
        "what": entry.what,
        "since": iso(entry.since),
        "until": iso(entry.until),
        "reason": entry.reason or None,
        "author": entry.author or None,
        "hits": entry.hits,
        "effective": entry.effective,
        "why": entry.why or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _table(held: list[Held[Block]], now: float) -> None:
    table = Table(("ADDRESS", "RELAY", "LAYER", "PLACE", "SINCE", "ENDS IN", "WORKS", "WHY"))
    for one in held:
        entry = one.entry
        works = {True: ("yes", GOOD), False: ("NO", BAD), None: ("?", GREY)}[entry.effective]
        table.add(
            str(entry.net or entry.what),
            one.relay,
            entry.layer,
            entry.place,
            long_span_words(now - entry.since) if entry.since else "",
            long_span_words(entry.until - now) if entry.until else "",
            works,
            words((entry.why, entry.reason, entry.author)),
        )
    table.write()

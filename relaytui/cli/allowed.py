"""Print whom relays trust: every layer of every host, where it is written, and what is wrong.

  relaytui allowed mx1 mx2                     all entries
  relaytui allowed @edge --address 192.0.2.7   what lets this address in
  relaytui allowed mx1 --json                  for programs

Nothing is changed on a host. What could not be seen stands on stderr, with what to do. Exit
status: 0 all was seen, 2 usage, 3 no host could be used, 4 some host or layer could not be seen,
130 interrupted.
"""

import argparse
import sys
from typing import Any

from relaytui.analysis.entries import Held
from relaytui.cli.entries import Asked, add_entry_arguments
from relaytui.cli.facts import iso
from relaytui.cli.output import json_line
from relaytui.cli.table import GOOD, GREY, WARNING, Table
from relaytui.domain.entry import Trust
from relaytui.layers.reading import trust_reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_entry_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """The command."""
    asked = Asked(args, trust_reading())
    held = asked.held()
    if args.json:
        sys.stdout.write("".join(json_line(trust_object(one)) + "\n" for one in held))
    else:
        _table(held)
    return asked.status()


def trust_object(held: Held[Trust]) -> dict[str, Any]:
    """An entry as an object; what is not known is left out."""
    entry = held.entry
    fields = {
        "relay": held.relay,
        "layer": entry.layer,
        "place": entry.place,
        "net": str(entry.net) if entry.net else None,
        "addresses": entry.net.size if entry.net else None,
        "what": entry.what,
        "on": entry.on,
        "negated": entry.negated or None,
        "comment": entry.comment or None,
        "until": iso(entry.until),
        "problems": list(entry.problems) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _table(held: list[Held[Trust]]) -> None:
    table = Table(("TRUSTED", "RELAY", "LAYER", "PLACE", "STATE", "COMMENT, PROBLEMS"))
    for one in held:
        entry = one.entry
        state = ("except", WARNING) if entry.negated else ("on", GOOD)
        comment = f"# {entry.comment}" if entry.comment else ""
        last = "; ".join([*entry.problems, *([comment] if comment else [])])
        table.add(
            str(entry.net or entry.what),
            one.relay,
            entry.layer,
            entry.place,
            state if entry.on else ("off", GREY),
            (last, WARNING if entry.problems else GREY),
        )
    table.write()

"""Trust addresses no longer: their entries go out of the lists of relays, or are switched off.

  relaytui disallow 192.0.2.7 --hosts mx1 mx2           the plan: nothing is done
  relaytui disallow 192.0.2.7 --hosts mx1 mx2 --write   every list that has this very entry
  relaytui disallow 192.0.2.7 --hosts mx1 --in /etc/postfix/main.cf --write
  relaytui disallow 192.0.2.7 --hosts mx1 --off --write it stays as a comment: relaytui allow --on

An address that a wider entry lets in all the same is refused, and the wider entry is named.
Exit status: 0 every host has proved it, 2 usage, 3 no host could be used, 4 some failed, 5 refused
or not proved, 130 interrupted.
"""

import argparse

from relaytui.changes.typed import typed_reason
from relaytui.cli.allow import add_place_arguments, known_net, place_of
from relaytui.cli.changing import change
from relaytui.domain.intent import Disallow, Intent, Switch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_place_arguments(parser)
    parser.add_argument("--off", action="store_true", help="keep the entry, as a comment")


def run(args: argparse.Namespace) -> int:
    """The command."""
    reason, place = typed_reason(args.reason), place_of(args)
    wanted: list[Intent] = []
    for net in map(known_net, args.address):
        if args.off:
            wanted.append(Switch(net, False, place, reason, args.confirm))
        else:
            wanted.append(Disallow(net, reason, place, args.confirm))
    return change(args, wanted)

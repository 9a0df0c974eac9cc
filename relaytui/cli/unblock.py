"""Lift what keeps addresses out of relays: in every layer of every host, with proof; and undo.

  relaytui unblock 192.0.2.7 --hosts mx1 mx2           the plan: nothing is done
  relaytui unblock 192.0.2.7 --hosts mx1 mx2 --write   it is done
  relaytui unblock 192.0.2.7 --hosts @edge --split --write   out of a wider entry

Exit status: 0 nothing keeps it out any more, 2 usage, 3 no host could be used, 4 some failed, 5
refused or not proved, 130 interrupted.
"""

import argparse

from relaytui.changes.typed import typed_reason
from relaytui.cli.block import add_net_arguments, span, wanted
from relaytui.cli.changing import change
from relaytui.domain.intent import Unblock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("address", nargs="+", metavar="NET", help="an address or a network")
    add_net_arguments(parser)
    parser.add_argument("--split", action="store_true",
                        help="part a wider entry: the rest of it stays blocked")  # fmt: skip
    parser.add_argument("--managed", action="store_true",
                        help="change files, too, that Ansible or the like manages")  # fmt: skip
    parser.add_argument("--grace", type=span, default="0s", metavar="TIME",
                        help="so long layers that block by themselves leave it alone")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """The command."""
    reason = typed_reason(args.reason)
    nets = [wanted(text, args.prefix) for text in args.address]
    grace, split, managed = args.grace or 0, args.split, args.managed
    return change(args, [Unblock(net, reason, grace, split, managed) for net in nets])

"""Trust addresses: one more entry in a list of relays, with proof; and undo.

  relaytui allow 192.0.2.7 --hosts mx1 mx2                 the plan: nothing is done
  relaytui allow 192.0.2.7 --hosts @edge --for 7d --reason "partner moves" --write
  relaytui allow 192.0.2.7 --hosts mx1 --in /etc/postfix/client_access --write
  relaytui allow 192.0.2.7 --hosts mx1 --layer fail2ban-files --write
  relaytui allow 192.0.2.7 --hosts mx1 --on --write        switches an entry on again

Without --in and --layer it is the list of who may relay: for Postfix our own file
relaytui_allow.cidr, which mynetworks is told of once. PLACE is a file, as `relaytui allowed` shows
it with or without the line, or a layer's name. --on makes an entry again of one that `relaytui
disallow --off` has made a comment, byte by byte, in every list that has it.

Exit status: 0 every host has proved it, 2 usage, 3 no host could be used, 4 some failed, 5 refused
or not proved, 130 interrupted.
"""

import argparse

from relaytui.changes.typed import typed_reason, typed_trust
from relaytui.cli.block import add_net_arguments, given, span
from relaytui.cli.changing import change
from relaytui.domain.intent import Allow, Intent, Switch
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe
from relaytui.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_place_arguments(parser)
    parser.add_argument("--for", dest="seconds", type=span, default=None, metavar="TIME",
                        help="for how long: 90m, 24h, 7d (for good)")  # fmt: skip
    parser.add_argument("--on", action="store_true", help="switch an entry on again")


def add_place_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that disallow has, too."""
    parser.add_argument("address", nargs="+", metavar="NET", help="an address or a network")
    add_net_arguments(parser)
    parser.add_argument("--in", dest="place", default="", metavar="PLACE",
                        help="the list: a file, or a layer")  # fmt: skip
    asked = "yes to what the plan asks for: a file of Ansible's, a very wide network"
    parser.add_argument("--confirm", action="store_true", help=asked)


def run(args: argparse.Namespace) -> int:
    """The command."""
    if args.on and args.seconds is not None:
        raise UsageError("--on with --for: an entry that is there keeps its end")
    reason, place = typed_reason(args.reason), place_of(args)
    wanted: list[Intent] = []
    for text in args.address:
        net = given(typed_trust(text, adding=not args.on, typed_prefix=args.prefix))
        if args.on:
            wanted.append(Switch(net, True, place, reason, args.confirm))
        else:
            wanted.append(Allow(net, args.seconds, reason, place, args.confirm))
    return change(args, wanted)


def place_of(args: argparse.Namespace) -> SafeText:
    """The place that was named. Raises UsageError."""
    place = safe(args.place, 300)
    if place != args.place:
        raise UsageError(f"--in {place}: not a place that `relaytui allowed` shows")
    return place


def known_net(text: str) -> Net:
    """A network that may be as wide as it is in the list. Raises UsageError."""
    return given(typed_trust(text, adding=False))

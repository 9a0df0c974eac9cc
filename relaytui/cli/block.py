"""Keep addresses out of relays, for a time, with proof; and undo.

  relaytui block 192.0.2.7 --hosts mx1 mx2                 the plan: nothing is done
  relaytui block 192.0.2.7 --hosts mx1 mx2 --for 24h --reason "password guessing" --write
  relaytui block 192.0.2.0/24 --hosts @edge --for 2h --write --yes 4

A block goes to the first of these layers that a host has, or to those that --layer names: nft (our
own table), firewalld, ufw, postfix-block (our own list), exim, opensmtpd. Only where they are
named, by --layer or --place: nft-sets, ipset, crowdsec, fail2ban.

Only ports of mail are closed, never SSH. With --ports all every port is: then a host that no new
connection gets through to takes it back by itself within a minute. What a block would lock out
(this connection, admins who are logged in, the fleet, gateways, resolvers, the configuration's
protect list) is refused. The end is kept on the host: it needs no console. Exit status: 0 every
host has proved it, 2 usage, 3 no host could be used, 4 some failed, 5 refused or not proved, 130
interrupted.
"""

import argparse

from relaytui.changes.typed import typed_net, typed_reason
from relaytui.cli.changing import add_change_arguments, change
from relaytui.cli.durations import seconds_of
from relaytui.cli.main import add_hosts
from relaytui.domain.intent import Block
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.lists.edit import Refused

#: How long a block lasts where nobody says it.
USUAL = "24h"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("address", nargs="+", metavar="NET", help="an address or a network")
    add_net_arguments(parser)
    parser.add_argument("--for", dest="seconds", type=span, default=USUAL, metavar="TIME",
                        help="for how long: 90m, 24h, 7d, or `ever` (24h)")  # fmt: skip
    parser.add_argument("--place", type=safe, default="", metavar="NAME",
                        help="the set, jail, zone or file that is meant, as `relaytui blocked` "
                        "names it")  # fmt: skip
    parser.add_argument(
        "--ports",
        choices=("mail", "all"),
        default="mail",
        help="all: every port, until the host boots; the host takes it back by itself within a "
        "minute, unless a new connection to it gets through (mail)",
    )
    parser.add_argument(
        "--runtime", action="store_true", help="until the host boots, nothing is written to disk"
    )


def add_net_arguments(parser: argparse.ArgumentParser) -> None:
    """Hosts behind --hosts, since addresses come first, and what all changes take."""
    add_hosts(parser, flag=True)
    parser.add_argument(
        "--prefix", default="", metavar="/N", help="of a network wider than /24 or /48, once more"
    )
    add_change_arguments(parser)


def span(text: str) -> int | None:
    """Seconds; None for good."""
    return None if text == "ever" else max(1, round(seconds_of(text)))


def run(args: argparse.Namespace) -> int:
    """The command."""
    reason = typed_reason(args.reason)
    nets = [wanted(text, args.prefix) for text in args.address]
    keep, place = not args.runtime and args.ports == "mail", args.place
    return change(
        args, [Block(net, args.seconds, reason, args.ports, keep, place=place) for net in nets]
    )


def wanted(text: str, prefix: str) -> Net:
    """The net that was typed. Raises UsageError."""
    return given(typed_net(text, typed_prefix=prefix))


def given(found: Net | Refused) -> Net:
    """The net, if there is one. Raises UsageError."""
    if isinstance(found, Refused):
        hint = f"Write {' or '.join(found.suggest)}" if found.suggest else ""
        if found.code == "needs_confirmation":
            hint = "Say so with --prefix"
        raise UsageError(found.words, hint)
    return found

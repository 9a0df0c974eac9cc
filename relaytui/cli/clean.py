"""Show everything that changes of this program have left on relays, and take it away.

  relaytui clean mx1 mx2                what is there: nothing is done
  relaytui clean mx1 --write            all of it goes: blocks, files, units, records
  relaytui clean mx1 --write --yes 1    for programs: nobody is asked

Our blocks end with it, and no change of a host can be undone any more: its records go last. The
journal on this machine stays. Exit status: 0 nothing of ours is left (or only shown), 2 usage, 3
no host could be used, 4 some failed, 5 refused, 130 interrupted.
"""

import argparse
import sys

from relaytui.changes.clean import traces_of
from relaytui.changes.cleaning import Cleaned, Cleaning
from relaytui.changes.journal import Journal, by_words
from relaytui.changes.words import step_words
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.telling import tell
from relaytui.config.paths import journal_file
from relaytui.domain.finding import Failed
from relaytui.engine.own_links import OwnLinks
from relaytui.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    parser.add_argument("--write", action="store_true", help="take it away")
    parser.add_argument("--yes", metavar="N", help="the number of hosts: nobody is asked")


def run(args: argparse.Namespace) -> int:
    """The command."""
    hosts = [one for one in needed_hosts(args) if not one.aggregator]
    if args.write and (alone := [one.name for one in hosts if one.read_only]):
        raise UsageError(f"{', '.join(alone)}: read-only in the configuration, so never changed")
    links = OwnLinks(hosts)
    try:
        cleaning = Cleaning(links, Journal(journal_file()), by_words())
        found = cleaning.look([one.name for one in hosts])
        for one in found:
            _show(one)
        busy = [one for one in found if one.busy]
        if not args.write or not busy:
            return _status(found, written=False)
        if not _agreed(args.yes, len(busy)):
            tell("nothing was done")
            return 5
        done = [cleaning.clean(one) for one in busy]
        for one in done:
            words = f": {one.reason}" if one.reason else ""
            sys.stdout.write(f"{one.relay}: {'clean' if one.well else 'not clean'}{words}\n")
        return _status([*done, *(one for one in found if not one.busy)], written=True)
    finally:
        links.close()


def _show(one: Cleaned) -> None:
    if one.found is None or isinstance(one.plan, Failed):
        tell(f"{one.relay}: {one.reason}")
    lines = traces_of(one.found) if one.found else []
    for trace in lines:
        sys.stdout.write(f"{one.relay}: {trace.place}: {trace.what}\n")
    if one.found and not lines:
        sys.stdout.write(f"{one.relay}: nothing of ours is there\n")
    if one.plan and not isinstance(one.plan, Failed):
        for words in step_words(one.plan.steps):
            tell(f"    {words}")


def _agreed(yes: str | None, count: int) -> bool:
    if yes is not None or not sys.stdin.isatty():
        if yes == str(count):
            return True
        tell(f"this is about {count}: write --yes {count}")
        return False
    tell(f"All of it goes, and what undo needs. Type {count} to do it:")
    return sys.stdin.readline().strip() == str(count)


def _status(found: list[Cleaned], *, written: bool) -> int:
    unreached = [one for one in found if one.found is None]
    if found and len(unreached) == len(found):
        return 3
    if written and any(not one.well for one in found if one.busy):
        return 5
    return 4 if unreached else 0

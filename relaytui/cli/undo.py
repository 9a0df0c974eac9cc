"""Take a change back, on every host of it, by the records that the hosts keep for 30 days.

  relaytui undo 20261125T184502-8f3a2c           what it was, and on which hosts
  relaytui undo 20261125T184502-8f3a2c --write   it is taken back
  relaytui undo last --write                     the last change that stands

Files come back byte by byte, if nobody has changed them since; else nothing is touched. Exit
status: 0 taken back, 2 usage, 3 no host could be used, 4 on some hosts only, 5 refused, 130
interrupted.
"""

import argparse
import sys

from relaytui.changes.journal import Journal, by_words
from relaytui.changes.road import Road
from relaytui.changes.standing import Standing, standing
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.telling import tell
from relaytui.config.paths import journal_file
from relaytui.domain.text import safe
from relaytui.engine.own_links import OwnLinks
from relaytui.errors import UsageError
from relaytui.layers.find import layers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("change", help="its name, as the journal has it, or `last`")
    add_hosts(parser, flag=True)
    parser.add_argument("--write", action="store_true", help="do it")


def run(args: argparse.Namespace) -> int:
    """The command."""
    journal = Journal(journal_file())
    wanted = _wanted(journal, args.change)
    if not args.hosts:
        args.hosts = list(wanted.relays)
    hosts = [one for one in needed_hosts(args) if one.name in wanted.relays]
    if not hosts:
        raise UsageError(f"{wanted.change} stands on {', '.join(wanted.relays)} only")
    if alone := [one.name for one in hosts if one.read_only]:
        raise UsageError(f"{', '.join(alone)}: read-only in the configuration, so never changed")
    names = [one.name for one in hosts]
    tell(f"{wanted.change}: {wanted.what}, by {wanted.by}, on {', '.join(names)}")
    if not args.write:
        tell("nothing was done: --write takes it back")
        return 0
    links = OwnLinks(hosts)
    try:
        results = Road(links, layers(), journal, by_words()).undo(
            wanted.change, names, f"undo: {wanted.what}"
        )
    finally:
        links.close()
    for one in results:
        words = f": {one.words}" if one.words else ""
        sys.stdout.write(f"{one.relay}: {one.state}{words}\n")
    if all(one.well for one in results):
        return 0
    return 4 if any(one.well for one in results) else 5


def _wanted(journal: Journal, word: str) -> Standing:
    changes = standing(record for _, record in journal.read() if record)
    found = changes[-1:] if word == "last" else [one for one in changes if one.change == word]
    if not found:
        raise UsageError(
            f"{safe(word, 60)}: no change of that name stands", "relaytui journal lists them"
        )
    return found[0]

"""Print the mail logs of relays, merged by time, and go on with what comes.

  relaytui tail mx1 mx2                    the last lines, then what comes
  relaytui tail mx1 --since 30m --no-follow
  relaytui tail mx1 mx2 --match 'relay denied'
  relaytui tail mx1 --match 'kind=deferred,bounced to=*@example.org' --json | jq .reason

A filter is text, fields, patterns, and/or/not and parentheses; docs/filter.md has all of it:

  sasl !203.0.113.9                     this text (whatever the case), not that word
  kind=reject ip=192.0.2.0/24           refusals of clients in a network
  kind=auth_failed not user~test        FIELD~TEXT: the text stands in the field
  code>=500 or delay>5m                 numbers, sizes (1M), durations (30s, 5m, 2h)
  user=*@example.org since=30m          * is any characters; ages and times of day
  /status=(sent|bounced)/ or @mine      a regular expression; a filter saved in the console

Lines go to stdout; what happens to the links goes to stderr. Where lines are missing, a row
says so. Exit status: 0 done, 2 usage, 3 no host could be used, 4 some could not, 130 interrupted.
"""

import argparse
import threading
import time

from relaytui.cli.durations import seconds_of
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.matching import Matching, add_match
from relaytui.cli.output import Printer
from relaytui.cli.telling import tell
from relaytui.cli.terminal_prompt import terminal_prompt
from relaytui.domain.line import Line
from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.engine.merge import Merger
from relaytui.engine.session import Wishes
from relaytui.fleet import Fleet

#: States in which a host gives nothing and needs somebody.
_DOWN = (LinkState.WAITING, LinkState.REFUSED, LinkState.ASKING)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    parser.add_argument(
        "--since", type=seconds_of, metavar="AGE", help="begin that long ago: 90s, 30m, 6h, 2d"
    )
    add_match(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line (docs/json.md)")
    parser.add_argument("--no-follow", action="store_true", help="end with what is there now")


def run(args: argparse.Namespace) -> int:
    """The command."""
    hosts = needed_hosts(args)
    since = None if args.since is None else time.time() - args.since
    prompt = terminal_prompt()
    wishes = Wishes(since=since, follow=not args.no_follow)
    asks = prompt.ask_passphrase if prompt else None
    tail = Tail(
        Fleet(hosts, wishes=wishes, prompts=False, ask_passphrase=asks),
        Printer(args.json, [host.name for host in hosts]),
        Matching(args.match),
    )
    try:
        return tail.run()
    finally:
        tail.close()
        if prompt:
            prompt.close()


class Tail:
    """The loop: drain, merge, match, print; and words on stderr when a link changes."""

    def __init__(self, fleet: Fleet, printer: Printer, matching: Matching) -> None:
        self._fleet = fleet
        self._printer = printer
        self._matching = matching
        self._merger = Merger([host.name for host in fleet.hosts])
        self._news = threading.Event()
        self._told: dict[str, tuple[LinkState, str]] = {}
        self._worked: set[str] = set()
        fleet.on_wake(self._news.set)

    def run(self) -> int:
        """Until nothing more can come."""
        self._fleet.start()
        while not (self._fleet.ended or self._all_refused()):
            self._news.wait(0.2 if len(self._merger) else 1.0)
            self._news.clear()
            self._turn()
        self._turn()
        self._show(self._merger.ready(time.monotonic(), set(), all_of_it=True))
        failed = len(self._fleet.hosts) - len(self._worked)
        if not failed:
            return 0
        return 3 if not self._worked else 4

    def close(self) -> None:
        """End the links."""
        self._matching.close()
        self._fleet.close()

    def _turn(self) -> None:
        behind = self._fleet.behind()
        now = time.monotonic()
        for line in self._fleet.drain():
            if line.marker in ("lost", "back"):
                tell(f"{line.relay}: {line.event.raw}")
            else:
                self._merger.add(line, now)
        self._show(self._merger.ready(now, behind))
        for status in self._fleet.statuses():
            self._tell(status)

    def _show(self, lines: list[Line]) -> None:
        self._printer.show(self._matching.kept(lines))

    def _tell(self, status: HostStatus) -> None:
        if status.via:  # its aggregator's link is told of
            return
        if status.state is LinkState.READY:
            self._worked.add(status.relay)
        key = (status.state, status.reason)
        if status.state in _DOWN and self._told.get(status.relay) != key:
            step = f". {status.next_step}" if status.next_step else ""
            tell(f"{status.relay}: {status.reason}{step}")
            self._told[status.relay] = key
        elif status.state is LinkState.READY:
            self._told.pop(status.relay, None)

    def _all_refused(self) -> bool:
        statuses = [one for one in self._fleet.statuses() if not one.via]
        return all(one.state is LinkState.REFUSED for one in statuses)

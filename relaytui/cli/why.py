"""Say why an address or an account is kept out or let in: every layer of every host that blocks
or trusts it, and the lines of the logs that led to it.

  relaytui why 192.0.2.7 mx1 mx2        on two relays
  relaytui why bob@example.org @edge    an account, on the relays of a group
  relaytui why 192.0.2.0/24 mx1 --json  a network, for programs

Nothing is changed on a host. What could not be seen stands on stderr, with what to do. Exit
status: 0 something was found, 1 nothing was, 2 usage, 3 no host could be used, 4 some host or
layer could not be seen, 130 interrupted.
"""

import argparse
import sys
import threading
import time
from typing import Any

from relaytui.analysis.why import Cause, Subject, causes, is_about, subject_of
from relaytui.cli.durations import seconds_of
from relaytui.cli.facts import Gathered, iso, tell_failed
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.table import BAD, GOOD, GREY, Table
from relaytui.domain.finding import Failed
from relaytui.domain.line import Line
from relaytui.engine.session import Wishes
from relaytui.errors import UsageError
from relaytui.fleet import Fleet
from relaytui.layers.reading import block_reading, trust_reading
from relaytui.state.ages import long_span_words

#: Hosts may stand behind options (cli/main.py).
MIXED = True
#: Lines a host that are shown: the newest of those that tell something.
LINES = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("subject", metavar="ADDRESS|ACCOUNT", help="whom it is about")
    add_hosts(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a cause")
    parser.add_argument(
        "--since",
        type=seconds_of,
        default=3600.0,
        metavar="SPAN",
        help="how far back logs are read (default: 1h)",
    )


def run(args: argparse.Namespace) -> int:
    """The command."""
    subject = subject_of(args.subject)
    if not subject.text:
        raise UsageError("nobody is named", "Name an address or an account: relaytui why 192.0.2.7")
    since = time.time() - args.since
    reader = _LogReader(args, subject, since)
    blocks, trusts = block_reading(), trust_reading()
    facts = {one.name: one for one in (*blocks.needs, *trusts.needs)}
    try:
        gathered = Gathered(args, tuple(facts.values()))
        blocked = blocks.entries(gathered.facts)
        trusted = trusts.entries(gathered.facts)
        found = causes(subject, blocked, trusted, reader.lines())
    finally:
        reader.close()
    _print(found, as_json=args.json)
    unseen = {(one.relay, one.layer.name): one for one in (*blocked.unseen, *trusted.unseen)}
    for one in unseen.values():
        words = f"{one.layer.title}: {one.failed.reason}"
        tell_failed(one.relay, Failed(words, one.failed.remedy))
    if gathered.failed == len(gathered.hosts):
        return 3
    if gathered.failed or unseen:
        return 4
    return 0 if found else 1


class _LogReader:
    """Reads the logs of all hosts while the layers are asked."""

    def __init__(self, args: argparse.Namespace, subject: Subject, since: float) -> None:
        self._news = threading.Event()
        self._subject = subject
        self._found: dict[str, list[Line]] = {}
        hosts = needed_hosts(args)
        wishes = Wishes(since=since, follow=False)
        self._fleet = Fleet(hosts, wishes=wishes, wake=self._news.set, prompts=False)
        self._fleet.start()

    def lines(self) -> list[Line]:
        """The newest lines of each relay that tell something, when all is read."""
        while not self._fleet.ended:
            self._news.wait(0.2)
            self._news.clear()
            self._drain()
        self._drain()
        return [line for lines in self._found.values() for line in lines]

    def close(self) -> None:
        """End the links."""
        self._fleet.close()

    def _drain(self) -> None:
        for line in self._fleet.drain():
            if not line.marker and is_about(line.event, self._subject):
                kept = self._found.setdefault(line.relay, [])
                kept.append(line)
                del kept[:-LINES]


def cause_object(cause: Cause) -> dict[str, Any]:
    """A cause as an object; what is not known is left out."""
    fields = {
        "verb": cause.verb,
        "relay": cause.relay,
        "kind" if cause.verb == "log" else "layer": cause.layer,
        "place": cause.place,
        "words": cause.words,
        "since": iso(cause.at),
        "until": iso(cause.until),
        "works": cause.works,
        "wider": cause.wider or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _print(found: list[Cause], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write("".join(json_line(cause_object(one)) + "\n" for one in found))
        return
    now = time.time()
    table = Table(("WHAT", "RELAY", "LAYER", "SINCE", "ENDS IN", "WORKS", "WHERE AND WHY"))
    for one in found:
        works = {True: ("yes", GOOD), False: ("NO", BAD), None: ("?", GREY)}[one.works]
        place = "" if one.verb == "log" else f"{one.place}: "
        table.add(
            (one.verb, {"blocks": BAD, "trusts": GOOD}.get(one.verb, GREY)),
            one.relay,
            one.layer,
            long_span_words(now - one.at) if one.at else "",
            long_span_words(one.until - now) if one.until else "",
            "" if one.verb == "log" else works,
            f"{place}{one.words}",
        )
    table.write()

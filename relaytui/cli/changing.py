"""What the commands that change hosts share: the plan in words, the question, the results."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from relaytui.changes.fleet_addresses import fleet_addresses
from relaytui.changes.holding import SPAN
from relaytui.changes.journal import Journal, by_words
from relaytui.changes.plan import LINK, HostPlan
from relaytui.changes.planning import nothing_words, refused_words
from relaytui.changes.result import Result
from relaytui.changes.road import Road
from relaytui.changes.words import plan_object, step_words
from relaytui.cli.agreeing import agreed
from relaytui.cli.durations import seconds_of
from relaytui.cli.hosts import loaded_file, needed_hosts
from relaytui.cli.output import json_line
from relaytui.cli.telling import tell
from relaytui.config.paths import journal_file
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.intent import Intent, Unblock, intent_words
from relaytui.domain.text import safe
from relaytui.engine.own_links import OwnLinks
from relaytui.errors import UsageError
from relaytui.layers.find import layers
from relaytui.lists.edit import Refused


def add_change_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of all of them, beside those that name hosts."""
    parser.add_argument("--reason", default="", metavar="TEXT", help="why; it is kept everywhere")
    parser.add_argument(
        "--write", action="store_true", help="do it; without it the plan is shown, nothing done"
    )
    parser.add_argument(
        "--layer", action="append", default=[], metavar="NAME", help="only in this layer"
    )
    parser.add_argument(
        "--yes", metavar="N", help="the number of hosts, for programs: nobody is asked"
    )
    parser.add_argument(
        "--wait", nargs="?", type=seconds_of, const=SPAN, metavar="TIME",
        help="then wait so long (60 s), and say whether blocks hold, by their counters and the log",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object a host")


def change(args: argparse.Namespace, intents: Sequence[Intent]) -> int:
    """Plan, show, ask, do, prove. The exit status: 0 all hosts are as wanted, 5 refused or not
    proved, 4 some hosts failed, 3 no host could be used."""
    hosts = [one for one in needed_hosts(args) if not one.aggregator]
    known = {one.name for one in layers() if one.writing}
    if unknown := set(args.layer) - known:
        raise UsageError(
            f"--layer {safe(min(unknown), 60)}: no layer that is written",
            f"There are: {', '.join(sorted(known))}",
        )
    loaded = loaded_file(args.config)
    links = OwnLinks(hosts)
    journal = Journal(journal_file())
    try:
        protect = tuple(map(str, loaded.configuration.protect)) if loaded else ()
        everywhere = [*hosts, *(one.spec() for one in (loaded.hosts if loaded else ()))]
        road = Road(links, layers(), journal, by_words(), protect, fleet_addresses(everywhere))
        wanted = {one.name: list(intents) for one in hosts if not one.read_only}
        plans = road.plan(wanted, frozenset(args.layer))
        plans |= {one.name: _left_alone(one) for one in hosts if one.read_only}
        status, changed = _carry_out(args, road, journal, plans, intents)
        if status or not changed or args.wait is None:
            return status
        from relaytui.cli.holding import wait_for  # the fleet, only where it is asked for

        held = wait_for(
            links, hosts, list(plans.values()), journal, changed, args.wait, json=args.json
        )  # fmt: skip
        return 0 if held else 5
    finally:
        links.close()


def _left_alone(host: HostSpec) -> HostPlan:
    words = safe(f"{host.name} is read-only in the configuration: it is never changed")
    return HostPlan(host.name, refused=(("read-only", Refused("read_only", words)),))


def _carry_out(
    args: argparse.Namespace,
    road: Road,
    journal: Journal,
    plans: Mapping[str, HostPlan],
    intents: Sequence[Intent],
) -> tuple[int, str]:
    busy = [one for one in plans.values() if one.plans]
    if not args.json or not args.write:
        for plan in plans.values():
            _show(plan)
    if not args.write:
        if args.json:
            sys.stdout.write("".join(json_line(plan_object(one)) + "\n" for one in plans.values()))
        if busy:
            tell("nothing was done: this is the plan; --write does it")
        return _status_of_plans(list(plans.values())), ""
    if busy:
        journal.ready()
        if not agreed(args, busy, intents):
            tell("nothing was done")
            return 5, ""

    def told(result: Result) -> None:
        for one in result.settled:
            tell(f"{result.relay}: change {one.identity} was broken off before: {one.how}")
        if args.json:
            sys.stdout.write(json_line(_result_object(result)) + "\n")
            sys.stdout.flush()
        else:
            words = f": {result.words}" if result.words else ""
            sys.stdout.write(f"{result.relay}: {result.state}{words}\n")

    results = road.carry_out(list(plans.values()), told)
    changed = next((one.identity for one in results if one.identity), "")
    if changed:
        tell(f"change {changed}; to take it back: relaytui undo {changed}")
    # What is refused in one layer of a host keeps an address out, whatever others have lifted.
    lifting = any(isinstance(one, Unblock) for one in intents)
    held = [one for one in busy if lifting and one.refused]
    return _status(results) or (5 if held else 0), changed


def _status_of_plans(plans: Sequence[HostPlan]) -> int:
    good = [one for one in plans if one.plans or one.already]
    unreached = [one for one in plans if any(layer == LINK for layer, _ in one.unseen)]
    if len(unreached) == len(plans):
        return 3
    if len(good) == len(plans):
        return 0
    return 4 if len(good) + len(unreached) == len(plans) else 5


def _status(results: Sequence[Result]) -> int:
    if all(one.well for one in results):
        return 0
    if all(one.state == "unreached" for one in results):
        return 3
    if any(one.state in ("refused", "not proved") for one in results):
        return 5
    return 4 if any(one.well for one in results) else 5


def _show(plan: HostPlan) -> None:
    for one in plan.plans:
        tell(f"{plan.relay}: {one.layer}: {intent_words(one.intent)}")
        for words in step_words(one.steps):
            tell(f"    {words}")
        for words in one.leaves:
            tell(f"    leaves there: {words}")
        for words in one.warnings:
            tell(f"    NOTE: {words}")
    if not plan.plans:
        tell(f"{plan.relay}: {nothing_words(plan)}")
        return
    for layer, refused in plan.refused:
        tell(f"{plan.relay}: {layer}: {refused_words(refused)}")
    for layer, unseen in plan.unseen:
        tell(f"{plan.relay}: {layer}: {unseen.reason}")


def _result_object(result: Result) -> dict[str, Any]:
    fields = {
        "relay": result.relay,
        "state": result.state,
        "words": result.words or None,
        "change": result.identity or None,
        "seconds": round(result.seconds, 3) or None,
    }
    return {name: value for name, value in fields.items() if value is not None}

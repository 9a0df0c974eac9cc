"""`updates --refresh`: what would be run is shown, and run when it was agreed to."""

import argparse
import sys

from relaytui.cli.hosts import needed_hosts
from relaytui.cli.telling import tell
from relaytui.domain.finding import Failed
from relaytui.domain.host_spec import HostSpec
from relaytui.engine.each_host import EachHost
from relaytui.engine.refresh import refresh, refreshable
from relaytui.facts.updates import Updates
from relaytui.ssh.link import Link

#: Hosts from which on their number is typed.
MANY = 3


def refreshed(args: argparse.Namespace, found: dict[str, Updates]) -> bool:
    """Whether all lists were fetched; says what was not."""
    plan = {
        relay: [one.manager for one in updates.pending if refreshable(one.manager)]
        for relay, updates in found.items()
    }
    plan = {relay: names for relay, names in plan.items() if names}
    for relay, updates in found.items():
        for one in updates.pending:
            if not refreshable(one.manager):
                tell(f"{relay}: {one.manager} is left: lists without an upgrade break installs")
    if not plan or not _agreed(plan):
        tell("no lists were fetched")
        return False
    return _run([one for one in needed_hosts(args) if one.name in plan], plan)


def _agreed(plan: dict[str, list[str]]) -> bool:
    """Show all of it, and ask."""
    if not sys.stdin.isatty():
        tell("--refresh asks before it changes anything, so it needs a terminal")
        return False
    for relay, names in plan.items():
        for name in names:
            manager = refreshable(name)
            words = " ".join(manager.refresh) if manager else ""
            tell(f"{relay}: as root: {words}")
    wanted = str(len(plan)) if len(plan) >= MANY else "y"
    tell(f"New package lists are fetched there, nothing is installed. Type {wanted} to do it:")
    try:
        return sys.stdin.readline().strip() == wanted
    except UnicodeDecodeError:
        return False


def _run(hosts: list[HostSpec], plan: dict[str, list[str]]) -> bool:
    def job(link: Link, spec: HostSpec) -> list[Failed]:
        done = (refresh(link, name) for name in plan[spec.name])
        return [one for one in done if one]

    each, well = EachHost(hosts, job), True
    try:
        for one in each.results():
            for failed in one.gave or ():
                tell(f"{one.name}: {failed.reason}")
            if one.error:
                tell(f"{one.name}: {one.error}")
            well = well and not one.gave and one.error is None
    finally:
        each.close()
    return well

"""Print which updates are pending: one row a package over all hosts, those of the mail system
first, then those for security; and what wants a reboot or a restart.

  relaytui updates mx1 mx2            all that is pending
  relaytui updates @edge --check      exit status 1 where security updates are pending
  relaytui updates mx1 --json         for programs
  relaytui updates mx1 --refresh      asks, then has the host fetch new lists as root first

What is pending is told by the lists that a host has; LISTS says how old they are. Without
--refresh none is fetched and nothing is changed. What could not be seen stands on stderr, with
what to do. Exit status: 0 all was seen, 1 (--check) security updates are pending, or updates of
which nobody tells whether they are, 2 usage, 3 no host could be used, 4 some host could not be
seen, or not all of it, 5 lists were not fetched, 130 interrupted.
"""

import argparse
import sys

from relaytui.analysis.updates import UpdateRow, not_judged, problems, tried_ago, update_rows
from relaytui.cli.facts import Gathered, tell_failed
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.table import BAD, GREY, WARNING, Table
from relaytui.cli.telling import tell
from relaytui.cli.updates_object import updates_object
from relaytui.cli.updates_refresh import refreshed
from relaytui.domain.finding import Failed
from relaytui.domain.text import safe
from relaytui.facts.updates import UPDATES, Updates
from relaytui.state.ages import long_span_words
from relaytui.updates.base import Pending


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a host")
    parser.add_argument(
        "--check", action="store_true", help="exit status 1 where security updates are pending"
    )
    parser.add_argument(
        "--refresh",
        action="store_true",
        help="ask, and then have the hosts fetch new package lists first, as root",
    )


def run(args: argparse.Namespace) -> int:
    """The command."""
    gathered = Gathered(args, (UPDATES,))
    refused = False
    if args.refresh:
        refused = not refreshed(args, _seen(gathered))
        gathered = Gathered(args, (UPDATES,))
    found = _seen(gathered)
    if args.json:
        rows = (updates_object(relay, one) for relay, one in found.items())
        sys.stdout.write("".join(json_line(one) + "\n" for one in rows))
    else:
        _hosts_table(found)
        _packages_table(found)
    whole = sum(_told(relay, one) for relay, one in found.items())
    for relay, facts in gathered.facts.items():
        if isinstance(failed := facts.get(UPDATES), Failed):
            tell_failed(relay, failed)
    return _status(args, gathered, found, whole, refused)


def _seen(gathered: Gathered) -> dict[str, Updates]:
    return {
        relay: seen
        for relay, facts in gathered.facts.items()
        if isinstance(seen := facts.get(UPDATES), Updates)
    }


def _status(
    args: argparse.Namespace,
    gathered: Gathered,
    found: dict[str, Updates],
    whole: int,
    refused: bool,
) -> int:
    if gathered.failed == len(gathered.hosts):
        return 3
    if refused:
        return 5
    if whole < len(gathered.hosts):
        return 4
    return 1 if args.check and any(map(_wanting, found.values())) else 0


def _wanting(updates: Updates) -> bool:
    """Whether a host wants security updates, as far as anybody tells."""
    return updates.security > 0 or any(map(not_judged, updates.pending))


def _told(relay: str, updates: Updates) -> bool:
    """Say on stderr what is not seen or not sure; whether all packages were."""
    for one in updates.failed:
        tell_failed(relay, one)
    for words in problems(updates):
        tell(f"{relay}: {words}")
    for each in updates.pending:
        if each.stale:
            tell(f"{relay}: the lists of {each.manager} are old: {_age(each, updates)}")
    for daemon in updates.outdated:
        tell(f"{relay}: {daemon.words}")
    if isinstance(updates.unseen, Failed):
        tell_failed(
            relay,
            Failed(updates.unseen.reason, updates.unseen.remedy, "services to restart"),
        )
    return updates.complete


def _age(pending: Pending, updates: Updates) -> str:
    if pending.fetched is None:
        return "unknown"
    age = long_span_words(max(0.0, updates.asked_at - pending.fetched))
    tried = tried_ago(pending, updates.asked_at)
    return age if tried is None else f"{age} (tried {long_span_words(tried)} ago)"


def _hosts_table(found: dict[str, Updates]) -> None:
    table = Table(("RELAY", "MANAGER", "UPDATES", "SECURITY", "LISTS", "REBOOT", "RESTART"))
    for relay, updates in found.items():
        for one in updates.pending:
            plus = "≥" if one.incomplete else ""
            security = sum(each.security is True for each in one.updates)
            told = f"{plus}{security:,}" if one.tells_security else "?"
            table.add(
                relay,
                one.manager,
                f"{plus}{len(one.updates):,}",
                (told, BAD if security else 0),
                (_age(one, updates), WARNING if one.stale or one.fetched is None else 0),
                _reboot(updates),
                _restart(updates),
            )
    table.write()


def _reboot(updates: Updates) -> tuple[str, int]:
    if updates.reboot:
        return "yes: " + ", ".join(updates.reboot_for[:3]) if updates.reboot_for else "yes", BAD
    return ("?", GREY) if updates.reboot is None else ("no", 0)


def _restart(updates: Updates) -> tuple[str, int]:
    names = [one.package for one in updates.outdated]
    names += [safe(one.removesuffix(".service")) for one in updates.services]
    if names:
        return ", ".join(dict.fromkeys(names)), WARNING
    return ("?", GREY) if updates.unseen else ("none", 0)


def _packages_table(found: dict[str, Updates]) -> None:
    rows = update_rows(found)
    if not rows:
        return
    sys.stdout.write("\n")
    table = Table(("PACKAGE", "INSTALLED", "NEW", "SECURITY", "STATE", "RELAYS"))
    for row in rows:
        table.add(
            row.name,
            row.versions(old=True),
            row.versions(old=False),
            _security(row),
            (", ".join(row.states), WARNING),
            " ".join(row.relays),
        )
    table.write()


def _security(row: UpdateRow) -> tuple[str, int]:
    severity = next((one.update.severity for one in row.held if one.update.severity), "")
    if row.security:
        return severity.lower() or "yes", BAD
    return ("?", GREY) if row.security is None else ("", 0)

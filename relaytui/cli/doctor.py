"""Say what a console can see on relays, panel by panel, why not, and what to do.

  relaytui doctor mx1 mx2             as the account that logs in; sudo is not called
  relaytui doctor --sudo mx1          ask sudo as well, once (sudo -n -ll)
  relaytui doctor --sudoers read mx1  lines of sudoers for an account that reads, no more
  relaytui doctor --sudoers write mx1 the line for one that changes hosts: all of root

Nothing is changed on a host. Exit status: 0 nothing is missing, 1 something is, 2 usage, 3 no
host could be used, 4 some could not, 130 interrupted. Changes are told but not judged: an
account that only reads is as it should be.
"""

import argparse
import os
import shutil
import sys

from relaytui.cli.doctor_object import report_object
from relaytui.cli.doctor_report import Report
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.telling import tell
from relaytui.doctor.concerns import concerns
from relaytui.doctor.examine import Examination, Examined
from relaytui.doctor.lines import lines_for, lines_to_write, usual_lines
from relaytui.doctor.panels import panels
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import UsageError
from relaytui.facts.sudoers import checked_user, sudoers_to_write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    parser.add_argument(
        "--sudo",
        action="store_true",
        help="ask `sudo -n -ll` once; where sudo wants a password, the host logs that, and may "
        "mail root",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a host")
    parser.add_argument(
        "--sudoers", choices=("read", "write"), help="print lines of sudoers in place of the report"
    )
    parser.add_argument(
        "--user", metavar="NAME", help="the account in these lines (default: the one of the login)"
    )


def run(args: argparse.Namespace) -> int:
    """The command."""
    if args.user is not None:
        checked_user(args.user)
    if args.sudoers and not (args.hosts or args.tag or args.local or args.config):
        user = args.user or "relaytui"
        write = args.sudoers == "write"
        sys.stdout.write(sudoers_to_write(user) if write else usual_lines(user))
        return 0
    hosts = needed_hosts(args)
    examination = Examination(hosts, ask_sudo=args.sudo)
    try:
        return _printed(args, hosts, examination)
    finally:
        examination.close()


def _printed(args: argparse.Namespace, hosts: list[HostSpec], examination: Examination) -> int:
    report = Report(_columns(), sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    failed, missing, first = 0, False, True
    for one in examination.results():
        if one.case is None:
            failed += 1
            if args.json or args.sudoers or not sys.stdout.isatty():
                tell(f"{one.name}: {one.error}")
        else:
            missing = missing or is_missing(one)
        if args.sudoers:
            text = _lines(one, args.user, write=args.sudoers == "write")
            failed += bool(one.case) and not text
        elif args.json:
            text = json_line(report_object(one)) + "\n"
        else:
            text = report.text(one) if first else "\n" + report.text(one)
        sys.stdout.write(text)
        sys.stdout.flush()
        first = False
    if failed:
        return 3 if failed == len(hosts) else 4
    return 1 if missing and not args.sudoers else 0


def _lines(one: Examined, user: str | None, *, write: bool) -> str:
    """Lines of sudoers; none, and a word on stderr, where the account's name can't be in them."""
    try:
        if one.case is None:
            return ""
        return lines_to_write(one.case, user) if write else lines_for(one.case, user)
    except UsageError as error:
        tell(f"{one.name}: {error}")
        return ""


def is_missing(one: Examined) -> bool:
    """Whether anything is missing that ought to be there."""
    if one.case is None:
        return False
    return any(found.is_missing for found in (*panels(one.case), *concerns(one.case)))


def _columns() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _asked_columns()


def _asked_columns() -> int:
    words = os.environ.get("COLUMNS", "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 5 else 80

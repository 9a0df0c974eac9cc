"""Sum up mail logs: volumes, who sent, who was refused and why, what waits, TLS, logins, delays.

  relaytui report /var/log/mail.log*             files, rotated and compressed ones too
  relaytui report mx1 mx2 --since 24h            hosts, over SSH; nothing is written there
  relaytui report mail.log --since yesterday --until today
  relaytui report mx1 --since 1d --compare       beside the day before
  relaytui report mail.log --match 'to=*@example.net'    only what matches (docs/filter.md)
  relaytui report 'logs/*/mail.log*' --html report.html --top 20
  ssh mx1 cat /var/log/mail.log | relaytui report - --json | jq .totals

A word that names a file, or has a slash in it, is a file; any other is a host. Without --since all
of a file counts, and of hosts the last day. With --match a mail counts where one of its lines
matches, with its sender and its client; a delivery where its own line does (docs/report.md). `≥`
before counts: they may be higher, since lines are missing. docs/counting.md tells by which rule
each figure is counted, with an example.

Exit status: 0 done, 2 usage, 3 no host could be used or no file could be read, 4 some could not,
130 interrupted.
"""

import argparse
import os
import sys
import time
from contextlib import closing
from dataclasses import replace

import msgspec

from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_summary import Wish, summary
from relaytui.analysis.report_sums import Sums
from relaytui.cli.hosts import named_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.matching import Matching, add_match, typed
from relaytui.cli.moments import moment_of, zone_of
from relaytui.cli.output import json_line
from relaytui.cli.report_inputs import check_known_in_files, chosen_files
from relaytui.cli.report_text import report_text
from relaytui.cli.telling import tell
from relaytui.domain.report import Report
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.filtering.comparing import Moment
from relaytui.state.filter import Filter

_DAY = 86400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_hosts(parser)
    for action in parser._actions:
        if action.dest == "hosts":
            action.metavar, action.help = "INPUT", "a log file, - for standard input, or a host"
    add = parser.add_argument
    add("--since", type=moment_of, metavar="MOMENT", help="90m, 2d, today, 2026-02-11T12:00")
    add("--until", type=moment_of, metavar="MOMENT", help="likewise; what is later is left out")
    add_match(parser, "count only the lines of a filter (docs/filter.md)")
    add("--compare", action="store_true", help="beside as long a time before --since (1d)")
    add("--top", type=int, default=10, metavar="N", help="rows of each list (default: 10)")
    add("--tz", default="", metavar="ZONE", help="of hours, and of lines that name none")
    add("--now", type=moment_of, metavar="TIME", help="the clock, for lines without a year")
    add("--json", action="store_true", help="one JSON object (docs/report.md)")
    add("--html", metavar="FILE", help="write one page with plots, for browsers")
    add("--jobs", type=int, metavar="N", help="processes for files (default: one a processor)")


def run(args: argparse.Namespace) -> int:
    """The command."""
    if args.top < 1:
        raise UsageError(f"--top {args.top}: no row would be left", "Write 1 or more")
    args.inputs = args.hosts
    zone = zone_of(args.tz)
    periods = _periods(args)
    chosen = typed(args.match, Moment(time.time(), zone))
    match = safe(chosen.elsewhere) if chosen else ""
    files = chosen_files(args)
    if files:
        inputs = [safe(one) for one in files]
        check_known_in_files(chosen)
        return _of_files(args, files, Wish(inputs, zone, periods, args.top, match=match), chosen)
    return _of_hosts(args, Wish((), zone, periods, args.top, match=match), chosen)


def _periods(args: argparse.Namespace) -> Periods:
    zone, now = zone_of(args.tz), time.time()
    end = args.until(now, zone) if args.until else None
    if args.since is None and not args.compare:
        return Periods(None, end)
    last = now if end is None else end
    begin = args.since(now, zone) if args.since else last - _DAY
    if begin >= last:
        raise UsageError("--since is not before --until", "Write an earlier moment first")
    return Periods(begin, end, begin - (last - begin) if args.compare else None)


def _of_files(args: argparse.Namespace, paths: list[str], wish: Wish, chosen: Filter | None) -> int:
    from relaytui.cli.report_files import Files

    now = args.now(time.time(), wish.zone) if args.now else None
    files = Files(paths, wish.zone, wish.periods, now, chosen)
    sums = files.count(args.jobs)
    wish = replace(wish, incomplete=[safe(one) for one in files.incomplete])
    _give(args, sums, wish)
    if not files.incomplete:
        return 0
    return 4 if sums.lines else 3


def _of_hosts(args: argparse.Namespace, wish: Wish, chosen: Filter | None) -> int:
    from relaytui.cli.report_hosts import Hosts, first_moment

    hosts = named_hosts(args)
    if not hosts:
        raise UsageError(
            "nothing is named to report on",
            "Name log files (relaytui report /var/log/mail.log*), hosts (relaytui report mx1), "
            "or this machine (--local)",
        )
    periods = first_moment(wish.periods, time.time())
    with closing(Matching(chosen or "")) as matching:
        reading = Hosts(hosts, periods, matching)
        sums = reading.count()
    wish = replace(
        wish,
        inputs=[one.name for one in hosts],
        periods=periods,
        incomplete=[f"{name}: {reason}" for name, reason in reading.failed.items()],
    )
    if not reading.worked:
        return 3
    _give(args, sums, wish)
    return 4 if reading.failed else 0


def _give(args: argparse.Namespace, sums: Sums, wish: Wish) -> None:
    report = summary(sums, wish)
    if args.html:
        _write_page(args.html, report)
    if args.json:
        print(json_line(msgspec.to_builtins(report)))
    elif not args.html:
        sys.stdout.write(report_text(report))
    _tell_what_was_not(report)


def _write_page(path: str, report: Report) -> None:
    from relaytui.cli.report_html import page

    if os.path.exists(path) and not _is_page(path):
        raise UsageError(f"--html {safe(path)}: it is there, and is no page", "Name a new file")
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(page(report))
    except OSError as error:
        raise UsageError(
            f"--html {safe(path)}: {error.strerror}", "Name a file to write"
        ) from error
    tell(f"{path}: {os.stat(path).st_size:,} bytes")


def _is_page(path: str) -> bool:
    """Whether a file may be written over: a log that was named by mistake may not."""
    try:
        with open(path, "rb") as file:
            return file.read(15).lower() in (b"", b"<!doctype html>")
    except OSError:
        return False


def _tell_what_was_not(report: Report) -> None:
    """Say what of the lines was not understood, or left out."""
    lines = report.lines
    if not lines.read:
        tell("no lines: is this the log of a mail server?")
    elif report.match and lines.unmatched + lines.outside == lines.read:
        tell("no line matches the filter")
    if lines.noise:
        tell(f"{lines.noise:,} of {lines.read:,} lines are no log lines; they are not counted")
    if lines.lost:
        tell(f"at least {lines.lost:,} lines are missing in the logs: counts may be higher (≥)")

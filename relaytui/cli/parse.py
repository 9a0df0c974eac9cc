"""Say what each line of a log means: one row out for each line in, in order.

  relaytui parse /var/log/mail.log
  zcat mail.log.2.gz | relaytui parse - --json | jq 'select(.kind == "reject")'

Lines may be syslog of any age, or `journalctl -o json`. Lines without a year or a zone are
understood by --now and --tz: the clock and the zone of the relay when it wrote them.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import BinaryIO
from zoneinfo import ZoneInfo

from relaytui.cli.output import event_object, json_line
from relaytui.domain.event import Event
from relaytui.errors import UsageError
from relaytui.logs.parser import LineParser
from relaytui.sources.splitter import Splitter

CHUNK = 256 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("file", metavar="FILE", help="a log file, or - for standard input")
    parser.add_argument("--now", metavar="TIME", help="ISO 8601; without it, the time now")
    parser.add_argument("--tz", metavar="ZONE", default="", help="such as Europe/Berlin; else UTC")
    parser.add_argument("--json", action="store_true", help="JSON objects (docs/json.md)")


def run(args: argparse.Namespace) -> int:
    """The command."""
    parser = LineParser(zone_of(args.tz))
    now = moment_of(args.now)
    write = sys.stdout.write
    for number, raw in enumerate(_lines(args.file), 1):
        is_journal = raw.startswith(b"{") and b'"__REALTIME_TIMESTAMP"' in raw
        event = parser.parse_journal(raw, now) if is_journal else parser.parse(raw, now)
        if args.json:
            source = "-" if args.file == "-" else args.file
            write(json_line({"source": source, "n": number} | event_object(event)) + "\n")
        else:
            write(f"{_text(event)}\n")
    return 0


def _text(event: Event) -> str:
    words = [event.kind, event.client_ip, event.user, event.reason_class or event.reason]
    meaning = " ".join(word for word in words if word)
    return f"{meaning:<40} {event.raw}"


def _lines(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from _split(sys.stdin.buffer)
        return
    try:
        with open(name, "rb") as file:
            yield from _split(file)
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}", "Name a file that you may read") from error


def _split(file: BinaryIO) -> Iterator[bytes]:
    splitter = Splitter()
    while chunk := file.read1(CHUNK) if hasattr(file, "read1") else file.read(CHUNK):
        for line, _ in splitter.feed(chunk):
            yield line
    if splitter.half:
        yield splitter.half


def zone_of(name: str) -> tzinfo:
    """The zone that `--tz` names; UTC where it names none."""
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f"--tz {name}: no such zone", "Write it as Europe/Berlin") from error


def moment_of(text: str | None) -> float:
    """The moment that `--now` names; now where it names none."""
    if text is None:
        return time.time()
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise UsageError(
            f"--now {text}: no time", "Write it as 2026-02-11T12:00:00+00:00"
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

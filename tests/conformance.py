#!/usr/bin/env python3
"""Run a folder of recorded cases against the code.

  conformance.py DIR [--kind events|sequences|outputs|edits] [--group GROUP]

DIR holds events.jsonl, sequences.jsonl, outputs.jsonl, edits.jsonl, or some of them, in the form
that tests/data/mail/README.md describes. Only what stands in `expect` is compared. Failing ids are
printed with what was expected and what came; the last line is `N passed, N failed`. Kinds that
the program does not have yet count as failed.
"""

import argparse
import ipaddress
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent))

from relaytui.cli.output import event_object, json_line
from relaytui.domain.event import Event
from relaytui.domain.text import is_shown
from relaytui.facts.answers import Answer
from relaytui.logs.parser import LineParser
from tests.edits.check import check_edit
from tests.outputs.compare import command_words, output_problems, readers
from tests.sequences.compare import sequence_problems

KINDS = ("events", "sequences", "outputs", "edits")
ADDRESSES = {"client_ip", "peer_ip", "server_ip", "orig_client_ip"}
Record = dict[str, Any]


def load(folder: Path, kind: str, group: str | None) -> list[Record]:
    """The cases of one kind."""
    path = folder / f"{kind}.jsonl"
    if not path.exists():
        return []
    records = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    return [one for one in records if group is None or one.get("group") == group]


def parse(record: Record) -> Event:
    """The event of a case's raw line."""
    context = record["context"]
    now = datetime.fromisoformat(context["now"].replace("Z", "+00:00")).timestamp()
    parser = LineParser(ZoneInfo(context["tz"]))
    raw: str = record["raw"]
    if record.get("group") == "journal" or '"__REALTIME_TIMESTAMP"' in raw:
        return parser.parse_journal(raw, now)
    return parser.parse(raw, now)


def same(key: str, wanted: Any, got: Any) -> bool:
    """Whether a value is what was expected, by the rules of the corpus."""
    if wanted is None or wanted is False:
        return got in (None, False)
    if key == "time":
        return got is not None and instant(wanted) == instant(got)
    if key in ADDRESSES and got is not None:
        return ipaddress.ip_address(wanted) == ipaddress.ip_address(got)
    if key == "client_net" and got is not None:
        return ipaddress.ip_network(wanted) == ipaddress.ip_network(got)
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(same(name, value, got.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list | tuple) and isinstance(got, list | tuple):
        return len(wanted) == len(got) and all(
            same("", one, other) for one, other in zip(wanted, got, strict=True)
        )
    return bool(wanted == got)


def instant(text: str) -> datetime:
    """A time as a moment."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_event(record: Record) -> Iterator[str]:
    """What is wrong with the event of a case."""
    event = parse(record)
    fields = event_object(event)
    for key, wanted in record["expect"].items():
        if key in ("redact", "unsafe", "also"):
            continue
        got = fields.get(key)
        if not same(key, wanted, got):
            yield f"{key}: expected {wanted!r}, got {got!r}"
    shown = json_line(fields)
    for secret in record["expect"].get("redact", []):
        if secret in shown:
            yield f"the secret {secret!r} is shown"
    for meaning in record["expect"].get("also", []):
        if meaning not in (event.also or []):
            yield f"also: expected {meaning!r}, got {event.also!r}"
    if not all(is_shown(one) for one in shown):
        yield f"unsafe text is shown: {shown!r}"


def check_output(record: Record) -> Iterator[str]:
    """What is wrong with what a command's answer was taken for."""
    words = command_words(record["command"])
    answer = Answer(
        record["exit_code"],
        record["stdout"].encode("utf-8", "surrogateescape"),
        record["stderr"].encode("utf-8", "surrogateescape"),
    )
    reader = next((read for fits, read in readers() if fits(words)), None)
    if reader is None:
        yield f"no parser for {' '.join(words)}"
        return
    got = reader(words, answer)
    for key, wanted in record["expect"].items():
        yield from output_problems(key, wanted, got.get(key))


def not_built(_record: Record) -> Iterator[str]:
    """A kind that the program does not have yet."""
    yield "this kind is not built yet"


CHECKS: dict[str, Callable[[Record], Iterator[str]]] = {
    "events": check_event,
    "sequences": sequence_problems,
    "outputs": check_output,
    "edits": check_edit,
}


def main() -> int:
    """Entry point; the exit status is 1 when a case failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--group")
    args = parser.parse_args()
    if not args.folder.is_dir():
        parser.error(f"{args.folder} is no folder")
    passed = failed = 0
    for kind in [args.kind] if args.kind else KINDS:
        for record in load(args.folder, kind, args.group):
            problems = list(CHECKS[kind](record))
            passed += not problems
            failed += bool(problems)
            if problems:
                print(f"{kind} {record.get('id')}: " + "; ".join(problems))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

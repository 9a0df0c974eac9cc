#!/usr/bin/env python3
"""Makes docs/json.md, docs/event.schema.json and docs/report.schema.json out of the structs:
make_json_docs.py [DIR]."""

import inspect
import json
import re
import sys
from pathlib import Path

import msgspec

from relaytui.domain.event import KINDS, Event
from relaytui.domain.report import Report

DOCS = Path(__file__).resolve().parents[1] / "docs"
HEAD = """\
# Events in JSON

Made from the program (`tools/make_json_docs.py`); the schema is docs/event.schema.json.

`relaytui parse --json` and `relaytui tail --json` print one object a line. Fields that do not
apply are left out. All text is safe text: it holds no control, bidi, private or unassigned
character, and no secret.

Beside the fields of an event:

| field | meaning |
|---|---|
| `relay` | (tail) the name that you gave the link. Where a delivery went is `next_hop` there, and `relay` in `parse` |
| `source` | `journal`, or the path of the log |
| `n` | the number of the row within its source, rows about missing lines included |
| `late` | (tail) it came over 2 s too late for its place by time |
| `raw_base64` | (tail) the bytes as they came (16 KiB at most), where they were not clean UTF-8 and hold no secret |

`time` is ISO 8601 in UTC. `raw` is the line as shown, at most 4,096 characters of it; for a record
of the journal, the classic line made of it. `host` is the word in the line's own header.

## Kinds

"""


def groups() -> list[tuple[str, list[str]]]:
    """Names of fields under the comments that stand above them in the source."""
    found: list[tuple[str, list[str]]] = [("the line", [])]
    for line in inspect.getsource(Event).split("\n"):
        if comment := re.fullmatch(r"    # (.*)", line):
            found.append((comment[1], []))
        elif field := re.match(r"    (\w+): ", line):
            found[-1][1].append(field[1])
    return found


def kind_of(annotation: object) -> str:
    """A type in the words of JSON."""
    text = str(annotation)
    for ours, theirs in (("int", "whole number"), ("float", "number"), ("bool", "true")):
        if text in (f"<class '{ours}'>", f"{ours} | None"):
            return theirs
    if "dict[str, tuple" in text:
        return "object of [accepted, all]"
    if "list[str]" in text:
        return "list of texts"
    return "list of numbers" if "list[float]" in text else "text"


def markdown() -> str:
    """The page."""
    types = {field.name: kind_of(field.type) for field in msgspec.structs.fields(Event)}
    types["time"] = "text"
    rows = [HEAD + ", ".join(f"`{kind}`" for kind in KINDS) + "\n\n## Fields\n"]
    for title, names in groups():
        shown = [name for name in names if name not in ("message", "extra")]
        if shown:
            rows.append(f"\n{title}\n\n| field | type |\n|---|---|\n")
            rows += [f"| `{name}` | {types[name]} |\n" for name in shown]
    return "".join(rows)


def schema() -> str:
    """The JSON schema of what is printed."""
    made = msgspec.json.schema(Event)
    event = made["$defs"]["Event"]
    event["properties"].pop("message")
    event["properties"].pop("extra")
    event["properties"]["time"] = {"type": "string", "format": "date-time"}
    event["properties"]["kind"] = {"enum": list(KINDS)}
    event["required"] = ["kind", "raw"]
    return json.dumps(made, indent=1) + "\n"


def report_schema() -> str:
    """The JSON schema of a report."""
    return json.dumps(msgspec.json.schema(Report), indent=1) + "\n"


def main() -> None:
    """Write all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    (folder / "json.md").write_text(markdown(), encoding="utf-8")
    (folder / "event.schema.json").write_text(schema(), encoding="utf-8")
    (folder / "report.schema.json").write_text(report_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()

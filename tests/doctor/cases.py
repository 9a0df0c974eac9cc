"""Recorded answers of hosts (tests/data/doctor/hosts.jsonl), and cases made from them."""

import json
from pathlib import Path
from typing import Any

from relaytui.doctor.answer import parse_answer, parse_root
from relaytui.doctor.case import Case
from relaytui.doctor.examine import Examined
from relaytui.domain.text import safe

Record = dict[str, Any]
_FILE = Path(__file__).resolve().parents[1] / "data" / "doctor" / "hosts.jsonl"
RECORDS: list[Record] = [json.loads(line) for line in _FILE.read_text().split("\n") if line]


def record(name: str) -> Record:
    """One record."""
    return next(one for one in RECORDS if one["id"] == name)


def case_of(one: Record) -> Case:
    """What is known of the host of a record."""
    context, root = one["context"], one["root_stdout"]
    return Case(
        context["target"].rpartition("@")[2] or "local",
        parse_answer(one["stdout"].encode("utf-8", "surrogateescape")),
        None if root is None else parse_root(root.encode()),
        context.get("wish", "auto"),
        context["asked_sudo"],
        context["begun"],
        context["ended"],
        target=context["target"],
    )


def examined(case: Case) -> Examined:
    """A host that was reached."""
    return Examined(case.name, case, None, "paramiko", (safe("192.0.2.1 port 22"),), None)

"""Recorded configurations: the form is told in tests/data/config/README.md."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "config"
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    """The records of a file."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def text_of(case: Case) -> str:
    """The text of the file, repeated parts written out."""
    unit, times = case.get("text_repeat", ("", 0))
    return f"{case['text']}{unit * times}"


def write(case: Case, folder: Path) -> Path:
    """The file of a case, for its user alone."""
    path = folder / "relays.yaml"
    path.write_bytes(text_of(case).encode())
    path.chmod(case.get("mode", 0o600))
    return path

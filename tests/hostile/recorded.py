"""The recorded cases of tests/data/hostile, and what holds for everything that leaves."""

import json
from pathlib import Path
from typing import Any

from relaytui.domain.text import is_shown

_FOLDER = Path(__file__).resolve().parents[1] / "data" / "hostile"


def cases(kind: str) -> list[dict[str, Any]]:
    """All cases of a kind, in the order of its file."""
    text = (_FOLDER / f"{kind}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def name_of(case: dict[str, Any]) -> str:
    """What a case is called in the list of tests."""
    return str(case["name"])


def leaks(text: str) -> list[str]:
    """Characters that must not reach a terminal; line feeds are ours."""
    return [ascii(one) for one in dict.fromkeys(text) if one != "\n" and not is_shown(one)]

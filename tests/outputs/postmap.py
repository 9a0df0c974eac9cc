"""Readers of recorded answers of postmap, and of commands that tell of the system."""

import json
from typing import Any

from relaytui.facts import said_numbers as said
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import meaning_of
from relaytui.facts.postmap import parse_look_up


def _look_up(_words: list[str], answer: Answer) -> dict[str, Any]:
    found = parse_look_up(answer)
    return {
        "result": found.result,
        "problems": [_Problem({"line": one.line, "text": one.words}) for one in found.problems],
        "error": found.error,
        "unsupported_map_type": found.unsupported,
    }


class _Problem(dict[str, Any]):
    """Its text must contain the expected one."""

    def get(self, key: str, default: Any = None) -> Any:
        value = super().get(key, default)
        return _Containing(value) if key == "text" else value


class _Containing(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and str.__contains__(self, other)

    __hash__ = str.__hash__


def _system(_words: list[str], answer: Answer) -> dict[str, Any]:
    return {"systemd": said.runs_systemd(answer.text)}


def _clock(_words: list[str], answer: Answer) -> dict[str, Any]:
    found = said.clock(answer.text)
    return {"epoch": found and found[0], "utc_offset_minutes": found and found[1]}


def _journal(_words: list[str], answer: Answer) -> dict[str, Any]:
    records = 0
    for line in answer.lines:
        try:
            records += isinstance(json.loads(line), dict)
        except ValueError:
            continue
    words = f"{answer.text}\n{answer.complaint}"
    bad_cursor = "Failed to seek to cursor" in words or "Failed to parse cursor" in words
    return {
        "events": records,
        "permission_hint": said.journal_hint(words),
        "journal": said.has_journal(words),
        "error": "bad cursor" if bad_cursor else meaning_of(answer),
    }


def _stats(_words: list[str], answer: Answer) -> dict[str, Any]:
    text = answer.text
    error = meaning_of(answer) or (answer.complaint or None if answer.status else None)
    return {"scanned": said.scanned(text), "actions": said.actions(text),
            "stats": said.stats(text), "error": error}  # fmt: skip


READERS = [
    (r"^postmap\b.* -q ", _look_up),
    (r"^postmap -q ", _look_up),
    (r"^systemctl is-system-running", _system),
    (r"^date\b|^hostname\b", _clock),
    (r"^journalctl\b", _journal),
    (r"^rspamc\b.*stat|^smtpctl show stats", _stats),
]

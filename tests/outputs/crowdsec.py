"""Readers of recorded answers of cscli."""

import re
from typing import Any

from relaytui.facts.answers import Answer
from relaytui.facts.crowdsec import Decision, decisions_of, document, error_of, raw_decisions


def _decisions(words: list[str], answer: Answer) -> dict[str, Any]:
    raw = "raw" in words
    found = list(raw_decisions(answer.text) if raw else decisions_of(document(answer)))
    return {
        "decisions": [_plain(one) for one in found],
        "seconds_left": {str(one.id): int(one.seconds or 0) for one in found},
        "blocked": [one.value for one in found if one.keeps_out],
        "error": error_of(answer),
    }


def _plain(one: Decision) -> dict[str, Any]:
    return {
        "id": one.id, "scope": one.scope, "value": one.value, "type": one.kind,
        "origin": one.origin, "simulated": one.simulated, "expired": one.expired,
    }  # fmt: skip


def _changed(_words: list[str], answer: Answer) -> dict[str, Any]:
    found = re.search(r"\b(\d{1,9}) decision\(s\) deleted", f"{answer.text}\n{answer.complaint}")
    return {"changed": int(found[1]) if found else 0, "error": error_of(answer)}


READERS = [
    (r"^cscli decisions list\b", _decisions),
    (r"^cscli decisions (?:delete|add)\b", _changed),
]

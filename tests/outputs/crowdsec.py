"""Recorded answers of cscli."""

from typing import Any

from relaytui.facts import crowdsec_raw as raw_forms
from relaytui.facts import crowdsec_said as said
from relaytui.facts import crowdsec_words as words
from relaytui.facts.answers import Answer
from relaytui.facts.crowdsec_words import Decision

Found = dict[str, Any]


def _told(answer: Answer) -> Found:
    found: Found = {"error": said.error_of(answer)}
    if not said.is_supported(answer):
        found["supported"] = False
    return found


def _decisions(command: list[str], answer: Answer) -> Found:
    raw = "raw" in command
    found = list(
        raw_forms.raw_decisions(answer.text)
        if raw
        else words.decisions_of(words.document(answer.text))
    )
    return _told(answer) | {
        "decisions": [_plain(one) for one in found],
        "seconds_left": {str(one.id): int(one.seconds or 0) for one in found},
        "blocked": [one.value for one in found if one.keeps_out],
    }


def _plain(one: Decision) -> Found:
    return {
        "id": one.id, "scope": one.scope, "value": one.value, "type": one.kind,
        "origin": one.origin, "simulated": one.simulated, "expired": one.expired,
    }  # fmt: skip


def _bouncers(command: list[str], answer: Answer) -> Found:
    raw = "raw" in command
    found = (
        raw_forms.raw_bouncers(answer.text)
        if raw
        else words.bouncers_of(words.document(answer.text))
    )
    return _told(answer) | {
        "bouncers": [{"name": one.name, "revoked": one.revoked} for one in found]
    }


def _allowed(command: list[str], answer: Answer) -> Found:
    raw = "raw" in command
    found = (
        raw_forms.raw_allowed(answer.text) if raw else words.allowed_of(words.document(answer.text))
    )
    return _told(answer) | {
        "allowed": [one.value for one in found],
        "allowlists": sorted({one.allowlist for one in found}),
        "comments": {one.value: one.comment for one in found if one.comment},
        "expires": {one.value: one.until for one in found if one.until},
    }


def _check(_command: list[str], answer: Answer) -> Found:
    return _told(answer) | {"found": " is allowlisted by" in answer.text}


def _changed(_command: list[str], answer: Answer) -> Found:
    return _told(answer) | {"changed": said.changed(answer)}


_CS = "^cscli (?:-\\S+ )*"
READERS = (
    (_CS + r"decisions? list\b", _decisions),
    (_CS + r"decisions? (?:delete|remove|add|import)\b", _changed),
    (_CS + r"bouncers? list\b", _bouncers),
    (_CS + r"allowlists? (?:list|inspect)\b", _allowed),
    (_CS + r"allowlists? check\b", _check),
    (_CS + r"allowlists? (?:create|add|remove|delete)\b", _changed),
)

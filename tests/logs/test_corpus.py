"""Recorded lines give the recorded events."""

from pathlib import Path
from typing import Any

import pytest

from tests.conformance import check_event, load

DATA = Path(__file__).resolve().parents[1] / "data"
FOLDERS = [file.parent for file in sorted(DATA.glob("*/events.jsonl"))]


def _records() -> list[Any]:
    records = [record for folder in FOLDERS for record in load(folder, "events", None)]
    return [pytest.param(record, id=record["id"]) for record in records]


@pytest.mark.parametrize("record", _records())
def test_the_event_is_the_recorded_one(record: dict[str, Any]) -> None:
    assert list(check_event(record)) == []


@pytest.mark.parametrize("group", ["dovecot", "courier", "exim", "sendmail"])
def test_secrets_are_hidden_whatever_the_program(group: str) -> None:
    records = load(DATA / "mail", "events", group)
    with_secrets = [record for record in records if record["expect"].get("redact")]
    for record in with_secrets:
        assert not [words for words in check_event(record) if "secret" in words], record["id"]
    assert group not in ("dovecot", "courier") or with_secrets


@pytest.mark.parametrize("record", load(DATA / "mail", "events", None), ids=lambda one: one["id"])
def test_every_line_is_kept_and_safe(record: dict[str, Any]) -> None:
    assert not [
        words for words in check_event(record) if words.startswith(("unsafe", "the secret"))
    ]

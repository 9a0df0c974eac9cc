"""docs/filter.md says what the language does."""

import re
from pathlib import Path

import pytest

from relaytui.cli import tail
from relaytui.filtering.fields import ALIASES, FIELDS, field_named
from relaytui.filtering.parse import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "filter.md").read_text()


def spans(heading: str) -> list[str]:
    """What stands in code in the first column of the table under a heading."""
    part = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [
        re.split(r"(?<!\\) \| ", row.strip("| ")) for row in part.split("\n") if row[:3] == "| `"
    ]
    return [one for row in rows for one in re.findall(r"`([^`]+)`", " ".join(row[:2]))]


@pytest.mark.parametrize(
    "typed",
    re.findall(r"^\| `([^`]+)` \|", TEXT.partition("## Terms")[0], re.MULTILINE)
    + re.findall(r"^  (\S.*?)   ", tail.__doc__ or "", re.MULTILINE)[1:],
)
def test_examples_are_filters(typed: str) -> None:
    if typed.startswith("relaytui"):
        return
    assert parse(typed.replace("\\|", "|"), {"noise": "x", "mine": "y"}) is not None


def test_the_named_fields_and_their_other_words_are_there() -> None:
    named = [one for one in spans("Fields") if re.fullmatch(r"[a-z_]+", one)]
    assert len(named) > 60
    for name in named:
        assert field_named(name) is not None, name
    assert set(ALIASES) <= set(named)


def test_every_alias_is_of_a_field_and_hides_none() -> None:
    assert set(ALIASES.values()) <= set(FIELDS)
    assert not set(ALIASES) & set(FIELDS)

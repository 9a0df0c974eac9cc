"""Recorded hosts: the state of each panel, why, what to do, and the lines of sudoers."""

import pytest

from relaytui.cli.doctor import is_missing
from relaytui.doctor.concerns import concerns
from relaytui.doctor.lines import lines_for
from relaytui.doctor.panels import panels
from relaytui.doctor.rows import rows
from tests.doctor.cases import RECORDS, Record, case_of, examined


@pytest.mark.parametrize("record", RECORDS, ids=[one["id"] for one in RECORDS])
def test_a_recorded_host(record: Record) -> None:
    case, expect = case_of(record), record["expect"]
    found = (*panels(case), *concerns(case))
    states = {one.panel: one.state for one in panels(case)}
    assert {name: states[name] for name in expect["states"]} == expect["states"]
    assert is_missing(examined(case)) == expect["missing"]
    if "commands" in expect:
        commands = [one.command for each in found for one in each.remedies if one.command]
        assert list(dict.fromkeys(commands)) == expect["commands"]
    if "concerns" in expect:
        assert [one.panel for one in concerns(case)] == expect["concerns"]
    said = {one.panel: one.words for one in found}
    for panel, words in expect.get("words", {}).items():
        assert all(one in said[panel] for one in words), said[panel]
    shown = dict(rows(examined(case), case))
    for label, words in expect.get("rows", {}).items():
        assert words in shown[label], shown[label]


@pytest.mark.parametrize(
    "record",
    [one for one in RECORDS if "sudoers" in one["expect"]],
    ids=[one["id"] for one in RECORDS if "sudoers" in one["expect"]],
)
def test_lines_of_sudoers(record: Record) -> None:
    text = lines_for(case_of(record), None)
    for words in record["expect"]["sudoers"]:
        assert any(line.strip(" ,\\") == words for line in text.split("\n")), text
    for words in record["expect"].get("no_sudoers", ()):
        assert words not in text


def test_every_state_and_remedy_is_in_a_record() -> None:
    seen = {one.state for each in RECORDS for one in panels(case_of(each))}
    assert seen == {"ok", "partly", "no", "absent"}

"""Recorded hosts: the state of each panel, why, what to do, and the lines of sudoers."""

import pytest

from relaytui.cli.doctor import is_missing
from relaytui.doctor.concerns import concerns
from relaytui.doctor.lines import lines_for
from relaytui.doctor.panels import panels
from relaytui.doctor.rows import rows
from tests.doctor.cases import RECORDS, Record, case_of, examined, record


@pytest.mark.parametrize("one", RECORDS, ids=[one["id"] for one in RECORDS])
def test_a_recorded_host(one: Record) -> None:
    case, expect = case_of(one), one["expect"]
    found = (*panels(case), *concerns(case))
    states = {each.panel: each.state for each in panels(case)}
    assert {name: states[name] for name in expect["states"]} == expect["states"]
    assert is_missing(examined(case)) == expect["missing"]
    if "commands" in expect:
        commands = [step.command for each in found for step in each.remedies if step.command]
        assert list(dict.fromkeys(commands)) == expect["commands"]
    if "concerns" in expect:
        assert [each.panel for each in concerns(case)] == expect["concerns"]
    said = {each.panel: each.words for each in found}
    for panel, words in expect.get("words", {}).items():
        assert all(part in said[panel] for part in words), said[panel]
    shown = dict(rows(examined(case), case))
    for label, words in expect.get("rows", {}).items():
        assert words in shown[label], shown[label]


@pytest.mark.parametrize(
    "one",
    [one for one in RECORDS if "sudoers" in one["expect"]],
    ids=[one["id"] for one in RECORDS if "sudoers" in one["expect"]],
)
def test_lines_of_sudoers(one: Record) -> None:
    text = lines_for(case_of(one), None)
    for words in one["expect"]["sudoers"]:
        assert any(line.strip(" ,\\") == words for line in text.split("\n")), text
    for words in one["expect"].get("no_sudoers", ()):
        assert words not in text


def test_what_works_without_sudo_gets_no_line_for_that_account_only() -> None:
    case = case_of(record("crowdsec-view"))
    line = "/usr/bin/cscli decisions list -o json -l 0"
    assert line not in lines_for(case, None)
    assert line not in lines_for(case, "view")
    assert line in lines_for(case, "another")


def test_every_state_and_remedy_is_in_a_record() -> None:
    seen = {one.state for each in RECORDS for one in panels(case_of(each))}
    assert seen == {"ok", "partly", "no", "absent"}

"""All of ours goes, and nothing else: a host is byte for byte as before the first change."""

from pathlib import Path

import pytest

from relaytui.changes.clean import plan_clean, traces_of, without_ours
from relaytui.changes.plan import Command, Plan, Put, Run
from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.traces import Traces, parse_traces
from tests.changes.on_this_machine import SHELLS, Machine

OURS = "check_client_access cidr:/etc/postfix/relaytui_block.cidr"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"x = {OURS}, permit\n", "x = permit\n"),
        (f"x = permit_mynetworks, {OURS}\n", "x = permit_mynetworks\n"),
        (f"x = a, {OURS}, b\n", "x = a, b\n"),
        (f"x = a {OURS} b\n", "x = a b\n"),
        (f"x =\n    {OURS},\n    permit\n", "x =\n    permit\n"),
        ("my = 127.0.0.0/8 cidr:/etc/postfix/relaytui_allow.cidr\n", "my = 127.0.0.0/8\n"),
        ("my = cidr:/etc/postfix/relaytui_allow.cidr, 10.0.0.0/8\n", "my = 10.0.0.0/8\n"),
        ("x = cidr:/etc/postfix/other.cidr, b\n", "x = cidr:/etc/postfix/other.cidr, b\n"),
        ("# cidr of relaytui\nx = a\n", "# cidr of relaytui\nx = a\n"),
    ],
)  # fmt: skip
def test_main_cf_without_our_items(before: str, after: str) -> None:
    got = without_ours(before)
    assert got.split() == after.split()
    assert "relaytui_" not in got


def found(**labels: str) -> Traces:
    answers = {name: Answer(0, text.encode()) for name, text in labels.items()}
    got = parse_traces(Answers(answers))
    assert isinstance(got, Traces)
    return got


ALL = {
    "stat:/etc/systemd/system/relaytui-keep.service": "1 2 644 root:root",
    "file:/etc/systemd/system/relaytui-keep.service": "[Unit]\n",
    "file:/etc/postfix/relaytui_block.cidr": "192.0.2.7 REJECT\n",
    "file:/etc/postfix/main.cf": f"a = b\nx = {OURS}, permit\n",
    "mentions": f"/etc/postfix/main.cf:2:x = {OURS}, permit\n",
    "table:inet relaytui": "table inet relaytui {\n}\n",
    "enabled": "enabled\n", "records": "one\ntwo\n", "open": "",
}  # fmt: skip


def test_everything_is_named_and_goes_in_the_right_order() -> None:
    traces = found(**ALL)
    assert [str(one.place) for one in traces_of(traces)] == [
        "table inet relaytui", "/etc/systemd/system/relaytui-keep.service",
        "/etc/postfix/relaytui_block.cidr", "relaytui-keep.service", "/etc/postfix/main.cf:2",
        "/var/lib/relaytui",
    ]  # fmt: skip
    plan = plan_clean(traces)
    assert isinstance(plan, Plan)
    names = [one.path if isinstance(one, Put) else str(one.do) for one in plan.steps]
    assert names == [
        "/etc/postfix/main.cf", "systemctl disable relaytui-keep.service",
        "/etc/systemd/system/relaytui-keep.service", "/etc/postfix/relaytui_block.cidr",
        "nft delete table inet relaytui",
    ]  # fmt: skip
    assert isinstance(plan.steps[-1], Run)
    assert plan.steps[-1].undo


def test_what_stands_in_the_way_is_said() -> None:
    other = found(**{**ALL, "mentions": "/etc/exim4/exim4.conf.template:7:relaytui_block\n"})
    assert isinstance(plan := plan_clean(other), Failed)
    assert "exim4.conf.template:7 names a file of ours" in plan.reason
    assert isinstance(plan := plan_clean(found(**{**ALL, "open": "x\n"})), Failed)
    assert "not finished" in plan.reason
    assert plan_clean(Traces()) is None
    assert traces_of(Traces()) == []
    assert isinstance(parse_traces(Answers({"refused": Answer(1)})), Failed)


def test_the_records_go_last_and_not_while_one_is_open(tmp_path: Path) -> None:
    machine = Machine(tmp_path, SHELLS[-1])
    nothing = Run(Command(("true",)), Command(("true",)))
    assert machine.do(nothing, switch=3).waiting
    assert "not finished" in machine.forget().reason
    assert machine.confirm().done
    assert machine.forget().done
    assert not machine.home.exists()
    assert machine.do(nothing).done

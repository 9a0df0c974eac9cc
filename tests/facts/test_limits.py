"""The limits of recorded configurations: value, value under stress, where set, who is exempt."""

import json
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.limits import Limits
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.limits import parse_limits
from relaytui.facts.rspamd_limits import parse_rspamd_limits

DATA = Path(__file__).parents[1] / "data" / "rates"


def cases(name: str) -> list[dict[str, Any]]:
    """The records of a file."""
    return [json.loads(one) for one in (DATA / name).read_text().split("\n")[:-1]]


def found(case: dict[str, Any]) -> Limits | Absent | Failed:
    """What is made of a record."""
    status, complaint = case["status"], case["stderr"].encode()
    by_label = {
        name: Answer(status, case[name].encode(), complaint if name == "values" else b"")
        for name in ("values", "set", "services", "overrides")
    }
    return parse_limits(Answers(by_label))


@pytest.mark.parametrize("case", cases("limits.jsonl"), ids=lambda one: str(one["id"]))
def test_limits(case: dict[str, Any]) -> None:
    limits, expect = found(case), case["expect"]
    if "failed" in expect:
        assert isinstance(limits, Failed)
        assert limits.reason.startswith(expect["failed"])
        assert limits.remedy
        return
    assert isinstance(limits, Limits)
    for name, wanted in expect.get("services", {}).items():
        service = limits.of_name(name)
        assert service is not None, name
        for limit, row in wanted.items():
            one = service.get(limit)
            assert (one and [one.value, one.stress, one.place]) == row, (name, limit)
    for name, logged in expect.get("logged", {}).items():
        assert logged == getattr(limits.of_name(name), "logged", None)
    exceptions = limits.services[0].exceptions
    for address, why in expect.get("exempt", {}).items():
        assert exceptions.why(address) == why, address
    told = {
        "seconds": limits.seconds,
        "bits": {str(version): bits for version, bits in limits.bits},
        "problems": list(limits.problems),
        "unread": list(exceptions.unread),
    }
    assert {name: told[name] for name in told if name in expect} == {
        name: expect[name] for name in told if name in expect
    }


def test_without_postfix_there_are_none() -> None:
    assert isinstance(parse_limits(Answers({})), Absent)


@pytest.mark.parametrize("case", cases("rspamd.jsonl"), ids=lambda one: str(one["id"]))
def test_rspamd(case: dict[str, Any]) -> None:
    answer = Answer(case["status"], case["stdout"].encode(), case["stderr"].encode())
    buckets = parse_rspamd_limits(Answers({"ratelimit": answer}))
    if isinstance(case["expect"], str):
        assert isinstance(buckets, Failed)
        assert buckets.reason.startswith(case["expect"])
    else:
        assert isinstance(buckets, tuple)
        rows = [[one.name, one.rate, one.burst, one.selector] for one in buckets]
        assert rows == case["expect"]


def test_rspamd_is_not_asked_as_root() -> None:
    found = parse_rspamd_limits(Answers({"as-root": Answer(0, b"yes\n")}))
    assert isinstance(found, Failed)
    assert found.remedy


def test_settings_that_multiply_are_worked_out_at_once() -> None:
    many = "".join(f"n{at} = {f'$n{at + 1} ' * 500}\n" for at in range(30))
    case = {**cases("limits.jsonl")[0], "set": many}
    case["values"] += "smtpd_client_connection_rate_limit = $n0\n"
    assert isinstance(found(case), Limits)

"""`relaytui updates`: its exit status, its tables and JSON, and that it never fetches unasked."""

import argparse
import json
from collections.abc import Callable
from typing import Any

import pytest

from relaytui.cli import updates
from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.updates import Updates
from relaytui.updates.base import Pending, Update

NOW = 1_800_000_000.0


def pending(security: bool | None, name: str = "postfix", **more: Any) -> Updates:
    one = Update(safe(name), SafeText("2"), SafeText("1"), security=security)
    return Updates((Pending("apt", (one,), NOW - 3600, **more),), asked_at=NOW)


Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on hosts that have said this; None is one that could not be reached."""

    def command(hosts: dict[str, Any], **options: bool) -> int:
        class Told:
            def __init__(self, _args: object, _facts: object) -> None:
                self.hosts = list(hosts)
                self.failed = sum(one is None for one in hosts.values())
                self.facts = {
                    name: HostFacts({"updates": one})
                    for name, one in hosts.items()
                    if one is not None
                }

        monkeypatch.setattr(updates, "Gathered", Told)
        wanted = {"json": False, "check": False, "refresh": False, **options}
        return updates.run(argparse.Namespace(**wanted))

    return command


FAILED = Failed("apt-get is locked by process 9", Remedy("It is asked again"))


@pytest.mark.parametrize(
    ("hosts", "check", "status"),
    [
        ({"a": pending(True)}, False, 0),
        ({"a": pending(True)}, True, 1),
        ({"a": pending(False)}, True, 0),
        ({"a": pending(None)}, True, 1),
        ({"a": pending(False, incomplete=True)}, True, 4),
        ({"a": pending(True), "b": None}, True, 4),
        ({"a": None}, True, 3),
        ({"a": FAILED}, False, 4),
        ({"a": Updates(failed=(FAILED,))}, True, 4),
        ({"a": Updates((Pending("apt", (), NOW),), asked_at=NOW)}, True, 0),
    ],
)
def test_exit_status(run: Run, hosts: dict[str, Any], check: bool, status: int) -> None:
    assert run(hosts, check=check) == status


def test_the_tables_and_what_stands_on_stderr(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    old = pending(True, "openssl", stale=True)
    run({"mx1": pending(False), "mx2": old, "mx3": FAILED})
    told = capsys.readouterr()
    lines = told.out.split("\n")
    assert lines[1].split() == ["mx1", "apt", "1", "0", "60", "min", "?", "none"]
    names = [line.split()[0] for line in lines[5:7]]
    assert names == ["postfix", "openssl"]
    assert "mx2: the lists of apt are old: 60 min" in told.err
    assert "mx3: apt-get is locked by process 9. It is asked again" in told.err


def test_json_is_an_object_a_host(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run({"mx1": pending(None, "x\x1b[31m"), "mx2": pending(True)}, json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (one,) = rows[0]["managers"]
    assert (one["updates"][0]["name"], one["updates"][0]["security"]) == ("x\u241b[31m", None)
    assert (one["lists_age_seconds"], rows[1]["security"]) == (3600, 1)
    assert rows[1]["managers"][0]["updates"][0]["mail"] is True


def test_refresh_needs_a_terminal(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115
    assert run({"mx1": pending(False)}, refresh=True) == 5
    assert "it needs a terminal" in capsys.readouterr().err

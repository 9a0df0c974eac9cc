"""`relaytui queue`: what it prints, and how it ends."""

import argparse
import json
from typing import Any

import pytest

from relaytui.cli import queue as command
from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.facts.base import HostFacts
from tests.analysis.made_queues import queues, record, usual


class Gathered:
    """Hosts that have answered, without any host."""

    def __init__(self, found: dict[str, Any], failed: int = 0) -> None:
        self.facts = {relay: HostFacts({"queue": value}) for relay, value in found.items()}
        self.hosts = [*found, *(f"dead{n}" for n in range(failed))]
        self.failed = failed


def ran(monkeypatch: pytest.MonkeyPatch, gathered: Gathered, *words: str) -> int:
    monkeypatch.setattr(command, "Gathered", lambda args, facts: gathered)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(["mx1", *words]))


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_tables(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(monkeypatch, Gathered({"mx1": usual()})) == 0
    out, err = capsys.readouterr()
    first, second = out.split("\n\n")
    assert first.split("\n")[1].split()[:7] == ["mx1", "postfix", "12", "10", "1", "1", "2"]
    lines = second.split("\n")
    assert lines[1].split()[0] == "6"
    assert lines[1].endswith("mail     connect to …: Connection timed out")
    assert any("bounces" in line for line in lines)
    assert not err


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(monkeypatch, Gathered({"mx1": usual()}), "--json", "--by", "domain") == 0
    place, *groups = rows(capsys.readouterr().out)
    assert (place["row"], place["messages"], place["bounces"]) == ("queue", 12, 2)
    assert place["by_queue"] == {"deferred": 10, "hold": 1, "active": 1}
    assert groups[0] == {
        "row": "group", "domain": "down.example", "messages": 6, "recipients": 7, "bytes": 6000,
        "held": 0, "working": 0, "oldest": place["oldest"], "relays": ["mx1"],
    }  # fmt: skip
    assert ran(monkeypatch, Gathered({"mx1": usual()}), "--json", "--messages") == 0
    _, oldest, *others = rows(capsys.readouterr().out)
    assert (oldest["queue_id"], oldest["recipients"], len(others)) == ("CCCC1", 3, 11)


def test_messages(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(monkeypatch, Gathered({"mx1": usual()}), "--messages") == 0
    lines = capsys.readouterr().out.split("\n\n")[1].split("\n")
    assert lines[1].split()[1] == "CCCC1"
    assert "a@down.example +2" in lines[1]


def test_many_groups_are_cut_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = queues(postfix=[record(f"AAAA{n}", f"u{n}@x", ("a@b", "")) for n in range(70)])
    assert ran(monkeypatch, Gathered({"mx1": found}), "--by", "sender") == 0
    out, err = capsys.readouterr()
    assert out.count("@x\n") == 50
    assert "20 smaller groups are not shown" in err
    assert ran(monkeypatch, Gathered({"mx1": found}), "--by", "sender", "--all") == 0
    assert capsys.readouterr().out.count("@x\n") == 70


@pytest.mark.parametrize(
    ("found", "failed", "status", "words"),
    [
        ({"mx1": Absent("no mail server with a queue is installed")}, 0, 0, "mx1: no mail server"),
        ({"mx1": usual(), "mx2": Failed("no permission: exim -bp", Remedy("Do this"))}, 0, 4,
         "mx2: no permission: exim -bp. Do this"),
        ({"mx1": Failed("mail system down: x", about="postfix")}, 0, 4, "mx1: postfix: mail"),
        ({"mx1": usual()}, 1, 4, ""),
        ({}, 2, 3, ""),
    ],
)  # fmt: skip
def test_how_it_ends(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: dict[str, Any],
    failed: int,
    status: int,
    words: str,
) -> None:
    assert ran(monkeypatch, Gathered(found, failed)) == status
    assert words in capsys.readouterr().err

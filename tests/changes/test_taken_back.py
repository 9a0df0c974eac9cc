"""Nobody is told that a block does not hold which somebody has taken back meanwhile."""

from pathlib import Path

import pytest

from relaytui.changes.holding import Holding
from relaytui.changes.holding_look import Judged, note_holding
from relaytui.changes.journal import Journal, Record
from relaytui.domain.intent import Block
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe

_NET = "192.0.2.7"


def _record(event: str, what: str = "", relay: str = "mx1", change: str = "one") -> Record:
    what = what or f"block {_NET} for 1 h"
    return Record(at=1.0, event=event, change=change, relay=relay, by="ann", what=what)


BEFORE = [
    _record("undone", change="none"),
    _record("done", f"lift {_NET}", change="none"),
    _record("done"),
    _record("done", relay="mx2"),
]


def _judged(relay: str) -> Judged:
    net = parse_net(_NET)
    assert net
    holding = Holding("not effective", safe("its set does not hold it"), None)
    return Judged(relay, "nft", Block(net, 3600), holding)


@pytest.mark.parametrize(
    ("since", "left"),
    [
        ([], ["mx1", "mx2"]),
        ([_record("undo intended")], ["mx2"]),
        ([_record("undo intended"), _record("undone")], ["mx2"]),
        ([_record("undo intended"), _record("not undone")], ["mx1", "mx2"]),
        ([_record("undone", change="two")], ["mx1", "mx2"]),
        ([_record("done", f"lift {_NET}", "mx2", "two")], ["mx1"]),
        ([_record("done", "lift 192.0.2.8", "mx2", "two")], ["mx1", "mx2"]),
        ([_record("intended", f"lift {_NET}", "mx2", "two")], ["mx1", "mx2"]),
        ([_record("cleaned", "take everything", "mx2", "two")], ["mx1"]),
        ([_record("undone"), _record("undone", relay="mx2")], []),
    ],
)
def test_who_is_told(tmp_path: Path, since: list[Record], left: list[str]) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(*BEFORE, *since)
    told = note_holding(journal, "ann", "one", [_judged("mx1"), _judged("mx2")])
    assert [one.relay for one in told] == left
    written = [one for _, one in journal.read() if one and one.event == "not effective"]
    assert [one.relay for one in written] == left

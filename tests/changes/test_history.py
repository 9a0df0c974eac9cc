"""What the journal tells of earlier changes."""

from relaytui.changes.history import usual_layers
from relaytui.changes.journal import Record


def _record(event: str, what: str, *layers: str, relay: str = "mx1", change: str = "c") -> Record:
    return Record(
        at=1.0, event=event, change=change, relay=relay, by="ann", what=what, layers=layers
    )


def test_a_host_is_blocked_where_it_was_blocked_last() -> None:
    block = "block 192.0.2.7 for 1 h"
    records = [
        _record("done", block, "nft"),
        _record("done", block, "ufw", relay="mx2"),
        _record("intended", block, "exim"),
        _record("done", f"{block}; {block}", "fail2ban"),
        _record("failed", block, "ipset"),
        _record("done", "unblock 192.0.2.7", "crowdsec"),
        _record("done", f"{block}; allow 192.0.2.8 for good", "crowdsec"),
        _record("done", block, "nft", "crowdsec"),
    ]
    assert usual_layers(records) == {"mx1": "fail2ban", "mx2": "ufw"}
    assert usual_layers([]) == {}


def test_what_was_taken_back_is_no_habit() -> None:
    block = "block 192.0.2.7 for 1 h"
    records = [
        _record("done", block, "nft", change="a"),
        _record("done", block, "exim", change="b"),
        _record("undone", f"undo: {block}", change="b"),
        _record("done", block, "ufw", relay="mx2", change="b"),
        _record("done", block, "ipset", relay="mx3", change="d"),
        _record("undone", block, relay="mx3", change="d"),
    ]
    assert usual_layers(records) == {"mx1": "nft", "mx2": "ufw"}

"""What the journal tells of earlier changes."""

from relaytui.changes.history import usual_layers
from relaytui.changes.journal import Record


def _record(event: str, what: str, *layers: str, relay: str = "mx1") -> Record:
    return Record(at=1.0, event=event, change="c", relay=relay, by="ann", what=what, layers=layers)


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

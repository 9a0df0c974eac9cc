"""What `relaytui rates` prints of counts and limits."""

import json
from pathlib import Path

import pytest

from relaytui.analysis.rate_rows import ORDERS
from relaytui.analysis.rate_snapshot import Snapshot
from relaytui.analysis.rates import Rates
from relaytui.cli.main import main
from relaytui.cli.output import json_line
from relaytui.cli.rates_object import group_object, relay_object
from relaytui.cli.rates_table import table
from relaytui.domain.event import Event
from relaytui.domain.finding import Failed
from relaytui.facts.limits import LIMITS
from tests.analysis.lines import line
from tests.screens.test_rates import limits

NOW = 1_764_080_003.0


def counted() -> Rates:
    """45 connections of one, 3 failed logins of another, on two relays."""
    rates = Rates()
    connect = Event("connect", client_ip="203.0.113.9", daemon="smtpd")
    rates.take([line(connect, NOW - 5) for _ in range(40)])
    rates.take([line(connect, NOW - 500, "mx2") for _ in range(5)])
    rates.take([line(Event("auth_failed", client_ip="192.0.2.7"), NOW - 5) for _ in range(3)])
    hit = Event("rate_limited", client_ip="203.0.113.9", limit="connection_rate", count=31,
                limit_service="smtp")  # fmt: skip
    rates.take([line(hit, NOW - 4)])
    for relay in rates.relays.values():
        relay.known_from = NOW - 7200
    return rates


def taken(grouping: str = "client", window: str = "10m", **settings: str) -> Snapshot:
    known = {"mx1": limits("defaults", **settings)}
    return Snapshot.of(counted(), known, grouping, window, NOW)


THIRTY = {"smtpd_client_connection_rate_limit": "30"}


def test_a_row_tells_counts_limit_and_last_hit() -> None:
    snapshot = taken(**THIRTY)
    first, second = (json.loads(json_line(group_object(snapshot, row))) for row in snapshot.rows())
    assert (first["key"], first["connections"], first["limit_hits"]) == ("203.0.113.9", 45, 1)
    assert (first["over"], first["at_least"]) == (True, False)
    assert {relay: one["connections"] for relay, one in first["relays"].items()} == {
        "mx1": 40, "mx2": 5,
    }  # fmt: skip
    limit = first["limit"]
    assert (limit["relay"], limit["limit"], limit["most"]) == ("mx1", "connection_rate", 30)
    # 40 in the 63 s since the window's first slice: 38 a minute.
    assert (limit["counted"], limit["percent"]) == (38.1, 127)
    assert (first["last_hit"]["limit"], first["last_hit"]["counted"]) == ("connection_rate", 31.0)
    assert second["limit"]["exempt"] == "mynetworks"
    assert second["over"] is False


def test_a_relay_tells_its_limits_or_why_they_are_not_known() -> None:
    snapshot = taken()
    share = snapshot.shares[0]
    known = {LIMITS.name: limits("stress")}
    row = json.loads(json_line(relay_object(snapshot, share, known, NOW - 100)))
    assert row["total"]["connections"] == 40
    assert row["limits"]["services"][0]["limits"]["connection_rate"] == {
        "value": 50, "place": "main.cf", "stress": 5,
    }  # fmt: skip
    failed = {LIMITS.name: Failed("no permission: postconf")}
    row = json.loads(json_line(relay_object(snapshot, share, failed, None)))
    assert row["limits"] == {"failed": "no permission: postconf"}


def test_a_limit_by_the_hour_is_judged_by_the_hour() -> None:
    snapshot = taken(window="1m", anvil_rate_time_unit="1h", **THIRTY)
    row = snapshot.rows()[0]
    assert row.use
    assert row.use.seconds == 3600
    assert 35 < row.use.counted < 40


def test_a_network_is_limited_where_it_counts_as_one_client() -> None:
    assert all(row.use is None for row in taken("net24", **THIRTY).rows())
    one = taken("net24", smtpd_client_ipv4_prefix_length="24", **THIRTY).rows()[0]
    assert (one.key, bool(one.use and one.use.is_over)) == ("203.0.113.0/24", True)


def test_the_table_is_for_people() -> None:
    snapshot = taken(**THIRTY)
    lines = table(snapshot, snapshot.rows()).split("\n")
    assert lines[1].startswith("203.0.113.9")
    assert lines[1].endswith("38/30 connection_rate OVER hit: connection_rate")
    assert lines[2].endswith("exempt: mynetworks")
    assert "≥" not in table(snapshot, snapshot.rows())
    assert "≥45" in table(taken(window="24h"), taken(window="24h").rows())


def test_every_order_holds_for_all_rows() -> None:
    rows = taken().rows()
    for order in ORDERS.values():
        assert len(sorted(rows, key=order)) == len(rows)


def test_operators_need_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rates", "-c", "none", "--by", "asn", "nowhere.invalid"]) == 2
    assert "geo: [PATH.mmdb]" in capsys.readouterr().err
    named = tmp_path / "relays.yaml"
    named.write_text(f"hosts: [mx1]\ngeo: [{tmp_path}/none.mmdb]\n")
    assert main(["rates", "-c", str(named), "--by", "asn"]) == 2
    assert "none.mmdb: No such file" in capsys.readouterr().err

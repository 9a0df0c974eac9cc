"""The counts of `relaytui rates` are what the generator of the traffic says that it did."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.relays.lab import SSH_CONFIG, lab, root, until

pytestmark = pytest.mark.lab

SCENARIOS = {"bruteforce": 18, "spray": 15, "relaydenied": 20, "denied": 10, "ipv6": 8,
             "submission": 10, "ratelimit": 45}  # fmt: skip
#: Failed logins after which the lab's jail postfix-sasl bans.
MAXRETRY = 6
#: Codes of recipients that Postfix refuses before it logs a reject.
_NOT_LOGGED = (500, 501, 503)
Counts = dict[str, Counter[str]]


def rates(host: str, by: str, *words: str) -> list[dict[str, Any]]:
    """The rows of the program as a user runs it."""
    command = [sys.executable, "-m", "relaytui", "rates", "-F", str(SSH_CONFIG), f"ops@{host}"]
    command += ["--json", "--by", by, "--window", "1h", *words]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.split("\n")[:-1]]


def counts(host: str, by: str) -> Counts:
    """Counts by name and group."""
    found: Counts = {}
    for row in rates(host, by):
        if row["row"] == "group":
            for name in ("connections", "messages", "recipients", "failed_logins", "rejects",
                         "limit_hits"):  # fmt: skip
                found.setdefault(name, Counter())[row["key"]] += row[name]
    return found


def said(reports: list[dict[str, Any]], by: str) -> Counts:
    """What the generator did, by the same names."""
    found: Counts = {}

    def count(name: str, row: dict[str, Any]) -> None:
        key = _key(row, by)
        if key:
            found.setdefault(name, Counter())[key] += row["count"]

    for row in (row for report in reports for row in report["rows"]):
        event, reason = row["event"], row["reason"]
        if reason.startswith("rate-"):
            count("limit_hits", row)
        elif event == "recipient_refused" and row["code"] not in _NOT_LOGGED:
            count("rejects", row)
        name = {
            "connect_ok": "connections",
            "message_ok": "messages",
            "recipient_ok": "recipients",
            "login_refused": "failed_logins",
        }.get(event)
        if name and not reason.startswith("rate-"):
            count(name, row)
    return found


def _key(row: dict[str, Any], by: str) -> str:
    client = row["client"]
    match by:
        case "net24":
            return f"{client.rpartition('.')[0]}.0/24" if "." in client else ""
        case "net64":
            return "fd77::/64" if ":" in client else ""
        case "account" | "sender" | "domain":
            return str(row[by])
    return str(client)


def differences(got: Counts, before: Counts, wanted: Counts, names: tuple[str, ...]) -> list[str]:
    """Where the counts are others."""
    return [
        f"{name} {key}: {new[key]} counted, {true[key]} done"
        for name in names
        for new in [got.get(name, Counter()) - before.get(name, Counter())]
        for true in [wanted.get(name, Counter())]
        for key in sorted({*new, *true})
        if new[key] != true[key] and key != "10.77.0.1"
    ]


CHECKED = {
    "client": ("connections", "messages", "recipients", "failed_logins", "rejects", "limit_hits"),
    "net24": ("connections", "failed_logins", "rejects"),
    "net64": ("connections", "rejects"),
    "account": ("messages", "recipients", "failed_logins"),
    "sender": ("messages", "rejects"),
    "domain": ("recipients", "rejects"),
}


@pytest.mark.parametrize("place", [0, 1])
def test_counts_are_what_was_done(relays: tuple[str, ...], place: int, soak: bool) -> None:
    if place and not soak:
        pytest.skip("the second kind of host: make soak")
    host = relays[place]
    before = {by: counts(host, by) for by in CHECKED}
    reports = []
    for scenario, count in SCENARIOS.items():
        words = ("--count", str(count), "--rate", "40", "--seconds", "40", "--json")
        out = lab("traffic", scenario, host, *words)
        reports.append(json.loads(out[out.index("{") :]))

    def all_the_same() -> bool:
        for by, names in CHECKED.items():
            told[by] = differences(counts(host, by), before[by], said(reports, by), names)
        return not any(told.values())

    told: dict[str, list[str]] = {}
    try:
        until(all_the_same, 20, "the log holds it all")
    except AssertionError:
        assert told == {by: [] for by in CHECKED}
    assert said(reports, "client")["limit_hits"], "no limit was hit: nothing is proved of them"
    failed = said(reports, "client")["failed_logins"]
    wanted = {client for client, tries in failed.items() if tries >= MAXRETRY}
    if not place:  # on the other host fail2ban waits for the lines of another unit
        assert wanted, "nobody has failed often enough: nothing is proved of bans"
        until(lambda: banned(host) == wanted, 20, f"bans of {wanted}: {banned(host)}")


def banned(host: str) -> set[str]:
    """Whom the jail of failed logins keeps out, as `blocked` tells."""
    command = [sys.executable, "-m", "relaytui", "blocked", "-F", str(SSH_CONFIG), f"ops@{host}"]
    run = subprocess.run(
        [*command, "--json", "--layer", "fail2ban"], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.split("\n")[:-1]]
    return {row["net"] for row in rows if row["place"] == "postfix-sasl" and row["effective"]}


def test_limits_are_those_that_hold(relays: tuple[str, ...]) -> None:
    host = relays[0]
    setting = "submission/inet/smtpd_client_connection_rate_limit"
    root(host, f"postconf -P {setting}='${{stress?{{3}}:{{7}}}}'")
    try:
        relay = next(row for row in rates(host, "client") if row["row"] == "relay")
        by_name = {one["service"]: one for one in relay["limits"]["services"]}
        assert by_name["smtp"]["limits"]["connection_rate"] == {"value": 30, "place": "main.cf"}
        assert by_name["submission"]["limits"]["connection_rate"] == {
            "value": 7, "place": "master.cf", "stress": 3,
        }  # fmt: skip
        assert by_name["smtp"]["exempt"] == []
        root(host, "postconf -e 'smtpd_client_event_limit_exceptions=$mynetworks'")
        rows = {row["key"]: row for row in rates(host, "client") if row["row"] == "group"}
        assert rows["10.77.1.20"]["limit"]["exempt"] == "mynetworks"
    finally:
        root(host, f"postconf -PX {setting}")
        root(host, "postconf -e 'smtpd_client_event_limit_exceptions='")

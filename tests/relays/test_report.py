"""`relaytui report` of a relay tells what the generator of the traffic says that it did."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.relays.lab import SSH_CONFIG, lab, root, until

pytestmark = pytest.mark.lab

SHORT = {"submission": 10, "relaydenied": 12, "bruteforce": 6}
LAB_ITSELF = "10.77.0.1"
THROWN_AWAY = ("policy", "discard")
#: Codes of recipients that Postfix refuses before it logs a reject.
_NOT_LOGGED = (500, 501, 503)
#: What becomes of mail is known from its domain.
_LATER, _NEVER = ("tempfail.lab", "unreachable.lab"), ("reject.lab",)


def report(host: str, since: str) -> dict[str, int]:
    """The totals of the program as a user runs it."""
    command = [sys.executable, "-m", "relaytui", "report", "-F", str(SSH_CONFIG), f"ops@{host}"]
    command += ["--since", since, "--json", "--top", "1000"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    totals: dict[str, int] = told["totals"]
    for row in told["clients"]["top"]:
        if row["key"] == LAB_ITSELF:  # it looks whether a host answers
            totals["connections"] -= row["counts"].get("connections", 0)
    # The lab's hosts throw away what is for their own users, and call that delivered.
    totals["delivered"] += sum(
        one["count"] for one in told["others"] if (one["about"], one["reason"]) == THROWN_AWAY
    )
    return totals


def said(made: list[dict[str, Any]]) -> dict[str, int]:
    """What the generator did, by the same names."""
    found = dict.fromkeys(("connections", "messages", "failed_logins", "rejects", "limit_hits",
                           "delivered", "deferred", "bounced"), 0)  # fmt: skip
    for row in (row for one in made for row in one["rows"]):
        event, count = row["event"], row["count"]
        if row["reason"].startswith("rate-"):
            found["limit_hits"] += count
        elif event == "recipient_refused" and row["code"] not in _NOT_LOGGED:
            found["rejects"] += count
        elif event == "connect_ok":
            found["connections"] += count
        elif event == "login_refused":
            found["failed_logins"] += count
    for message in (message for one in made for message in one["messages"]):
        found["messages"] += 1
        for recipient in message["recipients"]:
            domain = recipient.rpartition("@")[2]
            became = "deferred" if domain in _LATER else "bounced" if domain in _NEVER else ""
            found[became or "delivered"] += 1
    return found


def run(host: str, scenarios: dict[str, int]) -> tuple[str, list[dict[str, Any]]]:
    """Run traffic; since when, and what was done."""
    since, made = datetime.now(UTC).isoformat(), []
    for scenario, count in scenarios.items():
        words = ("--count", str(count), "--rate", "40", "--seconds", "40", "--json", "--messages")
        out = lab("traffic", scenario, host, *words)
        made.append(json.loads(out[out.index("{") :]))
    return since, made


def differences(host: str, since: str, wanted: dict[str, int]) -> list[str]:
    """Where the report says something else."""
    totals = report(host, since)
    return [
        f"{name}: {totals[name]} counted, {count} done"
        for name, count in wanted.items()
        if totals[name] != count
    ]


def test_a_report_is_what_was_done(relays: tuple[str, ...]) -> None:
    # Who is banned already, by other tests, can't fail to log in.
    root(relays[0], "fail2ban-client unban --all; true")
    since, made = run(relays[0], SHORT)
    wanted = said(made)
    told: list[str] = []

    def all_the_same() -> bool:
        told[:] = differences(relays[0], since, wanted)
        return not told

    try:
        until(all_the_same, 30, "the log holds it all")
    except AssertionError:
        assert told == []
    assert wanted["messages"]
    assert wanted["rejects"]
    assert wanted["failed_logins"]

"""What `blocked` and `allowed` show of real packet filters is what the host's own tools list."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.relays.lab import SSH_CONFIG, root

pytestmark = pytest.mark.lab

_SET = re.compile(r"\tset (\S+) \{(.*?)\n\t\}", re.DOTALL)
_TABLE = re.compile(r"^table (\S+ \S+) \{\n(.*?)^\}", re.DOTALL | re.MULTILINE)
_OTHERS = ("f2b-", "crowdsec")
_MADE = r"""
ipset create mad hash:net timeout 600 comment counters
ipset add mad 203.0.113.0/24 comment "inc 42"
ipset add mad 203.0.113.9 nomatch
iptables -A INPUT -s 198.51.100.77 -p tcp --dport 25 -m comment --comment "by hand" -j DROP
iptables -A INPUT -m set --match-set mad src -j DROP
ip6tables -A INPUT -s 2001:db8:77::/48 -j REJECT
"""
_UNMADE = r"""
iptables -D INPUT -s 198.51.100.77 -p tcp --dport 25 -m comment --comment "by hand" -j DROP
iptables -D INPUT -m set --match-set mad src -j DROP
ip6tables -D INPUT -s 2001:db8:77::/48 -j REJECT
ipset destroy mad
"""


def entries(command: str, host: str, *words: str) -> list[dict[str, Any]]:
    """What the program tells, as objects."""
    argv = [
        sys.executable,
        "-m",
        "relaytui",
        command,
        "-F",
        str(SSH_CONFIG),
        "--json",
        host,
        *words,
    ]
    run = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    assert run.returncode in (0, 4), run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def listed(host: str) -> Iterator[tuple[str, str]]:
    """Table and set, and each element, by the host's own listing; fail2ban's left out."""
    for table, body in _TABLE.findall(root(host, "nft list ruleset")):
        for name, inside in _SET.findall(body):
            found = re.search(r"elements = \{(.*?)\}", inside, re.DOTALL)
            if found and "_addr" in inside and not table.split()[1].startswith(_OTHERS):
                for one in found[1].split(","):
                    yield f"{table} {name}", one.split()[0]


def test_nothing_is_missing_and_nothing_is_made_up(relays: tuple[str, ...]) -> None:
    shown = [
        (one["place"], one["what"])
        for command in ("blocked", "allowed")
        for one in entries(command, relays[0], "--layer", "nft")
    ]
    expected = set(listed(relays[0]))
    assert expected
    # What fail2ban's sets hold and fail2ban does not tell is shown, but is not what this is about.
    sets = {one for one in shown if " rule " not in one[0] and " f2b-" not in one[0]}
    assert sets == expected
    assert len(shown) == len(set(shown))


def test_merging_sets_and_times_are_told(relays: tuple[str, ...]) -> None:
    found = entries("blocked", relays[0], "--layer", "nft")
    merged = [one for one in found if one["place"].endswith(" merged4")]
    assert merged
    assert all("auto-merge" in one.get("why", "") for one in merged)
    timed = [one for one in found if "until" in one]
    assert timed
    assert all(one["since"] < one["until"] for one in timed)


def test_iptables_and_ipset(relays: tuple[str, ...]) -> None:
    root(relays[0], _MADE)
    try:
        found = {(one["layer"], one["what"]): one for one in entries("blocked", relays[0])}
        plain = found["iptables", "198.51.100.77/32"]
        assert (plain["reason"], plain["hits"], plain["effective"]) == ("by hand", 0, True)
        assert found["ip6tables", "2001:db8:77::/48"]["effective"] is True
        member = found["ipset", "203.0.113.0/24"]
        assert (member["reason"], member["effective"]) == ("inc 42", True)
        assert ("nft", "198.51.100.77") not in found
        spared = [one for one in entries("allowed", relays[0]) if one["layer"] == "ipset"]
        assert [one["what"] for one in spared] == ["203.0.113.9"]
    finally:
        root(relays[0], _UNMADE)


def test_what_is_refused_is_no_empty_list(relays: tuple[str, ...]) -> None:
    argv = [sys.executable, "-m", "relaytui", "blocked", "-F", str(SSH_CONFIG),
            f"view@{relays[0]}", "--layer", "nft", "--layer", "ipset"]  # fmt: skip
    run = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    assert run.returncode == 4, run.stdout
    assert "no permission: sudo nft" in run.stderr
    assert "no permission: sudo ipset" in run.stderr
    assert "doctor" in run.stderr

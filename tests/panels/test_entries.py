"""Blocked and trusted entries beside what the hosts' own tools say, on hosts of every flavour."""

import ipaddress
import json
import re

import pytest

from tests.panels.telling import Row, told
from tests.relays.lab import root

pytestmark = pytest.mark.lab


def nets(rows: list[Row], layer: str) -> set[str]:
    return {row["net"] for row in rows if row["layer"] == layer and "net" in row}


def usual(text: str) -> str:
    """As relaytui writes a network."""
    net = ipaddress.ip_network(text.strip("[]").replace("]", ""))
    return str(net.network_address if net.num_addresses == 1 else net)


def test_mynetworks_are_what_postconf_says(hosts: dict[str, str]) -> None:
    relay = hosts["debian"]
    _, rows, _ = told("allowed", relay)
    words = root(relay, "postconf -h mynetworks").replace(",", " ").split()
    assert nets(rows, "mynetworks") == {usual(one) for one in words}


def test_access_entries_do_what_postmap_says(hosts: dict[str, str]) -> None:
    relay = hosts["debian"]
    _, blocked, _ = told("blocked", relay)
    _, allowed, _ = told("allowed", relay)
    found = [row for row in (*blocked, *allowed) if row["layer"] == "postfix-access"]
    assert found
    for row in found:
        address = row["net"].partition("/")[0]
        said = root(relay, f"postmap -q {address} cidr:/etc/postfix/client_access").strip()
        assert ("on" in row) is (said.split()[0] == "OK"), row


def test_sets_are_what_nft_says(hosts: dict[str, str]) -> None:
    relay = hosts["debian"]
    _, rows, _ = told("blocked", relay)
    listed = json.loads(root(relay, "nft -j list set inet relay blocklist4"))["nftables"]
    elements = next(one["set"]["elem"] for one in listed if "set" in one)
    wanted = set()
    for one in elements:
        value = one["elem"]["val"] if isinstance(one, dict) and "elem" in one else one
        if isinstance(value, dict):
            prefix = value["prefix"]
            value = f"{prefix['addr']}/{prefix['len']}"
        wanted.add(value)
    mine = {row["net"] for row in rows if row.get("place") == "inet relay blocklist4"}
    assert mine == wanted
    assert all(row["effective"] for row in rows if row.get("place") == "inet relay blocklist4")


def test_bans_are_what_fail2ban_says(hosts: dict[str, str]) -> None:
    relay = hosts["journal"]
    root(relay, "fail2ban-client set sshd banip 192.0.2.5 2001:db8::5")
    try:
        _, rows, _ = told("blocked", relay, "--layer", "fail2ban")
        said = root(relay, "fail2ban-client get sshd banip --with-time")
        wanted = {line.split()[0] for line in said.split("\n") if line.strip()}
        mine = [row for row in rows if row["place"] == "sshd"]
        assert {row["net"] for row in mine} == wanted
        assert {row["effective"] for row in mine} == {True}
        assert all("until" in row for row in mine)
    finally:
        root(relay, "fail2ban-client unban 192.0.2.5 2001:db8::5")


def test_decisions_are_what_cscli_says(hosts: dict[str, str]) -> None:
    relay = hosts["crowdsec"]
    root(relay, "cscli decisions add -i 192.0.2.9 -d 1h -R spam 2>&1")
    _, rows, _ = told("blocked", relay, "--layer", "crowdsec")
    raw = root(relay, "cscli decisions list -o raw 2>/dev/null")
    wanted = set(re.findall(r",(?:Ip|Range):([^,]+),", raw))
    assert nets(rows, "crowdsec") == wanted
    assert {row["effective"] for row in rows} == {False}  # no bouncer is there
    assert "no bouncer" in rows[0]["why"]


def test_who_may_read_only_is_told_what_he_can_not_see(hosts: dict[str, str]) -> None:
    status, rows, words = told("blocked", hosts["debian"], user="view")
    assert status == 4
    assert nets(rows, "postfix-access")
    assert "no permission: sudo nft" in words
    assert "no permission: sudo fail2ban-client" in words
    assert "relaytui doctor" in words


def test_why_tells_all_layers_of_an_address(hosts: dict[str, str]) -> None:
    status, rows, _ = told("why", "10.77.1.66", hosts["debian"], hosts["postscreen"])
    assert status == 0
    verbs = {(row["verb"], row.get("layer")) for row in rows if row["verb"] != "log"}
    assert ("blocks", "postfix-access") in verbs
    assert ("blocks", "postscreen") in verbs
    assert {row["works"] for row in rows if row.get("layer") == "postscreen"} == {False}
    status, rows, _ = told("why", "198.51.100.200", hosts["debian"])
    assert (status, rows) == (1, [])

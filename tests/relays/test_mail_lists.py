"""What the lists of mail servers hold is what the servers themselves say."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.relays.lab import SSH_CONFIG, root

pytestmark = pytest.mark.lab

_ADDRESSES = ("10.77.1.64", "10.77.1.66", "10.77.1.67", "10.77.3.9", "fd77::1:5", "10.77.1.5")


def told(command: str, host: str, layer: str) -> list[dict[str, Any]]:
    """What the program tells of one layer, as objects."""
    words = ["-F", str(SSH_CONFIG), "--json", "--layer", layer, host]
    argv = [sys.executable, "-m", "relaytui", command, *words]
    run = subprocess.run(argv, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def nets(rows: list[dict[str, Any]]) -> set[str]:
    return {row["net"] for row in rows}


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize("user", ["ops", "view"])
def test_an_access_table_says_what_postmap_says(
    relays: tuple[str, ...], number: int, user: str
) -> None:
    host = relays[number]
    table = "cidr:/etc/postfix/client_access"
    rows = told("blocked", f"{user}@{host}", "postfix-access")
    by_net = {row["net"]: row["reason"] for row in rows if row["effective"]}
    good = nets(told("allowed", f"{user}@{host}", "postfix-access"))
    asked = root(host, "\n".join(f'echo "{one} $(postmap -q {one} {table})"' for one in _ADDRESSES))
    for line in asked.splitlines():
        address, _, action = line.partition(" ")
        wide = {"10.77.3.9": "10.77.3.0/24"}.get(address, address)
        assert by_net.get(wide, "") == ("" if action[:2] in ("", "OK") else action)
        assert (wide in good) == action.startswith("OK")


def test_mynetworks_is_what_postconf_says(relays: tuple[str, ...]) -> None:
    said = root(relays[0], "postconf -xh mynetworks").replace(",", " ").split()
    rows = told("allowed", f"view@{relays[0]}", "mynetworks")
    assert nets(rows) == {re.sub(r"[\[\]]", "", one).removesuffix("/128") for one in said}


def test_postscreen_tells_what_it_ignores(more_relays: dict[str, str]) -> None:
    host = more_relays["postscreen"]
    rows = {row["net"]: row for row in told("blocked", f"view@{host}", "postscreen")}
    action = root(host, "postconf -xh postscreen_denylist_action").strip()
    assert action == "ignore"
    assert rows["10.77.1.66"]["effective"] is False
    assert "ignore" in rows["10.77.1.66"]["why"]
    good = told("allowed", f"view@{host}", "postscreen")
    assert any("10.77.1.64" in row["what"] and row["problems"] for row in good)


def test_exim_asks_what_is_told(more_relays: dict[str, str]) -> None:
    host = more_relays["exim"]
    place = "/etc/exim4/local_host_blacklist"
    root(host, f"printf '203.0.113.0/24 # spam\\n!198.51.100.9\\n198.51.100.0/24\\n' > {place}")
    try:
        for user in ("ops", "view"):
            out = told("blocked", f"{user}@{host}", "exim")
            assert nets(out) == {"203.0.113.0/24", "198.51.100.0/24"}
            assert {row["place"] for row in out} == {f"{place}:1", f"{place}:3"}
            relaying = nets(told("allowed", f"{user}@{host}", "exim"))
            said = root(host, "exim4 -bP +relay_from_hosts").partition("=")[2].split(" : ")
            assert {one.strip().replace("::::", "::") for one in said} <= relaying
        for address, held in (("203.0.113.7", 1), ("198.51.100.9", 0), ("198.51.100.8", 1)):
            asked = f"${{if match_ip{{{address}}}{{{place}}}{{1}}{{0}}}}"
            assert root(host, f"exim4 -be '{asked}'").strip() == str(held)
    finally:
        root(host, f"rm -f {place}")


def test_opensmtpd_relays_for_what_is_told(more_relays: dict[str, str]) -> None:
    host = more_relays["opensmtpd"]
    conf = root(host, "cat /etc/smtpd.conf")
    table = re.search(r"table trusted \{(.*?)\}", conf)
    assert table
    rows = told("allowed", f"view@{host}", "opensmtpd")
    assert nets(rows) == {one.strip() for one in table[1].split(",")}


def test_rspamd_has_what_is_told(more_relays: dict[str, str]) -> None:
    host = more_relays["rspamd"]
    root(
        host,
        "mkdir -p /etc/rspamd/local.d/maps.d; cd /etc/rspamd/local.d; "
        "printf '192.0.2.0/24 # office\\n' > maps.d/ok.map; printf '%s\\n' "
        '\'OK_IP { type = "ip"; map = "$LOCAL_CONFDIR/local.d/maps.d/ok.map"; score = -10; }\' '
        '\'BAD_IP { type = "ip"; map = ["203.0.113.7"]; score = 5; }\' > multimap.conf',
    )
    try:
        for user in ("ops", "view"):
            good = told("allowed", f"{user}@{host}", "rspamd")
            row = next(one for one in good if one["net"] == "192.0.2.0/24")
            assert row["place"] == "/etc/rspamd/local.d/maps.d/ok.map:1"
            assert row["comment"] == "office"
            assert nets(told("blocked", f"{user}@{host}", "rspamd")) == {"203.0.113.7"}
    finally:
        root(host, "cd /etc/rspamd/local.d; rm -rf multimap.conf maps.d/ok.map")

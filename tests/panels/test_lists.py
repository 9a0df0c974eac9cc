"""Mail servers' own lists beside what the servers say of them, on hosts of every flavour."""

import re

import pytest

from tests.panels.telling import Row, told
from tests.panels.test_entries import nets, usual
from tests.relays.lab import root

pytestmark = pytest.mark.lab

ACCESS = ("10.77.1.64", "10.77.1.65", "10.77.1.66", "10.77.1.67", "10.77.3.0/24", "fd77::1:5")


def rows(command: str, relay: str, layer: str, user: str = "ops") -> list[Row]:
    """What a command tells of a layer."""
    status, found, words = told(command, relay, "--layer", layer, user=user)
    assert status == 0, words
    return found


@pytest.mark.parametrize("user", ["ops", "view"])
def test_an_access_table_says_what_postmap_says(hosts: dict[str, str], user: str) -> None:
    relay, table = hosts["debian"], "cidr:/etc/postfix/client_access"
    out = {row["net"]: row for row in rows("blocked", relay, "postfix-access", user)}
    good = {row["net"]: row for row in rows("allowed", relay, "postfix-access", user)}
    for net in ACCESS:
        said = root(relay, f"postmap -q {net.partition('/')[0]} {table}").strip()
        assert (net in good) == said.startswith("OK")
        if net in out:
            assert out[net]["reason"].split() == said.split()
            assert out[net]["effective"]
    assert set(out) | set(good) == set(ACCESS)


def test_a_table_that_changes_is_told_with_what_is_wrong(hosts: dict[str, str]) -> None:
    relay, path = hosts["sysv"], "/etc/postfix/client_access"
    root(relay, f"cp -p {path} {path}.was; printf '198.51.100.5/24 REJECT\\n"
                f"198.51.100.0/24 REJECT new\\n198.51.100.9 OK\\n' >> {path}")  # fmt: skip
    try:
        out = {row["what"]: row for row in rows("blocked", relay, "postfix-access")}
        assert out["198.51.100.5/24"]["effective"] is False
        assert out["198.51.100.0/24"]["effective"] is True
        said = root(relay, f"postmap -q 198.51.100.9 cidr:{path} 2>&1 | tail -1").strip()
        assert said == "REJECT new"  # the OK behind it never comes
        (good,) = (
            row for row in rows("allowed", relay, "postfix-access") if row["net"] == "198.51.100.9"
        )
        assert "198.51.100.0/24" in " ".join(good["problems"])
        root(relay, f"chmod 600 {path}")
        status, found, words = told("blocked", relay, "--layer", "postfix-access", user="view")
        assert (status, found) == (4, [])
        assert f"no permission: {path}" in words
        assert rows("blocked", relay, "postfix-access", "ops")  # by sudo
    finally:
        root(relay, f"mv {path}.was {path}")


def test_a_table_that_postmap_has_not_read_again_holds_what_postmap_says(
    hosts: dict[str, str],
) -> None:
    relay, path = hosts["sysv"], "/etc/postfix/senders"
    root(
        relay,
        f"printf '198.51.100.1 REJECT\\n198.51.100.2 REJECT\\n' > {path}; postmap {path}; "
        f"printf '198.51.100.1 REJECT\\n198.51.100.3 REJECT\\n' > {path}; "
        f"touch -d '+2 seconds' {path}; postconf -e 'smtpd_helo_restrictions="
        f"check_client_access hash:{path}'",
    )
    try:
        for user in ("ops", "view"):
            found = rows("blocked", relay, "postfix-access", user)
            mine = [row for row in found if row["place"].startswith(path)]
            out = {row["net"]: row["effective"] for row in mine}
            assert set(out) == {f"198.51.100.{last}" for last in (1, 2, 3)}
            for net, works in out.items():
                said = root(relay, f"postmap -q {net} hash:{path}; true").strip()
                assert works == (said == "REJECT")
    finally:
        root(relay, f"rm -f {path} {path}.db; postconf -X smtpd_helo_restrictions")


@pytest.mark.parametrize("flavour", ["debian", "postscreen"])
def test_mynetworks_is_what_postconf_says(hosts: dict[str, str], flavour: str) -> None:
    found = rows("allowed", hosts[flavour], "mynetworks", "view")
    said = root(hosts[flavour], "postconf -xh mynetworks").replace(",", " ").split()
    assert {row["net"] for row in found} == {usual(one) for one in said}
    main = root(hosts[flavour], "cat /etc/postfix/main.cf").split("\n")
    for row in found:
        path, _, line = row["place"].rpartition(":")
        assert path == "/etc/postfix/main.cf"
        assert row["what"] in main[int(line) - 1]


def test_postscreen_tells_what_it_does_with_whom_it_denies(hosts: dict[str, str]) -> None:
    relay = hosts["postscreen"]
    assert root(relay, "postconf -xh postscreen_denylist_action").strip() == "ignore"
    (row,) = (one for one in rows("blocked", relay, "postscreen", "view")
              if one["net"] == "10.77.1.66")  # fmt: skip
    assert row["effective"] is False
    assert "ignore" in row["why"]
    good = rows("allowed", relay, "postscreen", "view")
    assert any("10.77.1.64" in one["what"] and one["problems"] for one in good)
    root(relay, "postconf -e postscreen_denylist_action=enforce")
    try:
        (row,) = (one for one in rows("blocked", relay, "postscreen")
                  if one["net"] == "10.77.1.66")  # fmt: skip
        assert row["effective"] is True
    finally:
        root(relay, "postconf -X postscreen_denylist_action")


def test_exim_asks_what_is_told(hosts: dict[str, str]) -> None:
    relay, place = hosts["exim"], "/etc/exim4/local_host_blacklist"
    root(relay, f"printf '203.0.113.0/24 # spam\\n!198.51.100.9\\n198.51.100.0/24\\n' > {place}")
    try:
        for user in ("ops", "view"):
            out = rows("blocked", relay, "exim", user)
            assert nets(out, "exim") == {"203.0.113.0/24", "198.51.100.0/24"}
            assert out[0]["place"].startswith(f"{place}:")
            said = root(relay, "exim4 -bP config | sed -n 's/^hostlist relay_from_hosts = //p'")
            wanted = {one.strip().replace("::::", "::") for one in said.split(" : ")}
            assert wanted <= nets(rows("allowed", relay, "exim", user), "exim")
        for address, held in (("203.0.113.7", 1), ("198.51.100.9", 0), ("198.51.100.8", 1)):
            asked = f"${{if match_ip{{{address}}}{{{place}}}{{1}}{{0}}}}"
            assert root(relay, f"exim4 -be '{asked}'").strip() == str(held)
    finally:
        root(relay, f"rm -f {place}")


def test_opensmtpd_relays_for_what_is_told(hosts: dict[str, str]) -> None:
    relay = hosts["opensmtpd"]
    table = re.search(r"table trusted \{(.*?)\}", root(relay, "cat /etc/smtpd.conf"))
    assert table
    found = nets(rows("allowed", relay, "opensmtpd", "view"), "opensmtpd")
    assert found == {one.strip() for one in table[1].split(",")}


def test_rspamd_has_what_is_told(hosts: dict[str, str]) -> None:
    relay = hosts["rspamd"]
    root(
        relay,
        "mkdir -p /etc/rspamd/local.d/maps.d; cd /etc/rspamd/local.d; "
        "printf '192.0.2.0/24 # office\\n' > maps.d/ok.map; printf '%s\\n' "
        '\'OK_IP { type = "ip"; map = "$LOCAL_CONFDIR/local.d/maps.d/ok.map"; score = -10; }\' '
        '\'BAD_IP { type = "ip"; map = ["203.0.113.7"]; score = 5; }\' > multimap.conf',
    )
    try:
        for user in ("ops", "view"):
            good = rows("allowed", relay, "rspamd", user)
            row = next(one for one in good if one["net"] == "192.0.2.0/24")
            assert row["place"] == "/etc/rspamd/local.d/maps.d/ok.map:1"
            assert row["comment"] == "office"
            assert nets(rows("blocked", relay, "rspamd", user), "rspamd") == {"203.0.113.7"}
    finally:
        root(relay, "cd /etc/rspamd/local.d; rm -rf multimap.conf maps.d/ok.map")

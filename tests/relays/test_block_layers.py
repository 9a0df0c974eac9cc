"""Blocks in every layer that writes: a real SMTP client is refused, let in again, and what a change
has touched is as it was once it is undone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.relays.conftest import FLAVOURS, MORE
from tests.relays.lab import SSH_CONFIG, lab, root, until

pytestmark = pytest.mark.lab

#: Hosts that only the full run has, by flavour.
SOAKED = {"postscreen": "relay10", "exim": "relay11", "opensmtpd": "relay12", "rspamd": "relay13"}
# A set of an admin's that a rule asks, and a table of smtpd.conf that refuses.
_IPSET = """
ipset create mad hash:net timeout 0 comment
iptables -I INPUT -p tcp --dport 25 -m set --match-set mad src -j DROP
"""
_OPENSMTPD = """
mkdir -p /etc/mail; printf '192.0.2.1\\n' >/etc/mail/bad
sed -i '1i table bad file:/etc/mail/bad' /etc/smtpd.conf
sed -i 's/^match .*/match from src <bad> for any reject\\nmatch from any for any action "sink"/' \
  /etc/smtpd.conf
systemctl restart opensmtpd
"""
#: What there is on a host that a change may touch, without counters and times that go by. Our
#: table, which a plan tells to stay there, is left out.
_STATE = r"""
find /etc /var/lib/relaytui/keep /var/lib/relaytui/ends /var/lib/relaytui/lists \
  /var/lib/relaytui/blocks -type f -exec sha256sum {} + 2>/dev/null | grep -v mtab | sort -k 2
find /etc -type l -print | sort
nft list ruleset | sed -E 's/(expires|packets|bytes) [^ ,]+//g;/f2b|relaytui/,/^}/d'
ipset save | sed -E 's/(timeout|initval|packets|bytes) [^ ]+//g'
if command -v cscli >/dev/null; then cscli decisions list -o raw | cut -d , -f 2-5; fi
if [ -S /run/fail2ban/fail2ban.sock ]; then
  fail2ban-client banned | tr "{," "\n\n" | tr -d "[]} " | sort
fi
"""


#: The clients' network.
CLIENTS = Path("/run/relaytui-lab/clients.pid")
_SESSION = """
import smtplib, sys
try:
    with smtplib.SMTP(sys.argv[1], 25, "client.lab", LIMIT, (sys.argv[2], 0)) as session:
        session.ehlo_or_helo_if_needed()
        steps = [session.mail("a@sender.lab"), session.rcpt("b@sink.lab")]
        print(*[f"{code} {text.decode()}" for code, text in steps if code >= 400][:1])
except (OSError, smtplib.SMTPException) as error:
    print(error)
""".replace("LIMIT", "8" if os.environ.get("SOAK") else "2")


class Case(NamedTuple):
    """A layer on a host, a client, how it is refused, and more words for the command."""

    layer: str
    host: str
    client: str
    refused: str
    words: tuple[str, ...] = ()


CASES = [
    Case("nft", "relay1", "10.77.1.90", "timed out"),
    Case("postfix-block", "relay1", "10.77.1.91", "554"),
    Case("ipset", "relay1", "10.77.1.93", "timed out", ("--place", "mad")),
    Case("crowdsec", "relay6", "10.77.1.95", ""),
]
MORE_CASES = [
    Case("fail2ban", "relay1", "10.77.1.92", "refused", ("--for", "10m", "--place", "postfix")),
    Case("nft-sets", "relay1", "10.77.1.94", "timed out", ("--place", "inet relay blocklist4")),
    Case("postfix-block", "relay2", "10.77.1.96", "554"),
    Case("postfix-block", "relay3", "10.77.1.97", "554"),
    Case("postfix-block", SOAKED["postscreen"], "10.77.1.98", "554"),
    Case("nft", SOAKED["postscreen"], "fd77::1:1", "timed out"),
    Case("exim", SOAKED["exim"], "10.77.1.100", "blacklisted"),
    Case("exim", SOAKED["exim"], "fd77::1:2", "blacklisted"),
    Case("opensmtpd", SOAKED["opensmtpd"], "10.77.1.101", "550"),
]
if os.environ.get("SOAK"):
    CASES += MORE_CASES


def relaytui(*words: str, expect: int = 0) -> str:
    """Run the program; what it said."""
    run = subprocess.run(
        [sys.executable, "-m", "relaytui", *words], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == expect, f"{words}: {run.returncode}\n{run.stdout}{run.stderr}"
    return run.stdout + run.stderr


def change(command: str, host: str, *words: str, expect: int = 0) -> str:
    """Change a host."""
    hosts = ("--hosts", host, "-F", str(SSH_CONFIG), "--write")
    more = () if command == "undo" else ("--yes", "1", "--reason", "test")
    return relaytui(command, *words, *hosts, *more, expect=expect)


def answer(host: str, client: str) -> str:
    """How a real client is refused; empty where it may send."""
    number = 10 + int(host.removeprefix("relay"))
    server = f"fd77::{number:x}" if ":" in client else f"10.77.0.{number}"
    inside = CLIENTS.read_text().strip()
    run = subprocess.run(
        ["nsenter", "-t", inside, "-n", sys.executable, "-c", _SESSION, server, client],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.fixture(scope="module")
def hosts(relays: tuple[str, ...]) -> Iterator[None]:
    root("relay1", _IPSET)
    if os.environ.get("SOAK"):
        flavours = ",".join([FLAVOURS, *MORE, *SOAKED])
        lab("up", "13", "--flavours", flavours, "--forward", timeout=600)
        root(SOAKED["opensmtpd"], _OPENSMTPD)
    yield
    root("relay1", "iptables -D INPUT -p tcp --dport 25 -m set --match-set mad src -j DROP\n"
         "ipset destroy mad")  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one.layer}-{one.host}-{one.client}")
def test_it_is_refused_and_let_in_again(hosts: None, case: Case) -> None:
    assert answer(case.host, case.client) == ""
    before = root(case.host, _STATE)
    change("block", case.host, case.client, "--layer", case.layer, "--for", "1h", *case.words)
    assert case.refused in answer(case.host, case.client)
    assert root(case.host, _STATE) != before
    change("undo", case.host, "last")
    assert root(case.host, _STATE) == before
    assert answer(case.host, case.client) == ""
    if not os.environ.get("SOAK") and case.layer != "ipset":
        return
    change("block", case.host, case.client, "--layer", case.layer, "--for", "1h", *case.words)
    assert case.refused in answer(case.host, case.client)
    change("unblock", case.host, case.client)
    assert answer(case.host, case.client) == ""


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="the host is there with SOAK=1 only")
def test_whom_rspamd_takes_for_its_own_is_guarded(hosts: None) -> None:
    said = change("block", SOAKED["rspamd"], "10.77.1.99", "--for", "1h", expect=5)
    assert "local_addrs" in said


def test_the_end_comes_with_nobody_connected(hosts: None) -> None:
    host, client, soak = "relay1", "10.77.1.102", os.environ.get("SOAK")
    change("block", host, client, "--layer", "postfix-block", "--for", "5s")
    assert "554" in answer(host, client)
    assert root(host, "systemctl is-active relaytui-keep.timer").strip() == "active"

    def ended() -> bool:
        if not soak:  # the timer's next minute is not waited for
            root(host, "sh /var/lib/relaytui/keep")
        # The client itself does not ask: fail2ban bans whom Postfix has refused some times.
        return client not in root(host, "cat /etc/postfix/relaytui_block.cidr")

    until(ended, 80, "the entry is taken out")
    assert answer(host, client) == ""


def test_a_list_that_an_admin_keeps(hosts: None) -> None:
    host, path = "relay1", "/etc/postfix/client_access"
    assert "554" in answer(host, "10.77.1.66")
    before = root(host, f"cat {path}")
    said = change("unblock", host, "10.77.1.66")
    assert "blocked after complaint" in said
    assert answer(host, "10.77.1.66") == ""
    change("undo", host, "last")
    assert root(host, f"cat {path}") == before
    assert "554" in answer(host, "10.77.1.66")
    root(host, f"sed -i '1i # Ansible managed' {path}")
    assert "managed by Ansible" in change("unblock", host, "10.77.1.66", expect=5)
    root(host, f"sed -i 1d {path}")

"""Entries of lists that trust, on real relays: what a client may is what the lists say after each
change, and undo leaves every byte as it was."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.relays.lab import SSH_CONFIG, lab, root, until

pytestmark = pytest.mark.lab

STRANGER = "10.77.1.70"
#: To nobody of the relay's own: only whom it trusts may send there.
AWAY, OWN = "a@elsewhere.example", "a@sink.lab"
_SOAK = bool(os.environ.get("SOAK"))
_SESSION = """
import smtplib, sys
client, host, to = sys.argv[1:]
try:
    with smtplib.SMTP(host, 25, "client.lab", 20, (client, 0)) as smtp:
        smtp.ehlo()
        smtp.mail("a@client.lab")
        print(smtp.rcpt(to)[0])
except smtplib.SMTPResponseException as error:
    print(error.smtp_code)
except (OSError, smtplib.SMTPException) as error:
    print(0, error)
"""


@dataclass(frozen=True)
class Flow:
    """One form of list on one flavour of host: `prepare` makes a stranger one who is not let in;
    `files` are what undo must leave byte by byte."""

    name: str
    flavour: str
    prepare: str
    files: tuple[str, ...]
    words: tuple[str, ...] = ()
    client: str = STRANGER
    to: str = AWAY
    switches: bool = True
    #: Nobody is refused by it, so only what the tools say is looked at.
    felt: bool = True


_KEYS = """cp -p /etc/postfix/main.cf /root/main.cf
printf '10.77.1 REJECT all\\n' >/etc/postfix/keys; postmap {0}:/etc/postfix/keys
postconf -e 'smtpd_client_restrictions = check_client_access {0}:/etc/postfix/keys'
postfix reload"""
_ACCESS = "echo '10.77.1.64/26 REJECT all' >>/etc/postfix/client_access; postfix reload"
_SCREEN = """printf '10.77.1.64/26 reject\\n' >/etc/postfix/ps.cidr
postconf -e 'postscreen_access_list = permit_mynetworks, cidr:/etc/postfix/ps.cidr' \
  postscreen_denylist_action=enforce postscreen_blacklist_action=enforce
postfix reload"""
_EXIM = """printf '# partners\\n192.0.2.1\\n' >/etc/exim4/relays
sed -i "s|^dc_relay_nets=.*|dc_relay_nets='10.77.0.0/24 : /etc/exim4/relays'|" \
  /etc/exim4/update-exim4.conf.conf
update-exim4.conf && systemctl restart exim4"""
_SMTPD = """printf '192.0.2.1\\n' >/etc/trusted
sed -i 's|^table trusted .*|table trusted file:/etc/trusted|' /etc/smtpd.conf
systemctl restart opensmtpd"""
_RSPAMD = """printf '192.0.2.1 # office\\n' >/etc/rspamd/ok.map
printf 'OK_IP { type = "ip"; map = "/etc/rspamd/ok.map"; score = -5; }\\n' \
  >/etc/rspamd/local.d/multimap.conf"""
_BANNED = f"fail2ban-client set postfix banip {STRANGER}"
_JAILS = "/etc/fail2ban/jail.d/lab.conf"

FLOWS = [
    Flow("mynetworks", "debian", "", ("/etc/postfix/main.cf",)),
    Flow("main-cf", "debian", "", ("/etc/postfix/main.cf",), ("--in", "/etc/postfix/main.cf")),
    Flow("cidr", "debian", _ACCESS, ("/etc/postfix/client_access",),
         ("--in", "/etc/postfix/client_access"), to=OWN),
    Flow("fail2ban", "debian", _BANNED, (_JAILS,), ("--layer", "fail2ban-files"), to=OWN),
    Flow("nft", "debian", "", (), ("--in", "inet relay allowlist4"), "10.77.2.1", OWN, False),
    Flow("hash", "debian", _KEYS.format("hash"), ("/etc/postfix/keys",),
         ("--in", "/etc/postfix/keys"), to=OWN),
    Flow("texthash", "sysv", _KEYS.format("texthash"), ("/etc/postfix/keys",),
         ("--in", "/etc/postfix/keys"), to=OWN),
    Flow("postscreen", "postscreen", _SCREEN, ("/etc/postfix/ps.cidr",),
         ("--in", "/etc/postfix/ps.cidr"), to=OWN),
    Flow("exim", "exim", _EXIM, ("/etc/exim4/relays",)),
    Flow("opensmtpd", "opensmtpd", _SMTPD, ("/etc/trusted",)),
    Flow("rspamd", "rspamd", _RSPAMD, ("/etc/rspamd/ok.map",), ("--in", "/etc/rspamd/ok.map"),
         felt=False),
]  # fmt: skip
#: The first of them are the short form.
SHORT = ("mynetworks",)
#: Beside the hosts of every run; names by flavour.
MORE = {"postscreen": "relay10", "exim": "relay11", "opensmtpd": "relay12", "rspamd": "relay13"}
NAMES = {"debian": "relay1", "journal": "relay2", "sysv": "relay3", "crowdsec": "relay6"} | MORE


@pytest.fixture(scope="module")
def hosts(relays: tuple[str, ...]) -> dict[str, str]:
    """Hosts by flavour."""
    if _SOAK:
        every = "debian,journal,sysv,central,debian,crowdsec,dnf,zypper,pacman," + ",".join(MORE)
        lab("up", "13", "--flavours", every, "--forward", timeout=600)
    return NAMES


def relaytui(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command, with a journal of the test's own."""
    env = {**os.environ, "XDG_STATE_HOME": str(home), "XDG_DATA_HOME": str(home),
           "XDG_CONFIG_HOME": str(home)}  # fmt: skip
    argv = [sys.executable, "-m", "relaytui", *words, "-F", str(SSH_CONFIG)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=120, env=env)


def changed(home: Path, host: str, *words: str) -> None:
    """A change that every host has proved."""
    done = relaytui(home, *words, "--hosts", host, "--write", "--yes", "1")
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert f"{host}: set" in done.stdout


def answer(client: str, host: str, to: str) -> int:
    """How a relay answers a recipient of a client; 0 where there is no answer."""
    pid = (SSH_CONFIG.parent / "clients.pid").read_text().split()[0]
    number = int(host.removeprefix("relay"))
    argv = ["nsenter", "-t", pid, "-n", sys.executable, "-c", _SESSION, client,
            f"10.77.0.{10 + number}", to]  # fmt: skip
    return int(subprocess.run(argv, capture_output=True, text=True, timeout=60).stdout.split()[0])


def lets_in(flow: Flow, host: str, yes: bool) -> None:
    """What a real session says; a daemon may need a moment to take on a change."""
    if flow.felt:
        # Not too often: who is refused again and again is banned, or meets a limit.
        said = f"{flow.name}: {yes}"
        until(lambda: (answer(flow.client, host, flow.to) == 250) is yes, 20, said, pause=1.5)


@pytest.mark.parametrize(
    "flow", [one for one in FLOWS if _SOAK or one.name in SHORT], ids=lambda one: one.name
)
def test_an_entry_is_added_switched_and_taken_back(
    flow: Flow, hosts: dict[str, str], tmp_path: Path
) -> None:
    host = hosts[flow.flavour]
    kept = (
        "tar -C / -cf /root/kept.tar etc/postfix etc/fail2ban; " if flow.flavour != "exim" else ""
    )
    patient = "fail2ban-client set postfix maxretry 1000 >/dev/null 2>&1; "
    root(host, f"{kept}{patient}{flow.prepare or ':'}")
    sums = " ".join(flow.files)
    before = root(host, f"sha256sum {sums} /dev/null; nft list set inet relay allowlist4")
    try:
        lets_in(flow, host, False)
        changed(tmp_path, host, "allow", flow.client, "--reason", "lab", *flow.words)
        lets_in(flow, host, True)
        again = relaytui(tmp_path, "allow", flow.client, *flow.words, "--hosts", host)
        assert again.returncode == 0, again.stderr
        changes = 1
        if flow.switches:
            changed(tmp_path, host, "disallow", flow.client, "--off", *flow.words)
            if flow.name != "fail2ban":  # to ban again is its own affair
                lets_in(flow, host, False)
            changed(tmp_path, host, "allow", flow.client, "--on", *flow.words)
            lets_in(flow, host, True)
            changes = 3
        for _ in range(changes):
            undone = relaytui(tmp_path, "undo", "last", "--write", "--hosts", host)
            assert undone.returncode == 0, (undone.stdout, undone.stderr)
        lets_in(flow, host, False)
        after = root(host, f"sha256sum {sums} /dev/null; nft list set inet relay allowlist4")
        assert after == before
    finally:
        if kept:
            root(host, "fail2ban-client unban --all >/dev/null 2>&1; "
                       "fail2ban-client set postfix maxretry 8 >/dev/null 2>&1; "
                       "rm -f /etc/postfix/keys* /etc/postfix/relaytui_allow.cidr; "
                       "tar -C / -xf /root/kept.tar; "
                       "postfix reload 2>/dev/null; true")  # fmt: skip


def test_what_can_not_be_written_is_said(hosts: dict[str, str], tmp_path: Path) -> None:
    refused = relaytui(
        tmp_path, "allow", STRANGER, "--layer", "crowdsec", "--hosts", hosts["crowdsec"]
    )
    assert refused.returncode == 5
    assert "this cscli has no allowlists" in refused.stderr
    covered = relaytui(tmp_path, "disallow", "10.77.1.9", "--layer", "mynetworks", "--hosts",
                       hosts["journal"], "--json")  # fmt: skip
    assert covered.returncode == 5
    assert "10.77.1.0/26" in json.loads(covered.stdout)["refused"][0]


@pytest.mark.skipif(not _SOAK, reason="the host looks once a minute")
def test_an_end_is_kept_by_the_host(hosts: dict[str, str], tmp_path: Path) -> None:
    host = hosts["journal"]
    before = root(host, "sha256sum /etc/postfix/main.cf")
    changed(tmp_path, host, "allow", STRANGER, "--for", "10s")
    assert answer(STRANGER, host, AWAY) == 250
    list_of = "cat /etc/postfix/relaytui_allow.cidr"
    until(lambda: STRANGER not in root(host, list_of), 75, "the host takes it out")
    until(lambda: answer(STRANGER, host, AWAY) == 554, 20, "it is let in no more")
    undone = relaytui(tmp_path, "undo", "last", "--write", "--hosts", host)
    assert undone.returncode == 5  # the list is another one now
    root(host, "sed -i 's/[, ]*cidr:.*allow.cidr//' /etc/postfix/main.cf; postfix reload; "
               "rm /etc/postfix/relaytui_allow.cidr")  # fmt: skip
    assert root(host, "sha256sum /etc/postfix/main.cf") == before
